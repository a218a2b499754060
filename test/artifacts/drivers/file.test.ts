import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openFileStore } from '../../../src/artifacts/drivers/file.js';
import { describeArtifactStore } from '../../contracts/artifact-store.js';

describeArtifactStore('file', async () => openFileStore(mkdtempSync(join(tmpdir(), 'tidemark-artifacts-'))));
