import { Link } from '@tanstack/react-router';
import type { ColumnStats, Json, SchemaField } from '../../../src/core/index.js';
import { featuresOf } from '../../../src/sdk/model.js';
import type { ArtifactRecord } from '../api/shapes.js';
import { ValueList } from '../design/value.js';
import { ColumnsTable } from './dataset-view.js';

/** What is known of a model: how it was made and how good it is, what it takes and gives, and the data it saw. */
export function ModelView({ artifact: { spec } }: { readonly artifact: ArtifactRecord }) {
  const { framework, algorithm, modelFile, trainingSet, metrics = {}, parameters = {}, featureStats } = spec;
  const about = defined({ framework, algorithm, file: modelFile });
  return (
    <>
      <div className="model-view">
        <section>
          <h3>Model</h3>
          <ValueList values={about} empty="It says nothing about itself." />
          {trainingSet !== undefined && <TrainedOn uri={trainingSet} />}
        </section>
        <section>
          <h3>Metrics</h3>
          <ValueList values={defined(metrics)} empty="None were logged with it." isShort />
        </section>
        <section>
          <h3>Parameters</h3>
          <ValueList values={defined(parameters)} empty="None were logged with it." />
        </section>
        <Features title="Takes" given={spec['inputs']} />
        <Features title="Gives" given={spec['outputs']} />
      </div>
      {featureStats !== undefined && (
        <section>
          <h3>The training set</h3>
          <ColumnsTable fields={fieldsOf(featureStats)} stats={featureStats} />
        </section>
      )}
    </>
  );
}

/** A pinned URI ends with the version's uid, and leads to its page. */
function TrainedOn({ uri }: { readonly uri: string }) {
  const uid = /\^([0-9a-f]{32,})$/.exec(uri)?.[1];
  return (
    <p className="trained-on">
      <span className="dim">trained on </span>
      {uid === undefined ? (
        <code>{uri}</code>
      ) : (
        <Link className="mono" to="/artifacts/$uid" params={{ uid }} title={uri}>
          {uri.replace(/^store:\/\//, '').replace(/[@^].*$/, '')}
        </Link>
      )}
    </p>
  );
}

function Features({ title, given }: { readonly title: string; readonly given: unknown }) {
  const features = featuresOf(given as Json | undefined);
  if (features.length === 0) return null;
  return (
    <section>
      <h3>{title}</h3>
      <ValueList values={Object.fromEntries(features.map(({ name, type }) => [name, type ?? 'any']))} empty="" />
    </section>
  );
}

// Statistics do not name types: numbers have a mean.
function fieldsOf(stats: Readonly<Record<string, ColumnStats>>): readonly SchemaField[] {
  return Object.entries(stats).map(([name, { mean, nulls }]) => ({
    name,
    type: mean === undefined ? 'string' : 'number',
    nullable: nulls > 0,
  }));
}

function defined<T>(values: Readonly<Record<string, T>>): Record<string, NonNullable<T>> {
  const found: Record<string, NonNullable<T>> = {};
  for (const [key, value] of Object.entries(values)) if (value !== undefined && value !== null) found[key] = value;
  return found;
}
