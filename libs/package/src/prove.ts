import { isImage } from './layout.js';
import type { Package } from './open-package.js';
import { provenFiles, type Course } from './proven-files.js';

/**
 * Reads all of a package, and writes nothing; images only where these are wanted.
 * @throws PackageError for the first file that is not exactly as listed, or not there
 */
export async function prove(
  from: Package,
  { images, course }: { images: boolean; course?: Course },
): Promise<void> {
  const isWanted = (path: string) => images && isImage(path);
  for await (const file of provenFiles(from, isWanted, course)) {
    const chunks = file.bytes()[Symbol.asyncIterator]();
    while (!(await chunks.next()).done);
  }
}
