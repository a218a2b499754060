import { toTagged } from '../../../src/core/index.js';
import { CopyText } from '../design/copy.js';

/** A record as the API and `--json` give it. */
export function RawJson({ value }: { readonly value: object }) {
  const text = JSON.stringify(toTagged(value), undefined, 2);
  return (
    <div className="raw-json">
      <CopyText text={text} label="Copy the JSON" />
      <pre tabIndex={0} aria-label="Raw JSON">
        {text}
      </pre>
    </div>
  );
}
