import { openTrackingStore } from '../../src/tracking/index.js';
import { describeTrackingStore } from '../contracts/tracking-store.js';

describeTrackingStore('memory', () => openTrackingStore('memory:'));
