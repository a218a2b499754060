import { Background, BaseEdge, Controls, EdgeLabelRenderer, Handle, MarkerType, Position, ReactFlow } from '@xyflow/react';
import type { Edge, EdgeProps, Node, NodeProps } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useMemo } from 'react';
import type { ReactNode } from 'react';
import { useWidth } from '../charts/use-width.js';
import { placeBoxes, smoothPath } from './place-boxes.js';
import type { FlowLine, PlacedLine } from './place-boxes.js';
import './flow.css';

interface FlowProps {
  readonly label: string;
  /** Id to what is in the box. */
  readonly boxes: ReadonlyMap<string, ReactNode>;
  readonly lines: readonly FlowLine[];
  /** Pixels. Default 560. */
  readonly mostHeight?: number;
}

type BoxNode = Node<{ readonly content: ReactNode; readonly isUpright: boolean }, 'box'>;
type LineEdge = Edge<{ readonly line: PlacedLine }, 'line'>;

const BOX = { width: 188, height: 58 };
const PADDING = 24;
const LEAST_PIXELS = 240;
const NODE_TYPES = { box: Box };
const EDGE_TYPES = { line: Line };

/** Boxes and lines, laid out by themselves, as large as they can be read and fit. */
export function Flow({ label, boxes, lines, mostHeight = 560 }: FlowProps) {
  const [element, width] = useWidth<HTMLDivElement>(900);
  const ids = [...boxes.keys()].join(' ');
  const shape = lines.map(({ from, to, label: text }) => `${from} ${to} ${text}`).join(',');
  const placed = useMemo(
    () => placeBoxes({ ids: ids.split(' '), lines, size: BOX }, { width: width - 2 * PADDING, height: mostHeight - 2 * PADDING }),
    // Laid out anew only when a box or a line comes or goes.
    [ids, shape, width, mostHeight],
  );
  const nodes = Array.from(boxes, ([id, content]): BoxNode => {
    const position = placed.boxes.get(id) ?? { x: 0, y: 0 };
    return { id, type: 'box', position, data: { content, isUpright: placed.isUpright }, ...BOX };
  });
  const edges = placed.lines.map((line): LineEdge => ({
    id: `${line.from} ${line.to}`,
    type: 'line',
    source: line.from,
    target: line.to,
    data: { line },
    className: line.isFaint === true ? 'faint' : '',
    markerEnd: { type: MarkerType.ArrowClosed, width: 14, height: 14 },
  }));
  return (
    <div ref={element} className="flow" style={{ height: Math.max(LEAST_PIXELS, Math.min(mostHeight, placed.height + 2 * PADDING)) }}>
      <ReactFlow
        key={`${placed.isUpright} ${ids} ${width}`}
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        nodesDraggable={false}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        zoomOnScroll={false}
        preventScrolling={false}
        minZoom={0.2}
        maxZoom={1.5}
        fitView
        fitViewOptions={{ maxZoom: 1, padding: `${PADDING}px` }}
        proOptions={{ hideAttribution: true }}
        aria-label={label}
      >
        <Background gap={20} size={1} />
        <Controls showInteractive={false} position="bottom-right" />
      </ReactFlow>
    </div>
  );
}

function Box({ data: { content, isUpright } }: NodeProps<BoxNode>) {
  return (
    <>
      <Handle type="target" position={isUpright ? Position.Top : Position.Left} isConnectable={false} />
      {content}
      <Handle type="source" position={isUpright ? Position.Bottom : Position.Right} isConnectable={false} />
    </>
  );
}

// The way that the layout found around the boxes, and its label where the layout left room for it.
function Line({ data, markerEnd }: EdgeProps<LineEdge>) {
  if (data === undefined) return null;
  const { points, label, labelAt } = data.line;
  return (
    <>
      <BaseEdge path={smoothPath(points)} {...(markerEnd === undefined ? {} : { markerEnd })} />
      {label !== '' && (
        <EdgeLabelRenderer>
          <span className="flow-label" style={{ transform: `translate(-50%, -50%) translate(${labelAt.x}px, ${labelAt.y}px)` }}>
            {label}
          </span>
        </EdgeLabelRenderer>
      )}
    </>
  );
}
