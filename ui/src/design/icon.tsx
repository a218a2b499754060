/** Strokes on a 16 × 16 grid, drawn for this interface. */
const PATHS = {
  'check-circle': 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM5.3 8.2l1.9 1.9 3.6-4',
  'x-circle': 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM5.9 5.9l4.2 4.2M10.1 5.9l-4.2 4.2',
  clock: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM8 4.6V8l2.3 1.5',
  spinner: 'M8 1.5A6.5 6.5 0 0 1 14.5 8',
  retry: 'M13.5 8a5.5 5.5 0 1 1-1.7-4M13.6 1.8v2.7h-2.7',
  stop: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM3.5 3.5l9 9',
  skip: 'M3.5 3.5 9 8l-5.5 4.5v-9ZM12.2 3.5v9',
  question: 'M8 14.5a6.5 6.5 0 1 0 0-13 6.5 6.5 0 0 0 0 13ZM6.3 6.2C6.5 4.9 9.7 4.7 9.7 6.6 9.7 7.8 8 7.8 8 9.1M8 11.3v.1',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9ZM10.4 10.4 14 14',
  filter: 'M2 3h12l-4.7 5.6v4.4l-2.6 1V8.6z',
  columns: 'M2 3h12v10H2zM6 3v10M10 3v10',
  sun: 'M8 10.8a2.8 2.8 0 1 0 0-5.6 2.8 2.8 0 0 0 0 5.6ZM8 1.2v1.5M8 13.3v1.5M1.2 8h1.5M13.3 8h1.5M3.2 3.2l1 1M11.8 11.8l1 1M3.2 12.8l1-1M11.8 4.2l1-1',
  moon: 'M13.5 9.6A5.8 5.8 0 0 1 6.4 2.5a5.8 5.8 0 1 0 7.1 7.1Z',
  runs: 'M2 4h2M2 8h2M2 12h2M6.5 4H14M6.5 8H14M6.5 12H14',
  pipeline:
    'M3.5 5.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM12.5 10a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM3.5 14.5a2 2 0 1 0 0-4 2 2 0 0 0 0 4ZM5.5 4l5 3M5.5 12l5-3',
  artifact: 'M8 1.5 14 4.7v6.6L8 14.5l-6-3.2V4.7L8 1.5ZM2.2 4.8 8 8l5.8-3.2M8 8v6.3',
  model: 'M8 1.8v3M3 6.6 5.4 8M13 6.6 10.6 8M8 11.2v3M8 11.2a3.2 3.2 0 1 0 0-6.4 3.2 3.2 0 0 0 0 6.4Z',
  dataset: 'M2 3h12v10H2zM2 6.3h12M2 9.6h12M6.5 6.3V13',
  chart: 'M2 2v12h12M4.5 10.5l3-3.5 2.5 2 3.5-5',
  file: 'M4 1.5h5l3.5 3.5v9.5H4zM9 1.5V5h3.5',
  folder: 'M1.8 3.2h4.4l1.5 1.8h6.5v8H1.8z',
  image: 'M2 3h12v10H2zM4.8 6.6a.9.9 0 1 0 0-1.8.9.9 0 0 0 0 1.8ZM2.3 12.2l3.6-3.4 2.4 2.1 2.6-3 3 3.3',
  copy: 'M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3',
  download: 'M8 2v8.2M4.8 7.2 8 10.4l3.2-3.2M2.5 13.5h11',
  external: 'M9.5 2.5h4v4M13.5 2.5 7.5 8.5M11.5 9.5v4h-9v-9h4',
  'arrow-up': 'M8 13V3.5M4 7l4-4 4 4',
  'arrow-down': 'M8 3v9.5M4 9l4 4 4-4',
  chevron: 'M6 3.5 10.5 8 6 12.5',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  plus: 'M8 3v10M3 8h10',
  pencil: 'M3 13l.7-3L11 2.7l2.3 2.3L6 12.3 3 13ZM9.6 4.1l2.3 2.3',
  tag: 'M2 2.5h5.5L14 9l-5 5-7-6.5zM5 5.4v.1',
  play: 'M4.5 2.8 12.5 8l-8 5.2z',
  trash: 'M2.5 4.3h11M6 4.3V2.5h4v1.8M4 4.3l.7 9.2h6.6l.7-9.2M6.7 7v4M9.3 7v4',
  compare: 'M6 2.5H2.5v11H6M10 2.5h3.5v11H10M8 1v14',
  lineage:
    'M3.2 9.8a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6ZM12.8 5a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6ZM12.8 14.6a1.8 1.8 0 1 0 0-3.6 1.8 1.8 0 0 0 0 3.6ZM5 8h2c2 0 1.6-4.8 4-4.8M7 8c2 0 1.6 4.8 4 4.8',
  keyboard: 'M1.5 4h13v8h-13zM4 6.5v.1M6.7 6.5v.1M9.3 6.5v.1M12 6.5v.1M5 9.5h6',
  folded: 'M3.5 6 8 10.5 12.5 6',
} as const;

/** Which pictures there are. */
export type IconName = keyof typeof PATHS;

/** A picture beside words; it says nothing to screen readers, its words do. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg
      className={name === 'spinner' ? 'icon spin' : 'icon'}
      width={size}
      height={size}
      viewBox="0 0 16 16"
      fill="none"
      stroke="currentColor"
      strokeWidth={1.5}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      {name === 'spinner' && <circle cx={8} cy={8} r={6.5} opacity={0.25} />}
      <path d={PATHS[name]} />
    </svg>
  );
}
