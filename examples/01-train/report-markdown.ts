/** A page with a table of numbers and a table of links. */
export function reportMarkdown(content: { results: Readonly<Record<string, number>>; uris: Readonly<Record<string, string>> }): string {
  const numbers = Object.entries(content.results).map(([name, value]) => `| ${name} | ${value.toFixed(4)} |`);
  // In angle brackets a Markdown link may hold any character that a URI has.
  const links = Object.entries(content.uris).map(([name, uri]) => `| ${name} | [\`${uri}\`](<${uri}>) |`);
  return [
    '# Penguins',
    '',
    '| held-out result | value |',
    '| --- | --: |',
    ...numbers,
    '',
    '| made by the steps | where |',
    '| --- | --- |',
    ...links,
    '',
  ].join('\n');
}
