import { Graph, layout } from '@dagrejs/dagre';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** A line between two boxes. */
export interface FlowLine {
  readonly from: string;
  readonly to: string;
  readonly label: string;
  /** Dashed: nothing went along it. */
  readonly isFaint?: boolean;
}

/** Where a line goes, and where there is room for its label. */
export interface PlacedLine extends FlowLine {
  readonly points: readonly Point[];
  readonly labelAt: Point;
}

/** Where everything is, and how much room it takes, in pixels. */
export interface Placed {
  readonly boxes: ReadonlyMap<string, Point>;
  readonly lines: readonly PlacedLine[];
  readonly isUpright: boolean;
  readonly width: number;
  readonly height: number;
}

/** Boxes of one size and the lines between them. */
export interface Drawing {
  readonly ids: readonly string[];
  readonly lines: readonly FlowLine[];
  readonly size: { readonly width: number; readonly height: number };
}

const LETTER_PIXELS = 6.2;

/** From left to right or from above to below, whichever is larger in the room there is. */
export function placeBoxes(drawing: Drawing, room: { readonly width: number; readonly height: number }): Placed {
  const [lying, upright] = [placed(drawing, false), placed(drawing, true)];
  const scaleOf = ({ width, height }: Placed) => Math.min(1, room.width / width, room.height / height);
  return scaleOf(upright) > scaleOf(lying) ? upright : lying;
}

function placed({ ids, lines, size }: Drawing, isUpright: boolean): Placed {
  const graph = new Graph().setGraph({
    rankdir: isUpright ? 'TB' : 'LR',
    nodesep: 26,
    edgesep: 14,
    ranksep: isUpright ? 34 : 44,
    marginx: 4,
    marginy: 4,
  });
  for (const id of ids) graph.setNode(id, { ...size });
  for (const { from, to, label } of lines) {
    graph.setEdge(from, to, label === '' ? {} : { width: label.length * LETTER_PIXELS + 12, height: 18, labelpos: 'c' });
  }
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    boxes: new Map(ids.map((id) => [id, corner(graph.node(id) as Partial<Point>, size)])),
    lines: lines.map((line) => {
      const { points = [], x = 0, y = 0 } = graph.edge(line.from, line.to) as { points?: Point[] } & Partial<Point>;
      return { ...line, points, labelAt: { x, y } };
    }),
    isUpright,
    width,
    height,
  };
}

function corner({ x = 0, y = 0 }: Partial<Point>, { width, height }: Drawing['size']): Point {
  return { x: x - width / 2, y: y - height / 2 };
}

/** A smooth path that begins at the first and ends at the last point, and bends near the others. */
export function smoothPath(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.at(-1);
  if (first === undefined || last === undefined) return '';
  let path = `M${first.x} ${first.y}`;
  for (const [index, point] of rest.slice(0, -1).entries()) {
    const next = rest[index + 1] ?? last;
    const isLast = index === rest.length - 2;
    const to = isLast ? last : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    path += `Q${point.x} ${point.y} ${to.x} ${to.y}`;
  }
  return rest.length === 1 ? `${path}L${last.x} ${last.y}` : path;
}
