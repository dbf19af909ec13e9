export { obstacles, type Machine, type Obstacle, type Purpose } from './fit.js';
export { isImage, places, ROOT_FOLDER } from './layout.js';
export { packageSchema, type ListedFile, type PackageManifest } from './manifest.js';
export { openPackage, type BroughtKeyset, type Package } from './open-package.js';
export { PackageError, type PackageFault } from './package-error.js';
export type { Course } from './proven-files.js';
export { signPackage, verifyPackage } from './signature.js';
export { stageImages, type StagedImages } from './stage-images.js';
export { stage, stageStack } from './stage.js';
