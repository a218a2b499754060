/** What LIKE finds anywhere in a text, with a backslash as its escape. */
export function likePattern(text: string): string {
  return `%${text.replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%`;
}
