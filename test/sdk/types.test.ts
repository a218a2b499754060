import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, expectTypeOf, it } from 'vitest';
import { z } from 'zod';
import {
  ChartArtifact,
  DatasetArtifact,
  HtmlArtifact,
  MarkdownArtifact,
  ModelArtifact,
  dataset,
  defineHandler,
  model,
} from '../../src/sdk/index.js';
import type {
  AnyResults,
  DataItem,
  Feature,
  Handler,
  HandlerParts,
  OptionalArgument,
  PlainHandler,
  Receipt,
  RunContext,
} from '../../src/sdk/index.js';
import type { ArtifactRecord, ArtifactUri, Value } from '../../src/core/index.js';

/*
 * Facts about types. vitest runs this file but does not type-check it, so the first test compiles it: a fact that is not true, and a
 * `@ts-expect-error` above a line that compiles, are errors there. Lines that must not run stand inside functions that nobody calls.
 */
type Step<H> = (...call: OptionalArgument<HandlerParts<H>['call']>) => Promise<HandlerParts<H>['result']>;
function written(_lines: () => unknown): void {}

const clean = defineHandler({
  outputs: { cleaned: 'dataset' },
  async run(context) {
    await context.logDataset('cleaned', []);
  },
});

const fit = defineHandler({
  params: z.object({ rate: z.number(), rounds: z.number().default(1) }),
  inputs: { data: 'dataset', prior: 'model?' },
  outputs: { fitted: 'model', curve: 'chart', page: 'artifact', rest: 'dataset?' },
  results: z.object({ accuracy: z.number(), auc: z.number().optional() }),
  run() {},
});

const gentle = defineHandler({
  params: z.object({ rounds: z.number().default(1) }),
  inputs: { prior: 'model?' },
  run() {},
});

const open = defineHandler({ run() {} });

function plain(_context: RunContext, params: { depth: number; note?: string }) {
  return params.depth;
}
function plainWithoutParams(_context: RunContext) {}
function plainWithOptionalParams(_context: RunContext, _params: { note?: string }) {}

const steps = {} as {
  clean: Step<typeof clean>;
  fit: Step<typeof fit>;
  gentle: Step<typeof gentle>;
  open: Step<typeof open>;
  plain: Step<typeof plain>;
  plainWithoutParams: Step<typeof plainWithoutParams>;
  plainWithOptionalParams: Step<typeof plainWithOptionalParams>;
};
declare const data: ArtifactUri<'dataset'>;
declare const fitted: ArtifactUri<'model'>;
declare const path: string;

describe('types', () => {
  it('are what this file says', () => {
    const root = join(import.meta.dirname, '../..');
    const { config } = ts.readConfigFile(join(root, 'tsconfig.json'), ts.sys.readFile) as { config: unknown };
    const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
    const program = ts.createProgram([import.meta.filename], options);
    const errors = ts.getPreEmitDiagnostics(program, program.getSourceFile(import.meta.filename));
    expect(errors.map(({ messageText, file, start }) => `${file?.text.slice(start, (start ?? 0) + 60)}: ${ts.flattenDiagnosticMessageText(messageText, '\n')}`)).toEqual([]); // prettier-ignore
  });
});

describe('params', () => {
  it('come from the schema, with defaults filled in for the handler', () => {
    defineHandler({
      params: z.object({ rate: z.number(), rounds: z.number().default(1), note: z.string().optional() }),
      run(_context, params) {
        expectTypeOf(params).toEqualTypeOf<{ rate: number; rounds: number; note?: string | undefined }>();
      },
    });
  });

  it('are given by the caller as the schema takes them', () => {
    expectTypeOf<Step<typeof fit>>().parameter(0).toHaveProperty('params').toEqualTypeOf<{ rate: number; rounds?: number | undefined }>();
    written(() => {
      // @ts-expect-error a text where a number is wanted
      void steps.fit({ params: { rate: 'fast' }, inputs: { data } });
      // @ts-expect-error a param that the schema does not have
      void steps.fit({ params: { rate: 1, speed: 2 }, inputs: { data } });
    });
  });

  it('are transformed for the handler alone', () => {
    const timed = defineHandler({
      params: z.object({ start: z.string().transform((text) => text.length) }),
      run(_context, { start }) {
        expectTypeOf(start).toEqualTypeOf<number>();
      },
    });
    expectTypeOf<HandlerParts<typeof timed>['call']['params']>().toEqualTypeOf<{ start: string }>();
  });
});

