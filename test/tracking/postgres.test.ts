import { openTrackingStore } from '../../src/tracking/index.js';
import { describeTrackingStore } from '../contracts/tracking-store.js';
import { postgresServer } from './postgres-server.js';

const server = postgresServer();

describeTrackingStore('postgres', () => openTrackingStore(server().newStoreUrl()));
