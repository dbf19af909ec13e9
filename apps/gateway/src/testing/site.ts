import { EventEmitter, once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { InferenceClient } from '@easel/inference-client';
import { AuthFailed, type Clock, type LeaseStatus } from '@easel/lease';
import type { Why } from '@easel/license';
import { pino } from 'pino';
import { environment, toConfig } from '../config.js';
import { Gateway } from '../gateway.js';
import { LicenseDesk } from '../license/license-desk.js';
import { FakeInference } from './fake-inference.js';
import { FakeLicenseDesk } from './fake-license-desk.js';
import { speak, type RawAnswer, type Writing } from './raw-http.js';

/** A lease as a test wants it. */
class FakeLease {
  refusal: string | undefined;
  why: Why = 'expired';
  warning: string | undefined;
  /** Seconds until it ends. */
  left: number | undefined = Infinity;
  /** What else an operator would see of it. */
  more: Partial<LeaseStatus> = {};

  require(): void {
    if (this.refusal !== undefined) throw new AuthFailed({ why: this.why, reason: this.refusal });
  }

  status(): LeaseStatus {
    const { refusal, why, warning } = this;
    return refusal === undefined
      ? {
          inForce: true,
          licensee: 'Test',
          kind: 'permanent',
          expires: null,
          ...(warning !== undefined && { warning }),
          ...this.more,
        }
      : { inForce: false, reason: refusal, why };
  }

  secondsLeft(): number | undefined {
    return this.left;
  }

  age(): number | undefined {
    return this.refusal === undefined ? 1500 : undefined;
  }
}

interface Starting {
  /** Whether to wait for the deployments: without an inference they never come. */
  wait?: boolean;
  /** Of a gateway before this one. */
  home?: string;
  /** Whether the home is another's too, or of one after it. */
  keep?: boolean;
  clock?: Pick<Clock, 'monotonic' | 'wall'>;
}

/** The real gateway on ports of its own, before an inference and a licence that do as the test says. */
export class Site implements AsyncDisposable {
  readonly lease = new FakeLease();
  /** Every log line. */
  readonly lines: Record<string, unknown>[] = [];
  readonly #written = new EventEmitter();
  #gateway: Gateway | undefined;
  #client: InferenceClient | undefined;
  #desk: LicenseDesk | undefined;
  #keep = false;

  private constructor(
    readonly home: string,
    readonly inference: FakeInference,
    readonly licensing: FakeLicenseDesk,
  ) {}

  /** Resolves once the gateway answers and knows its deployments. */
  static async start(
    settings: Record<string, string> = {},
    { wait = true, home = mkdtempSync(join(tmpdir(), 'easel-site-')), keep, clock }: Starting = {},
  ): Promise<Site> {
    const site = new Site(home, await FakeInference.start(), await FakeLicenseDesk.start());
    const config = toConfig(
      environment.parse({
        EASEL_HOME: home,
        EASEL_PORT: '0',
        EASEL_ADMIN_PORT: '0',
        EASEL_LICENSING_ADDRESS: site.licensing.address,
        EASEL_INFERENCE_ADDRESS: site.inference.address,
        EASEL_INSTANCE: '7',
        EASEL_LAME_DUCK_MS: '0',
        ...settings,
      }),
    );
    const client = new InferenceClient(config.inference, config.tls);
    const log = pino({ level: 'debug' }, site.#sink());
    const { lease } = site;
    const known = new Promise<void>((resolve) => client.deployments.onChange(resolve));
    site.#client = client;
    site.#keep = keep ?? false;
    site.#desk = new LicenseDesk(config.licensing, config.tls);
    site.#gateway = await Gateway.open({
      config,
      edition: 'development',
      lease,
      inference: client,
      licenseDesk: site.#desk,
      log,
      ...(clock && { clock }),
    });
    if (wait) await known;
    return site;
  }

  get gateway(): Gateway {
    if (!this.#gateway) throw new Error('not started');
    return this.#gateway;
  }

  get client(): InferenceClient {
    if (!this.#client) throw new Error('not started');
    return this.#client;
  }

  get url(): string {
    return this.gateway.callers;
  }

  /** Says something to the callers' door over a connection of its own. */
  speak(say: Writing): Promise<RawAnswer> {
    return speak(this.url, say);
  }

  /** What `ask` says as soon as it says what is `wanted`: each answer is the event that asks again. */
  async eventually<T>(ask: () => Promise<T>, wanted: (answer: T) => boolean): Promise<T> {
    for (;;) {
      const answer = await ask();
      if (wanted(answer)) return answer;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** The next log line for which `wanted` holds, be it written already. */
  async line(wanted: (line: Record<string, unknown>) => boolean): Promise<Record<string, unknown>> {
    for (;;) {
      const line = this.lines.find(wanted);
      if (line) return line;
      await once(this.#written, 'line');
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#gateway?.close();
    this.#client?.close();
    this.#desk?.close();
    this.inference.kill();
    this.licensing.kill();
    if (!this.#keep) rmSync(this.home, { recursive: true, force: true });
  }

  #sink() {
    return new Writable({
      write: (chunk: Buffer, _encoding, done) => {
        this.lines.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        this.#written.emit('line');
        done();
      },
    });
  }
}
