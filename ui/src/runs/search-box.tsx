import { useEffect, useId, useRef, useState } from 'react';
import { ApiError } from '../api/client.js';
import { Icon } from '../design/icon.js';
import './search-box.css';

interface SearchBoxProps {
  readonly value: string;
  readonly onSearch: (text: string) => void;
  /** What the server said about `value`, if it did not like it. */
  readonly error: Error | null;
}

const TYPING_PAUSE_MILLIS = 450;

/** The search language, with the place of a mistake marked. Searches on Enter, or when typing pauses. */
export function SearchBox({ value, onSearch, error }: SearchBoxProps) {
  const [text, setText] = useState(value);
  const input = useRef<HTMLInputElement>(null);
  const hint = useId();
  // The address changed by other means: a state was chosen, or the reader went back.
  useEffect(() => {
    if (document.activeElement !== input.current) setText(value);
  }, [value]);
  useEffect(() => {
    if (text.trim() === value) return;
    const timer = setTimeout(() => onSearch(text.trim()), TYPING_PAUSE_MILLIS);
    return () => clearTimeout(timer);
  }, [text, value, onSearch]);
  return (
    <form
      className="search-box"
      role="search"
      onSubmit={(event) => {
        event.preventDefault();
        onSearch(text.trim());
      }}
    >
      <div className={error ? 'search-field invalid' : 'search-field'}>
        <Icon name="search" size={15} />
        <input
          ref={input}
          type="search"
          aria-label="Search runs"
          aria-describedby={hint}
          aria-invalid={error !== null}
          placeholder="state = error and results.accuracy > 0.9"
          spellCheck={false}
          autoComplete="off"
          autoCapitalize="off"
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <kbd aria-hidden="true">/</kbd>
      </div>
      <p className="search-hint" id={hint} role={error ? 'alert' : undefined}>
        {error ? <Mistake text={value} error={error} /> : 'Fields: state, name, project, labels.x, params.x, results.x, started, duration'}
      </p>
    </form>
  );
}

function Mistake({ text, error }: { readonly text: string; readonly error: Error }) {
  const at = error instanceof ApiError ? error.position : undefined;
  if (at === undefined) return <span className="search-error">{error.message}</span>;
  return (
    <span className="search-error">
      <code>
        {text.slice(0, at)}
        <mark>{text.slice(at, at + 1) || ' '}</mark>
        {text.slice(at + 1)}
      </code>
      {` ${error instanceof ApiError ? (error.reason ?? error.message) : error.message}`}
    </span>
  );
}