describe('the argument of a call', () => {
  it('is required when a param or an input is', () => {
    const needsInput = defineHandler({ inputs: { data: 'dataset' }, run() {} });
    const needsParam = defineHandler({ params: z.object({ rate: z.number() }), run() {} });
    written(() => {
      // @ts-expect-error both are required
      void steps.fit();
      // @ts-expect-error the input is missing
      void steps.fit({ params: { rate: 1 } });
      // @ts-expect-error the param is missing
      void steps.fit({ inputs: { data } });
      // @ts-expect-error the param is missing inside
      void steps.fit({ params: {}, inputs: { data } });
      // @ts-expect-error the input is missing inside
      void steps.fit({ params: { rate: 1 }, inputs: {} });
      void steps.fit({ params: { rate: 1 }, inputs: { data } });
    });
    expectTypeOf<Step<typeof needsInput>>().parameters.toEqualTypeOf<[call: HandlerParts<typeof needsInput>['call']]>();
    expectTypeOf<Step<typeof needsParam>>().parameters.toEqualTypeOf<[call: HandlerParts<typeof needsParam>['call']]>();
  });

  it('may be left out when nothing in it is required', () => {
    written(() => {
      void steps.gentle();
      void steps.gentle({});
      void steps.gentle({ params: { rounds: 3 } });
      void steps.gentle({ inputs: { prior: fitted } });
      void steps.clean();
      void steps.open();
    });
    expectTypeOf<Step<typeof gentle>>().parameters.toEqualTypeOf<[call?: HandlerParts<typeof gentle>['call']]>();
  });

  it('takes a param that is there but undefined where a default stands in', () => {
    written(() => steps.gentle({ params: { rounds: undefined } }));
  });
});

describe('artifacts of a step', () => {
  it('are URIs by the kinds of the declared outputs', () => {
    type Artifacts = Awaited<ReturnType<Step<typeof fit>>>['artifacts'];
    expectTypeOf<Artifacts['fitted']>().toEqualTypeOf<`store://models/${string}`>();
    expectTypeOf<Artifacts['curve']>().toEqualTypeOf<`store://charts/${string}`>();
    expectTypeOf<Artifacts['page']>().toEqualTypeOf<`store://artifacts/${string}`>();
    expectTypeOf<keyof Artifacts>().toEqualTypeOf<'fitted' | 'curve' | 'page' | 'rest'>();
  });

  it('may be missing when declared with a question mark', () => {
    type Artifacts = Awaited<ReturnType<Step<typeof fit>>>['artifacts'];
    expectTypeOf<Artifacts['rest']>().toEqualTypeOf<`store://datasets/${string}` | undefined>();
    written(async () => {
      const done = await steps.fit({ params: { rate: 1 }, inputs: { data } });
      // @ts-expect-error it may be missing, and the input is required
      void steps.fit({ params: { rate: 1 }, inputs: { data: done.artifacts.rest } });
      // @ts-expect-error no such output
      void done.artifacts.other;
    });
  });
});

describe('results of a step', () => {
  it('are those of the schema', () => {
    type Results = Awaited<ReturnType<Step<typeof fit>>>['results'];
    expectTypeOf<Results>().toEqualTypeOf<{ accuracy: number; auc?: number | undefined }>();
  });

  it('are JSON', () => {
    written(() => {
      // @ts-expect-error a Date is not JSON
      defineHandler({ results: z.object({ when: z.date() }), run() {} });
      // @ts-expect-error a Map is not JSON
      defineHandler({ results: z.object({ counts: z.map(z.string(), z.number()) }), run() {} });
    });
  });
});

describe('inputs', () => {
  it('take a URI of their kind, or a path that the caller vouches for', () => {
    written(async () => {
      const cleaned = await steps.clean();
      void steps.fit({ params: { rate: 1 }, inputs: { data: cleaned.artifacts.cleaned } });
      void steps.fit({ params: { rate: 1 }, inputs: { data: dataset(path), prior: model(path) } });
      void steps.fit({ params: { rate: 1 }, inputs: { data: 'store://datasets/default/people:latest' } });
    });
  });

  it('refuse a URI of another kind, and a bare path where a dataset or model is wanted', () => {
    written(() => {
      // @ts-expect-error a model where a dataset is wanted
      void steps.fit({ params: { rate: 1 }, inputs: { data: fitted } });
      // @ts-expect-error a vouched model where a dataset is wanted
      void steps.fit({ params: { rate: 1 }, inputs: { data: model(path) } });
      // @ts-expect-error a bare path where a dataset is wanted
      void steps.fit({ params: { rate: 1 }, inputs: { data: path } });
      // @ts-expect-error a dataset where a model is wanted
      void steps.gentle({ inputs: { prior: data } });
      // @ts-expect-error an input that is not declared
      void steps.gentle({ inputs: { extra: path } });
    });
  });

  it('of kind artifact take any path or URI', () => {
    const reader = defineHandler({ inputs: { file: 'artifact' }, run() {} });
    const read = {} as { step: Step<typeof reader> };
    written(() => {
      void read.step({ inputs: { file: path } });
      void read.step({ inputs: { file: 'store://artifacts/default/page' } });
    });
  });

  it('are read by declared key', () => {
    defineHandler({
      inputs: { data: 'dataset', prior: 'model?' },
      run(context) {
        written(() => {
          expectTypeOf(context.getInput('data')).toEqualTypeOf<DataItem>();
          expectTypeOf(context.getInput('prior')).toEqualTypeOf<DataItem>();
          // @ts-expect-error no such input
          context.getInput('date');
        });
      },
    });
  });
});

