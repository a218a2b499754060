/** Soon. */
export function ArtifactsPage({ route }: { readonly route: string }) {
  return <p>Soon {route}.</p>;
}
