import type { Entry } from './archive.js';

/**
 * A file name that owes a stranger nothing but its ending: `00000042.jpg`. For callers that keep an entry's path as an
 * id elsewhere.
 */
export function nameOnDisk(entry: Pick<Entry, 'path'>, index: number): string {
  const ending = /\.[A-Za-z0-9]{1,5}$/.exec(entry.path)?.[0].toLowerCase() ?? '';
  return `${String(index).padStart(8, '0')}${ending}`;
}

/** What macOS adds to an archive of its own accord: previews, resource forks, window positions. */
export function isMacClutter(entry: Pick<Entry, 'path'>): boolean {
  const parts = entry.path.split('/');
  const name = parts.at(-1) ?? '';
  return parts[0] === '__MACOSX' || name === '.DS_Store' || name.startsWith('._');
}
