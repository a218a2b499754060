import './empty.css';

/** A grey place for what is on its way, as large as it will be. */
export function Skeleton({ width = '100%', height = '0.9rem' }: { readonly width?: string; readonly height?: string }) {
  return <span className="skeleton" style={{ width, height }} aria-hidden="true" />;
}

/** Several lines of it, told to screen readers once. */
export function SkeletonLines({ lines, height = '0.9rem' }: { readonly lines: number; readonly height?: string }) {
  return (
    <div className="skeleton-lines" role="status" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <p key={line} style={{ padding: '0.45rem 0' }}>
          <Skeleton width={`${90 - ((line * 17) % 45)}%`} height={height} />
        </p>
      ))}
    </div>
  );
}
