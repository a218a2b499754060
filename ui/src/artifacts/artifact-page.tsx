/** Soon. */
export function ArtifactPage() {
  return <p>Soon.</p>;
}
