import { hash } from 'node:crypto';
import { ArchiveError } from './archive-error.js';

/**
 * The paths of an archive so far, told apart exactly or as the least discerning file system would: by neither case nor the
 * way in which an accent is composed. Holds 16 characters for each, so that a million long names are no burden.
 */
export class TakenPaths {
  readonly #taken = new Map<string, 'file' | 'folder'>();
  /** Most entries follow another of their folder. */
  #lastFolder = '';
  readonly #exact: boolean;

  constructor(exact: boolean) {
    this.#exact = exact;
  }

  /** @throws ArchiveError if the path is another entry's, or lies in what is a file */
  take(path: string, kind: 'file' | 'folder'): void {
    const key = this.#digest(path);
    const before = this.#taken.get(key);
    if (before !== undefined && !(before === 'folder' && kind === 'folder'))
      throw twice(
        path,
        `is there already${this.#exact ? '' : ', as it is or with other capitals or accents'}`,
      );
    this.#taken.set(key, kind);
    this.#enclose(path.slice(0, Math.max(0, path.lastIndexOf('/'))));
  }

  #enclose(folder: string): void {
    if (folder === this.#lastFolder) return;
    this.#lastFolder = folder;
    for (let end = folder.length; end > 0; end = folder.lastIndexOf('/', end - 1)) {
      const key = this.#digest(folder.slice(0, end));
      if (this.#taken.get(key) === 'file')
        throw twice(folder.slice(0, end), 'is a file, and another entry lies in it');
      this.#taken.set(key, 'folder');
    }
  }

  #digest(path: string): string {
    // Up and down again: ß and SS, or the two small sigmas, are one name where case does not count.
    const told = this.#exact ? path : path.toUpperCase().toLowerCase().normalize('NFC');
    return hash('sha256', told, 'buffer').toString('base64', 0, 12);
  }
}

const twice = (entry: string, why: string) => new ArchiveError('duplicate', why, { entry });
