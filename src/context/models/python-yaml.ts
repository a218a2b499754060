import type { ScalarTag } from 'yaml';

/** YAML that PyYAML, which reads YAML 1.1 with edges of its own, reads as the values that were meant. `yaml` is loaded when it is first needed. */
export async function pythonYaml(value: unknown): Promise<string> {
  const { stringify } = await import('yaml');
  return stringify(value, {
    version: '1.1',
    aliasDuplicateObjects: false,
    lineWidth: 0,
    // Of several tags that a value may have the first one with a `test` is taken.
    customTags: (tags) => [EXPONENT, SPECIAL_TEXT, ...tags],
  });
}

// To PyYAML 1e+21 is a text: a float has a dot.
const EXPONENT: ScalarTag = {
  tag: 'tag:yaml.org,2002:float',
  default: true,
  identify: (value) => typeof value === 'number' && String(value).includes('e'),
  test: /^[-+]?\d+(\.\d+)?e[-+]?\d+$/,
  resolve: Number,
  stringify: ({ value }) => String(value).replace(/^(-?\d+)e/, '$1.0e'),
};

// To PyYAML these are no texts unless they are quoted.
const SPECIAL_TEXT: ScalarTag = {
  tag: 'tag:yaml.org,2002:str',
  default: true,
  identify: (value) => value === '=' || value === '<<',
  test: /^(=|<<)$/,
  resolve: String,
  stringify: ({ value }) => JSON.stringify(value),
};
