import type { Value } from '../../../src/core/index.js';
import { formatValue } from '../../../src/render/format.js';
import { shortValue } from './short-value.js';
import './value.css';

/** One value in a narrow cell: rounded and cut, whole on hover. */
export function ShortValue({ value }: { readonly value: Value | undefined }) {
  if (value === undefined) return <span className="dim">–</span>;
  const short = shortValue(value);
  return (
    <span className={typeof value === 'number' ? 'value num' : 'value'} title={formatValue(value)}>
      {short}
    </span>
  );
}

/** One value in full: long text and objects scroll in a box. */
export function FullValue({ value }: { readonly value: Value }) {
  const text = formatValue(value);
  return text.includes('\n') || text.length > (typeof value === 'object' ? 40 : 120) ? (
    <pre className="value-block" tabIndex={0}>
      {text}
    </pre>
  ) : (
    <span className={typeof value === 'number' ? 'value num' : 'value'}>{text}</span>
  );
}

interface ValueListProps {
  readonly values: Readonly<Record<string, Value>>;
  /** Said instead of an empty list. */
  readonly empty: string;
  /** Numbers are rounded; whole on hover. */
  readonly isShort?: boolean;
}

/** Names and values, the values to the right. */
export function ValueList({ values, empty, isShort = false }: ValueListProps) {
  const entries = Object.entries(values);
  if (entries.length === 0) return <p className="dim value-none">{empty}</p>;
  return (
    <dl className="value-list">
      {entries.map(([key, value]) => (
        <div key={key}>
          <dt>{key}</dt>
          <dd>{isShort && typeof value === 'number' ? <ShortValue value={value} /> : <FullValue value={value} />}</dd>
        </div>
      ))}
    </dl>
  );
}
