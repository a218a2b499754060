/** The four kinds of artifact. Tables, HTML, Markdown and images are kind `artifact`, told apart by media type. */
export type Kind = 'artifact' | 'dataset' | 'model' | 'chart';

/** The word for a kind in a `store://` URI. */
export type KindPlural = 'artifacts' | 'datasets' | 'models' | 'charts';

/** The URI of an artifact of kind `K`; a template-literal type, so that a model where a dataset is wanted does not compile. */
export type ArtifactUri<K extends Kind = Kind> = {
  artifact: `store://artifacts/${string}`;
  dataset: `store://datasets/${string}`;
  model: `store://models/${string}`;
  chart: `store://charts/${string}`;
}[K];

/** Kind to URI word. */
export const PLURAL_OF = {
  artifact: 'artifacts',
  dataset: 'datasets',
  model: 'models',
  chart: 'charts',
} as const satisfies Record<Kind, KindPlural>;

/** URI word to kind. */
export const KIND_OF: Readonly<Record<KindPlural, Kind>> = {
  artifacts: 'artifact',
  datasets: 'dataset',
  models: 'model',
  charts: 'chart',
};
