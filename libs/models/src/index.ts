export { manifestSchema, type Manifest, type ManifestInput } from './manifest.js';
