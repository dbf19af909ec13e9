import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { credentials, type ServiceError } from '@grpc/grpc-js';
import {
  licenseChangeSchema,
  licenseHistorySchema,
  licenseStatusSchema,
  licenseWhatIfSchema,
} from '@easel/contract';
import { LeaseHolder, type LeaseStatus } from '@easel/lease';
import {
  machineRequestSchema,
  type License,
  type Observation,
  type Sighting,
} from '@easel/license';
import { testHash, testVendor } from '@easel/license/testing';
import { readTrust, trustFiles } from '@easel/platform';
import { licensing as rpc } from '@easel/rpc';
import { pino } from 'pino';
import { licensingFiles } from '../license-store.js';
import { startLicensing } from '../licensing.js';

export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

export const seen = (...of: string[]): Sighting => ({ state: 'seen', hashes: of.map(testHash) });
export const absent: Sighting = { state: 'absent' };
export const unreadable: Sighting = { state: 'unavailable', why: 'EIO' };

/** A machine of five parts, which testing's fingerprint `five` is of. */
export const machine: Observation = {
  machineId: seen('machine-id'),
  productUuid: seen('product'),
  boardSerial: seen('board'),
  diskSerial: seen('disk'),
  nics: seen('nic-1', 'nic-2'),
  developmentId: absent,
  gpu: absent,
};
export const five = {
  machineId: [testHash('machine-id')],
  productUuid: [testHash('product')],
  boardSerial: [testHash('board')],
  diskSerial: [testHash('disk')],
  nics: [testHash('nic-1'), testHash('nic-2')],
};

const noTerms: rpc.Terms = { serving: [], mayDrop: false, actor: 'admin from a test' };

/** The real licensing service on a real socket, on a machine and at a time that a test makes up. */
export class Office implements AsyncDisposable {
  readonly home = mkdtempSync(join(tmpdir(), 'easel-licensing-'));
  readonly vendor: ReturnType<typeof testVendor>;
  readonly files = licensingFiles(this.home);
  readonly lines: string[] = [];
  machine: Observation = machine;
  /** The machine's clock, milliseconds since 1970. */
  wall: number;
  #monotonic = 5000;
  #service: Awaited<ReturnType<typeof startLicensing>> | undefined;
  #holder: LeaseHolder | undefined;
  readonly #log = pino({ level: 'debug' }, { write: (line: string) => void this.lines.push(line) });

  constructor(wall = Date.UTC(2026, 10, 30, 12), vendor = testVendor()) {
    this.wall = wall;
    this.vendor = vendor;
    this.trust(vendor);
  }

  /** An office that runs, with this licence in place. */
  static async with(changes: Partial<License>, wall?: number): Promise<Office> {
    const office = new Office(wall);
    office.drop(office.issue(changes));
    await office.start();
    return office;
  }

  trust(vendor: ReturnType<typeof testVendor>): void {
    put(trustFiles(this.home).rootKey, vendor.rootPem);
    put(trustFiles(this.home).keyset, `${vendor.keysetToken}\n`);
  }

  /** A licence for this machine. */
  issue(changes: Partial<License> = {}): string {
    return `${this.vendor.issue({ fingerprints: [five], ...changes })}\n`;
  }

  /** Puts a file in the licence's place by hand, all of it at once. */
  drop(text: string | Buffer): void {
    put(`${this.files.current}.by-hand`, text);
    renameSync(`${this.files.current}.by-hand`, this.files.current);
  }

