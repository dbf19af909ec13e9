export { checkManifest, manifestSchema, type Manifest, type ManifestInput } from './manifest.js';
export { ModelError } from './model-error.js';
export { compareVersions, deploymentNameProblem, isVersion } from './names.js';
export { readRelease, Repository, type Entry, type Release } from './repository.js';
