import { Link } from '@tanstack/react-router';
import type { RunInput } from '../api/shapes.js';

/** What the run read, pinned, with the way to where it came from. */
export function Inputs({ inputs }: { readonly inputs: readonly RunInput[] }) {
  if (inputs.length === 0) return <p className="dim value-none">It read no inputs.</p>;
  return (
    <ul className="inputs">
      {inputs.map((input) => (
        <li key={input.key}>
          <b>{input.key}</b>
          {input.artifactUid === undefined ? (
            <code className="input-uri">{input.uri}</code>
          ) : (
            <Link className="mono input-uri" to="/artifacts/$uid" params={{ uid: input.artifactUid }} title={input.uri}>
              {shortUri(input.uri)}
            </Link>
          )}
          {input.producerUid !== undefined && (
            <span className="dim">
              from the run{' '}
              <Link className="mono" to="/runs/$uid" params={{ uid: input.producerUid }}>
                {input.producerUid.slice(0, 8)}
              </Link>
            </span>
          )}
        </li>
      ))}
    </ul>
  );
}

/** Without its scheme, tree and uid: `datasets/penguins/prepare_train`. */
function shortUri(uri: string): string {
  return uri.replace(/^store:\/\//, '').replace(/[@^].*$/, '');
}
