import { openMemoryStore } from '../../../src/artifacts/drivers/memory.js';
import { describeArtifactStore } from '../../contracts/artifact-store.js';

describeArtifactStore('memory', async () => openMemoryStore());
