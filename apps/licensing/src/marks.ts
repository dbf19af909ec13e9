import { lstatSync } from 'node:fs';

/** Changes whenever one of the files does, by content or by replacement; costs microseconds. */
export const marksOf = (paths: string[]): string => paths.map(markOf).join();

function markOf(path: string): string {
  try {
    const { ino, size, mtimeNs, ctimeNs } = lstatSync(path, { bigint: true });
    return `${ino}:${size}:${mtimeNs}:${ctimeNs}`;
  } catch {
    return '-';
  }
}
