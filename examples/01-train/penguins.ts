/** A row of data/penguins.csv. */
export interface RawPenguin {
  readonly Species: string;
  readonly Island: string;
  readonly 'Beak Length (mm)': number | null;
  readonly 'Beak Depth (mm)': number | null;
  readonly 'Flipper Length (mm)': number | null;
  readonly 'Body Mass (g)': number | null;
  readonly Sex: string | null;
}

/** A penguin about whom everything is known. */
export type Penguin = { readonly [K in keyof RawPenguin]: NonNullable<RawPenguin[K]> };

/** What the model looks at. */
export const FEATURES = ['Beak Length (mm)', 'Beak Depth (mm)', 'Flipper Length (mm)', 'Body Mass (g)'] as const;

/** What it tells apart. */
export const SPECIES = ['Adelie', 'Chinstrap', 'Gentoo'] as const;

/** Is nothing missing? One bird's sex was written down as a dot. */
export function isComplete(row: RawPenguin): row is Penguin {
  return Object.values(row).every((value) => value !== null && value !== undefined && value !== '' && value !== '.');
}

/** The features as numbers, one row a penguin. */
export function featuresOf(penguins: readonly Penguin[]): number[][] {
  return penguins.map((penguin) => FEATURES.map((feature) => penguin[feature]));
}