  /** @param builtAt as a release would have it, milliseconds since 1970. */
  async start({ builtAt = 0 } = {}): Promise<this> {
    this.#service = await startLicensing({
      home: this.home,
      address: `unix:${join(this.home, 'run/licensing.sock')}`,
      trust: readTrust({ kind: 'development' }, this.home),
      builtAt,
      observe: () => this.machine,
      clock: { wall: () => this.wall, monotonic: () => this.#monotonic },
      log: this.#log,
    });
    return this;
  }

  /** Stops as when it is told to. */
  async stop(): Promise<void> {
    this.#holder?.close();
    this.#holder = undefined;
    await this.#service?.stop();
    this.#service = undefined;
  }

  /** Stops as kill -9 does: what was not written by now never is. */
  async kill(): Promise<void> {
    const written = [this.files.state, this.files.audit].map(
      (path) => [path, readFileSync(path)] as const,
    );
    await this.stop();
    for (const [path, bytes] of written) writeFileSync(path, bytes);
  }

  /** Time passes, and licensing does what it does several times a second. */
  pass(ms: number): this {
    this.wall += ms;
    this.#monotonic += ms;
    this.glance();
    return this;
  }

  /** Somebody sets the clock. */
  set(wall: number): this {
    this.wall = wall;
    this.glance();
    return this;
  }

  glance(): void {
    this.#service?.glance();
  }

  /** A gateway that asks for leases. */
  holder(): LeaseHolder {
    this.#holder ??= LeaseHolder.start({
      address: this.#address,
      holder: 'gateway',
      trust: readTrust({ kind: 'development' }, this.home),
      log: this.#log,
      clock: {
        wall: () => this.wall,
        monotonic: () => this.#monotonic,
        after: (ms, then) => {
          const timer = setTimeout(then, ms);
          return () => clearTimeout(timer);
        },
      },
    });
    return this.#holder;
  }

  /** What a gateway's lease becomes, once it is what a test waits for. */
  becomes(wanted: (status: LeaseStatus) => boolean): Promise<LeaseStatus> {
    const holder = this.holder();
    return new Promise((resolve) => {
      const check = (status: LeaseStatus) => {
        if (!wanted(status)) return;
        stop();
        resolve(status);
      };
      const stop = holder.onChange(check);
      check(holder.status());
    });
  }

  async status() {
    return licenseStatusSchema.parse(await this.#ask((desk, done) => desk.status({}, done)));
  }

  /** Whether it is in force, or why not, in a word. */
  async verdict(): Promise<string> {
    const { state, why } = await this.status();
    return why ?? state;
  }

  /** The codes of what it warns of. */
  async warnings(): Promise<string[]> {
    return (await this.status()).warnings.map(({ code }) => code);
  }

  async request() {
    return machineRequestSchema.parse(await this.#ask((desk, done) => desk.request({}, done)));
  }

  async whatIf() {
    return licenseWhatIfSchema.parse(await this.#ask((desk, done) => desk.whatIf({}, done)));
  }

  async history() {
    return licenseHistorySchema.parse(await this.#ask((desk, done) => desk.history({}, done)));
  }

  async install(text: string | Buffer, terms: Partial<rpc.Terms> & { dryRun?: boolean } = {}) {
    const { dryRun = false, ...more } = terms;
    const request = { file: Buffer.from(text), dryRun, terms: { ...noTerms, ...more } };
    return licenseChangeSchema.parse(await this.#ask((desk, done) => desk.install(request, done)));
  }

  async restore(jti = '') {
    const request = { jti, terms: noTerms };
    return licenseChangeSchema.parse(await this.#ask((desk, done) => desk.restore(request, done)));
  }

  /** What the audit log says, line by line. */
  audit(): Record<string, unknown>[] {
    const lines = readFileSync(this.files.audit, 'utf8').trimEnd().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    rmSync(this.home, { recursive: true, force: true });
  }

  get #address(): string {
    if (!this.#service) throw new Error('licensing is not running');
    return this.#service.address;
  }

  async #ask(
    question: (desk: rpc.LicenseDeskServiceClient, done: Done) => unknown,
  ): Promise<unknown> {
    const desk = new rpc.LicenseDeskServiceClient(this.#address, credentials.createInsecure());
    try {
      const { json } = await new Promise<{ json: string }>((resolve, reject) => {
        question(desk, (error, answer) => {
          if (error) reject(error);
          else resolve(answer);
        });
      });
      return JSON.parse(json);
    } finally {
      desk.close();
    }
  }
}

type Done = (error: ServiceError | null, answer: { json: string }) => void;

function put(path: string, text: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}
