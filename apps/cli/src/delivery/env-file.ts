import { atomicWrite, boundedRead } from '@easel/platform';

/** Bytes: no file of settings is longer. */
const LONGEST = 64 * 1024;

/** A project's `.env`: lines of NAME=VALUE. What somebody else put there stays as it is. */
export class EnvFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Undefined where there is no such file. @throws Error where it cannot be read. */
  read(): Record<string, string> | undefined {
    const file = boundedRead(this.#path, LONGEST);
    if (file.state === 'missing') return undefined;
    if (file.state !== 'read') throw new Error(`${this.#path} cannot be read (${file.state})`);
    const pairs = [...file.bytes.toString('utf8').matchAll(/^([A-Z][A-Z0-9_]*)=(.*)$/gm)];
    return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value.trim()]));
  }

  /**
   * Gives some of its names other values, in one step; only this user can read it. Of several lines of one name the last
   * counts, for compose too: it is the one that changes, and those that it had overruled go.
   */
  set(values: Record<string, string>): void {
    const file = boundedRead(this.#path, LONGEST);
    const lines = file.state === 'read' ? file.bytes.toString('utf8').trimEnd().split('\n') : [];
    const wanted = new Map(Object.entries(values));
    const left = new Map(wanted);
    const kept = lines.toReversed().flatMap((line) => {
      const [name = ''] = line.split('=', 1);
      const value = wanted.get(name);
      if (value === undefined) return [line];
      return left.delete(name) ? [`${name}=${value}`] : [];
    });
    const added = [...left].map(([name, value]) => `${name}=${value}`);
    atomicWrite(this.#path, `${[...kept.reverse(), ...added].join('\n')}\n`, 0o600);
  }
}
