import type { Lineage, LineageNode } from '../../client/index.js';
import { PLURAL_OF } from '../../core/index.js';
import { shortUid, shortUri } from './run.js';
import { state } from './state.js';
import { oneLine, styled } from './style.js';

/** A graph as a tree of text: upwards what it was made from, downwards what was made from it. */
export function lineageTree(lineage: Lineage): string {
  const nodes = new Map(lineage.nodes.map((node) => [node.id, node]));
  const root = nodes.get(lineage.root);
  const lines = [root === undefined ? lineage.root : nodeText(root)];
  const seen = new Set<string>();
  const grow = (id: string, way: 'up' | 'down', indent: string): void => {
    const branches = lineage.edges.flatMap(({ from, to, key, type }) => {
      if (way === 'up' ? to !== id : from !== id) return [];
      const other = way === 'up' ? from : to;
      return [{ other, word: wordOf(type, way), key }];
    });
    for (const [index, { other, word, key }] of branches.entries()) {
      const isLast = index === branches.length - 1 && !(id === lineage.root && way === 'up' && hasReaders(lineage));
      const again = seen.has(other);
      seen.add(other);
      const node = nodes.get(other);
      const text = node === undefined ? other : nodeText(node);
      lines.push(
        `${indent}${isLast ? '└─' : '├─'} ${styled('dim', `${word} ${oneLine(key)}`)}  ${text}${again ? styled('dim', '  (as above)') : ''}`,
      );
      if (!again) grow(other, way, `${indent}${isLast ? '   ' : '│  '}`);
    }
  };
  grow(lineage.root, 'up', '');
  grow(lineage.root, 'down', '');
  return lines.join('\n');
}

function hasReaders({ edges, root }: Lineage): boolean {
  return edges.some(({ from }) => from === root);
}

function wordOf(type: 'read' | 'logged', way: 'up' | 'down'): string {
  if (type === 'logged') return way === 'up' ? 'logged by a run as' : 'which logged';
  return way === 'up' ? 'which had read' : 'read by a run as';
}

function nodeText(node: LineageNode): string {
  if (node.type === 'file') return node.id;
  if (node.type === 'run') return `${styled('bold', oneLine(node.run.name))} ${shortUid(node.id)}  ${state(node.run.state)}`;
  const { record, uri } = node;
  if (record === undefined) return `${shortUri(uri)}  ${styled('yellow', 'deleted')}`;
  if (record.status.state !== 'published') return `${shortUri(uri)}  ${styled('yellow', record.status.state)}`;
  return `store://${PLURAL_OF[record.kind]}/${record.project}/${record.dbKey}:v${record.version}`;
}
