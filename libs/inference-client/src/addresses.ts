import { lookup } from 'node:dns/promises';
import { isIPv6 } from 'node:net';

/** How soon a replica that came or went is noticed. */
const LOOK_MS = 5000;

/** Where one inference is; `name`: by which it was found, and which its certificate has to hold. */
export interface Place {
  address: string;
  name?: string;
}

/** All numbers that a name stands for. */
export type Lookup = (name: string) => Promise<string[]>;

const lookupAll: Lookup = async (name) =>
  (await lookup(name, { all: true })).map(({ address }) => address);

/** Follows addresses of which some, `dns:HOST:PORT`, stand for as many as their name has at the time. */
export class Addresses {
  readonly #given: readonly string[];
  readonly #onChange: (places: Place[]) => void;
  readonly #lookup: Lookup;
  /** What each name stood for when it was last found. */
  readonly #found = new Map<string, Place[]>();
  #again: NodeJS.Timeout | undefined;
  #closed = false;

  constructor(
    given: readonly string[],
    onChange: (places: Place[]) => void,
    look: Lookup = lookupAll,
  ) {
    this.#given = given;
    this.#onChange = onChange;
    this.#lookup = look;
    if (given.some(isName)) void this.look();
  }

  /** Those that are known now, in an order that is the same for everybody. */
  get places(): Place[] {
    return this.#given.flatMap((given) =>
      isName(given) ? (this.#found.get(given) ?? []) : [{ address: given }],
    );
  }

  /** A name that is not found, as while the name server is away, stands for what it stood for before. */
  async look(): Promise<void> {
    clearTimeout(this.#again);
    await Promise.all(
      this.#given.filter(isName).map(async (given) => {
        const [, name = '', port = ''] = NAMED.exec(given) ?? [];
        const numbers = await this.#lookup(name).catch(() => undefined);
        if (numbers) this.#found.set(given, numbers.sort().map(at(name, port)));
      }),
    );
    if (this.#closed) return;
    this.#onChange(this.places);
    this.#again = setTimeout(() => void this.look(), LOOK_MS);
  }

  close(): void {
    this.#closed = true;
    clearTimeout(this.#again);
  }
}

const NAMED = /^dns:(.+):(\d+)$/;
const isName = (given: string) => NAMED.test(given);
const at = (name: string, port: string) => (number: string) => ({
  address: isIPv6(number) ? `[${number}]:${port}` : `${number}:${port}`,
  name,
});
