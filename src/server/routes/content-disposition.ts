/**
 * `attachment` with a file name (RFC 6266): as a quoted string of plain ASCII for old clients, and as `filename*` (RFC 8187) for the others. Only the last
 * part of a path is kept, and nothing that could end the quotes or the header.
 */
export function attachment(fileName: string): string {
  const name =
    fileName
      .split(/[\\/]/)
      .at(-1)
      ?.replaceAll(/[\p{Cc}\p{Cs}]/gu, '')
      .slice(0, 200) || 'body';
  const plain = name.replaceAll(/[^\x20-\x7e]|["\\%]/g, '_');
  return `attachment; filename="${plain}"; filename*=UTF-8''${encodeURIComponent(name).replaceAll(/['()*]/g, percent)}`;
}

function percent(sign: string): string {
  return `%${sign.charCodeAt(0).toString(16).toUpperCase()}`;
}
