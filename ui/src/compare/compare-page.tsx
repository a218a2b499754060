/** Soon. */
export function ComparePage() {
  return <p>Soon.</p>;
}
