import { Release } from './release.js';

/** Once, before several tests want it. */
await Release.built();
