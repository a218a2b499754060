/** Soon. */
export function PipelinePage() {
  return <p>Soon.</p>;
}
