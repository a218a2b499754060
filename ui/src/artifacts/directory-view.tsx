import { formatBytes } from '../../../src/render/format.js';

interface DirectoryViewProps {
  readonly files: readonly { readonly path: string; readonly size: number }[];
  readonly count: number;
  /** Which of them is the model itself. */
  readonly modelFile?: string | undefined;
}

/** The files of a directory. */
export function DirectoryView({ files, count, modelFile }: DirectoryViewProps) {
  return (
    <div className="rows-scroll" tabIndex={0} role="region" aria-label="Files">
      <table className="rows-table">
        <thead>
          <tr>
            <th>File</th>
            <th className="numeric">Size</th>
          </tr>
        </thead>
        <tbody>
          {files.map((file) => (
            <tr key={file.path}>
              <td>
                <code>{file.path}</code>
                {file.path === modelFile && <span className="dim"> the model itself</span>}
              </td>
              <td className="numeric num">{formatBytes(file.size)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {count > files.length && <p className="dim">and {(count - files.length).toLocaleString('en-US')} more</p>}
    </div>
  );
}
