export { openArchive, type Archive, type Entry } from './archive.js';
export { ArchiveError, type ArchiveReason } from './archive-error.js';
export { safePath } from './entry-name.js';
export { extract, type Extracted, type Extraction, type Placement } from './extract.js';
export type { Limits } from './limits.js';
export { isMacClutter, nameOnDisk } from './names-on-disk.js';
export { TakenPaths } from './taken-paths.js';
