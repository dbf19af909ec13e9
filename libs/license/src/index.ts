export type { Edition } from './edition.js';
export { edition } from './gen/edition.js';
export { partNames } from './fingerprint.js';
export type { Fingerprint, Observation, PartName, Sighting } from './fingerprint.js';
export type { Keyset } from './keyset.js';
export type { Trust } from './trust.js';
