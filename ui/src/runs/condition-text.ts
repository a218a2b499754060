/** A comparison in the search language: `results.accuracy > 0.9`, `labels."my key" = "two words"`. `field` is a column, or a family and a key with a dot between. */
export function conditionText(field: string, operator: string, value: string): string {
  const dot = field.indexOf('.');
  const name = dot === -1 ? field : `${field.slice(0, dot)}.${keyText(field.slice(dot + 1))}`;
  return `${name} ${operator} ${valueText(value)}`;
}

const WORDS_OF_THE_LANGUAGE = /^(and|or|not|in|exists)$/i;

function keyText(key: string): string {
  return /^[A-Za-z0-9_./-]+$/.test(key) ? key : quoted(key);
}

function valueText(value: string): string {
  return /^[A-Za-z0-9_./:@*#+-]+$/.test(value) && !WORDS_OF_THE_LANGUAGE.test(value) ? value : quoted(value);
}

// A backslash takes the next character as it is, whichever it is.
function quoted(text: string): string {
  return `"${text.replaceAll(/["\\]/g, '\\$&')}"`;
}
