/** What the Temporal UI shows of a workflow: a line, and how to see more. */
export function startText(name: string, params: unknown): { staticSummary: string; staticDetails: string } {
  const pairs = typeof params === 'object' && params !== null ? Object.entries(params) : [];
  const shown = pairs
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${key}=${typeof value === 'object' ? '…' : String(value)}`);
  const line = [name, ...(shown.length === 0 ? [] : [`· ${shown.join(' ')}`])].join(' ');
  return {
    staticSummary: line.length > 200 ? `${line.slice(0, 199)}…` : line,
    staticDetails: `Tracked by Tidemark: \`tidemark runs list --name ${name}\` shows its runs, with results, artifacts and logs.`,
  };
}