describe('log methods', () => {
  defineHandler({
    outputs: { fitted: 'model', curve: 'chart', page: 'artifact', rows: 'dataset', notes: 'artifact?' },
    results: z.object({ accuracy: z.number(), label: z.string().optional() }),
    run(context) {
      it('take the declared keys of their kind', () => {
        written(() => {
          context.logArtifact('page', { body: '' });
          context.logArtifact('notes', { body: '' });
          context.logModel('fitted', { body: '' });
          context.logModel('fitted', {
            dir: 'bert',
            modelFile: 'a.bin',
            extraFiles: { a: '', b: { localPath: 'b' }, c: new Uint8Array() },
          });
          context.logModel('fitted', { body: '', trainingSet: [{ a: 1 }], labelColumn: ['a'] });
          context.logModel('fitted', { body: '', trainingSet: context.getDataItem(path), labelColumn: 'a', stats: false });
          context.logModel('fitted', { body: '', trainingSet: context.artifacts['rows'] ?? '' });
          context.logArtifact('page', { files: { 'a/b.html': '', c: { localPath: 'c' } } });
          context.logChart('curve', {});
          context.logDataset('rows', []);
          context.logArtifact(new MarkdownArtifact('page', ''));
          context.logArtifact(new ChartArtifact('curve'));
          context.logArtifact(new ModelArtifact('fitted', {}));
          context.logArtifact(new DatasetArtifact('rows', []));
        });
      });

      it('refuse a key of another kind or none', () => {
        written(() => {
          // @ts-expect-error a dataset is not logged as a file
          context.logArtifact('rows', { body: '' });
          // @ts-expect-error a model is not a dataset
          context.logDataset('fitted', []);
          // @ts-expect-error a chart is not a model
          context.logModel('curve', {});
          // @ts-expect-error a file is not a chart
          context.logChart('page', {});
          // @ts-expect-error not declared
          context.logArtifact('pages', { body: '' });
          // @ts-expect-error an artifact object of the wrong kind for its key
          context.logArtifact(new HtmlArtifact('curve', ''));
          // @ts-expect-error an artifact object whose key is not declared
          context.logArtifact(new ChartArtifact('curves'));
        });
      });

      it('take the declared results with their types', () => {
        written(() => {
          context.logResult('accuracy', 1);
          context.logResult('label', 'good');
          context.logResults({ accuracy: 1 });
          // @ts-expect-error a text where a number is declared
          context.logResult('accuracy', 'high');
          // @ts-expect-error not declared
          context.logResult('recall', 1);
          // @ts-expect-error undefined is no result
          context.logResult('label', undefined);
          // @ts-expect-error not declared
          context.logResults({ recall: 1 });
        });
      });

      it('refuse files that are none', () => {
        written(() => {
          // @ts-expect-error a value is no content
          context.logArtifact('page', { files: { a: { deep: 1 } } });
          // @ts-expect-error nor is it an extra file
          context.logModel('fitted', { body: '', extraFiles: { a: 7 } });
          // @ts-expect-error a number is no training set
          context.logModel('fitted', { body: '', trainingSet: 7 });
        });
      });

      it('give a model with its features and files', () => {
        written(async () => {
          const model = await context.getModel('fitted');
          expectTypeOf(model.record).toEqualTypeOf<ArtifactRecord<'model'>>();
          expectTypeOf(model.inputs).toEqualTypeOf<readonly Feature[]>();
          expectTypeOf(model.modelFile).toEqualTypeOf<DataItem>();
          expectTypeOf(model.trainingSet).toEqualTypeOf<string | undefined>();
        });
      });

      it('resolve to the record of their kind', () => {
        written(() => {
          expectTypeOf(context.logModel('fitted', {})).toEqualTypeOf<Receipt<ArtifactRecord<'model'>>>();
          expectTypeOf(context.logArtifact(new ChartArtifact('curve'))).toEqualTypeOf<Receipt<ArtifactRecord<'chart'>>>();
          expectTypeOf(context.logResult('accuracy', 1)).toEqualTypeOf<Receipt>();
        });
      });
    },
  }).run({} as never, {});

  it('give receipts, which are thenables and no promises', () => {
    expectTypeOf<Receipt>().toExtend<PromiseLike<void>>();
    expectTypeOf<Receipt>().not.toExtend<Promise<void>>();
    expectTypeOf<Awaited<Receipt<number>>>().toEqualTypeOf<number>();
  });
});

