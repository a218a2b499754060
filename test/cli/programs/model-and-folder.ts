import type { RunContext } from 'tidemark';

/** A dataset, a model trained on it with an extra file, and a directory. */
export function modelAndFolder(context: RunContext): void {
  const rows = [
    { area: 1, price: 2.5 },
    { area: 3, price: 4 },
  ];
  context.logDataset('rows', rows, { labelColumn: 'price' });
  context.logModel('line', {
    body: '{"slope":2}',
    localPath: 'line.json',
    framework: 'own',
    algorithm: 'least squares',
    metrics: { r2: 0.98 },
    trainingSet: context.artifacts['rows'] ?? '',
    extraFiles: { 'plots/fit.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>' },
  });
  context.logArtifact('site', { files: { 'index.html': '<h1>Site</h1>', 'data/a.json': '[1]' } });
}
