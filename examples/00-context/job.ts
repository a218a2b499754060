import { ChartArtifact } from 'tidemark';
import type { RunContext } from 'tidemark';

/** One job, four ways to run it: the other files of this folder call it with a context each. */
export async function job(context: RunContext, { p1, p2 }: { p1: number; p2: string }): Promise<void> {
  console.log(`Run: ${context.name} (uid=${context.uid})`);
  console.log(`Params: p1=${p1}, p2=${p2}`);
  console.log(`accesskey = ${await context.getSecret('ACCESS_KEY')}`); // masked wherever it is stored
  console.log(`File\n${await context.getInput('infile.txt').text()}`);

  // Values and labels of the run.
  context.logResult('accuracy', p1 * 2);
  context.logResult('loss', p1 * 3);
  context.setLabel('framework', 'sklearn');

  // Files: a body, and a name to go by.
  context.logArtifact('model', { body: 'abc is 123', localPath: 'model.txt', labels: { framework: 'xgboost' } });
  context.logArtifact('html_result', { body: '<b> Some HTML <b>', localPath: 'result.html' });

  // A chart of rows.
  const chart = new ChartArtifact('chart');
  chart.labels = { type: 'roc' };
  chart.header = ['Epoch', 'Accuracy', 'Loss'];
  for (let i = 1; i < 8; i++) chart.addRow([i, i / 20 + 0.75, 0.3 - i / 20]);
  context.logArtifact(chart);

  // A dataset. Awaiting a log call is a choice: it means "durable now".
  await context.logDataset('mydf', people, { stats: true });
}

const people = [
  { first_name: 'Jason', last_name: 'Miller', age: 42, testScore: 25 },
  { first_name: 'Molly', last_name: 'Jacobson', age: 52, testScore: 94 },
  { first_name: 'Tina', last_name: 'Ali', age: 36, testScore: 57 },
  { first_name: 'Jake', last_name: 'Milner', age: 24, testScore: 62 },
  { first_name: 'Amy', last_name: 'Cooze', age: 73, testScore: 70 },
];
