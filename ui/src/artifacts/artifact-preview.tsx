import { lazy, Suspense } from 'react';
import { usePreview } from '../api/artifact-queries.js';
import type { ArtifactRecord, Preview } from '../api/shapes.js';
import { Failure } from '../design/empty.js';
import { Skeleton } from '../design/skeleton.js';
import { DatasetView } from './dataset-view.js';
import { DirectoryView } from './directory-view.js';
import { MarkdownView } from './markdown-view.js';
import { ModelView } from './model-view.js';
import { RowsTable } from './rows-table.js';
import './preview.css';

// Vega is two thirds of all code: it comes with the first chart.
const VegaChart = lazy(async () => ({ default: (await import('../charts/vega-chart.js')).VegaChart }));

/** What can be shown of an artifact, by what it is. */
export function ArtifactPreview({ artifact }: { readonly artifact: ArtifactRecord }) {
  const { data, error, refetch } = usePreview(artifact.uid);
  if (error) return <Failure error={error} retry={() => void refetch()} />;
  return (
    <div className="preview stack">
      {artifact.kind === 'model' && <ModelView artifact={artifact} />}
      {data === undefined ? <Skeleton height="18rem" /> : <View preview={data} artifact={artifact} />}
    </div>
  );
}

function View({ preview, artifact }: { readonly preview: Preview; readonly artifact: ArtifactRecord }) {
  switch (preview.type) {
    case 'dataset':
      return <DatasetView preview={preview} />;
    case 'chart':
      return (
        <Suspense fallback={<Skeleton height="18rem" />}>
          <VegaChart spec={preview.spec} label={artifact.key} />
        </Suspense>
      );
    case 'table':
      return <RowsTable header={preview.header} rows={preview.rows} label={artifact.key} />;
    case 'markdown':
      return <MarkdownView text={preview.text} />;
    case 'json':
      return <TextView text={indented(preview.text)} isCut={preview.truncated} />;
    case 'text':
      return <TextView text={preview.text} isCut={preview.truncated} />;
    case 'html':
      // Without allow-same-origin the page has no origin: it reads nothing of this application and calls none of its API.
      return <iframe className="html-view" src={preview.url} sandbox="allow-scripts" title={artifact.key} referrerPolicy="no-referrer" />;
    case 'image':
      return <img className="image-view" src={preview.url} alt={artifact.key} />;
    case 'directory':
      return <DirectoryView files={preview.files} count={preview.count} modelFile={artifact.spec.modelFile} />;
    case 'none':
      return <p className="dim">{preview.reason} It can be downloaded.</p>;
  }
}

function TextView({ text, isCut }: { readonly text: string; readonly isCut: boolean }) {
  return (
    <>
      <pre className="text-view" tabIndex={0}>
        {text}
      </pre>
      {isCut && <p className="dim">This is the beginning of it; download it for the rest.</p>}
    </>
  );
}

// A text that was cut off is no JSON any more.
function indented(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), undefined, 2);
  } catch {
    return text;
  }
}
