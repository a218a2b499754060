import { openTrackingStore } from '../../src/tracking/index.js';
import { describeTrackingStore } from '../contracts/tracking-store.js';
import { temporaryFolder } from './temporary-folder.js';

const folder = temporaryFolder();
let count = 0;

describeTrackingStore('sqlite', () => openTrackingStore(`sqlite:${folder()}/new/${(count += 1)}.db`));
