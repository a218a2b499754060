import type { Field } from './fields.js';

interface FieldInputProps {
  readonly field: Field;
  readonly text: string;
  /** What is wrong with it. */
  readonly fault: string | undefined;
  readonly onType: (text: string) => void;
}

/** A param by name, with what its schema says of it, and what is wrong. */
export function FieldInput({ field, text, fault, onType }: FieldInputProps) {
  return (
    <label className={field.input === 'checkbox' ? 'field inline' : 'field'}>
      <span>
        {field.key}
        {field.isRequired && <span className="dim"> (required)</span>}
      </span>
      <Control field={field} text={text} onType={onType} isWrong={fault !== undefined} />
      {field.description && <span className="dim">{field.description}</span>}
      {fault !== undefined && (
        <span className="field-fault" role="alert">
          {fault}
        </span>
      )}
    </label>
  );
}

interface ControlProps {
  readonly field: Field;
  readonly text: string;
  readonly isWrong: boolean;
  readonly onType: (text: string) => void;
}

function Control({ field, text, isWrong, onType }: ControlProps) {
  const { input, isRequired, choices, minimum, maximum, isInteger } = field;
  const shared = { className: 'input', required: isRequired, 'aria-invalid': isWrong, value: text };
  switch (input) {
    case 'checkbox':
      return <input type="checkbox" checked={text === 'true'} onChange={(event) => onType(String(event.target.checked))} />;
    case 'choice':
      return (
        <select {...shared} onChange={(event) => onType(event.target.value)}>
          {!(isRequired && text !== '') && <option value="" />}
          {choices.map((choice) => (
            <option key={choice}>{choice}</option>
          ))}
        </select>
      );
    case 'json':
      return <textarea {...shared} rows={4} spellCheck={false} onChange={(event) => onType(event.target.value)} />;
    case 'number':
      return (
        <input
          {...shared}
          type="number"
          step={isInteger ? 1 : 'any'}
          min={minimum}
          max={maximum}
          onChange={(event) => onType(event.target.value)}
        />
      );
    case 'text':
      return <input {...shared} spellCheck={false} onChange={(event) => onType(event.target.value)} />;
  }
}