describe('a handler that declares nothing', () => {
  it('takes JSON params and logs any key', () => {
    defineHandler({
      run(context, params) {
        expectTypeOf(params).toEqualTypeOf<Readonly<Record<string, Value>>>();
        written(() => {
          context.getInput('anything');
          context.logResult('anything', [1, { deep: true }]);
          context.logArtifact('anything', { body: '' });
          context.logDataset('anything', []);
          context.logModel('anything', {});
          context.logChart('anything', {});
          context.logArtifact(new ChartArtifact('anything'));
          // @ts-expect-error a function is no JSON
          context.logResult('anything', () => 1);
        });
      },
    });
  });

  it('is called with any params and inputs, and gives what may be there', () => {
    written(async () => {
      const done = await steps.open({ params: { anything: [1, 'x'] }, inputs: { any: path, data, fitted } });
      expectTypeOf(done.uid).toEqualTypeOf<string>();
      expectTypeOf(done.artifacts['page']).toEqualTypeOf<ArtifactUri | undefined>();
      expectTypeOf(done.results).toEqualTypeOf<AnyResults>();
      // @ts-expect-error a function is no JSON
      void steps.open({ params: { anything: () => 1 } });
    });
  });
});

describe('a plain function', () => {
  it('is a handler whose second parameter is its params', () => {
    written(async () => {
      const done = await steps.plain({ params: { depth: 1 }, inputs: { any: path } });
      expectTypeOf(done.artifacts['page']).toEqualTypeOf<ArtifactUri | undefined>();
      expectTypeOf(done.results).toEqualTypeOf<AnyResults>();
      // @ts-expect-error depth is required
      void steps.plain();
      // @ts-expect-error depth is a number
      void steps.plain({ params: { depth: '1' } });
    });
  });

  it('without a second parameter takes any JSON params', () => {
    written(() => {
      void steps.plainWithoutParams();
      void steps.plainWithoutParams({ params: { anything: 1 } });
    });
  });

  it('is called without an argument when its params are optional', () => {
    written(() => {
      void steps.plainWithOptionalParams();
      void steps.plainWithOptionalParams({ params: { note: 'x' } });
    });
  });

  it('may share a function with declared handlers through an open context', () => {
    defineHandler({
      inputs: { data: 'dataset' },
      outputs: { page: 'artifact' },
      results: z.object({ accuracy: z.number() }),
      run: (context) => plainWithoutParams(context),
    });
  });
});

describe('a module of handlers', () => {
  it('may hold declared handlers and plain functions side by side', () => {
    expectTypeOf({ clean, fit, gentle, open, plain, plainWithoutParams }).toExtend<Readonly<Record<string, Handler | PlainHandler>>>();
    // @ts-expect-error a number is no handler
    expectTypeOf({ clean, version: 1 }).toExtend<Readonly<Record<string, Handler | PlainHandler>>>();
  });
});

describe('reading params', () => {
  it('gives the type of the fallback, not its literal', () => {
    written(() => {
      const context = {} as RunContext;
      expectTypeOf(context.getParam('p1', 1)).toEqualTypeOf<number>();
      expectTypeOf(context.getParam('p2', 'x')).toEqualTypeOf<string>();
      expectTypeOf(context.getParam('p3', false)).toEqualTypeOf<boolean>();
      expectTypeOf(context.getParam('p4')).toEqualTypeOf<Value | undefined>();
    });
  });

  it('gives text for a secret that is required, and perhaps nothing otherwise', () => {
    written(async () => {
      const context = {} as RunContext;
      expectTypeOf(await context.getSecret('KEY', { required: true })).toEqualTypeOf<string>();
      expectTypeOf(await context.getSecret('KEY')).toEqualTypeOf<string | undefined>();
    });
  });
});
