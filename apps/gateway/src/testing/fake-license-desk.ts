import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import {
  licenseHistorySchema,
  licenseStatusSchema,
  licenseWhatIfSchema,
  type License,
  type LicenseChange,
} from '@easel/contract';
import { unusedPorts } from '@easel/platform/testing';
import { licensing } from '@easel/rpc';

type Call<Request> = ServerUnaryCall<Request, { json: string }>;
type Done = sendUnaryData<{ json: string }>;

const license: License = {
  jti: 'lic-7',
  seq: 7,
  customer: '某某工厂',
  kind: 'term',
  mode: 'cpu',
  deployments: ['steel'],
  machines: 1,
  issued: '2026-11-01T00:00:00.000Z',
  begins: '2026-11-01T00:00:00.000Z',
  expires: '2027-11-01T00:00:00.000Z',
  stops: '2027-11-08T00:00:00.000Z',
  grace_days: 7,
  warn_days: 30,
};

export const change = (changes: Partial<LicenseChange> = {}): LicenseChange => ({
  outcome: 'installed',
  dry_run: false,
  reason: { en: 'licence 7 is in place', zh: '7 号授权已生效' },
  before: null,
  after: license,
  dropped: [],
  keyset: null,
  ...changes,
});

/** What each page says; parsed, so that it is what the contract promises. */
export const pages = {
  status: licenseStatusSchema.parse({
    state: 'in_force',
    edition: 'development',
    license,
    seconds_left: 29_000_000,
    queued: null,
    warnings: [],
    machine: { parts: [], matched: 3, needed: 2 },
    keyset: null,
    clock: { effective: '2026-11-30T12:00:00.000Z', wall: '2026-11-30T12:00:00.000Z' },
  }),
  request: { format: 1, machine: 'as the vendor wants it' },
  whatIf: licenseWhatIfSchema.parse({
    license,
    verdict: 'matches',
    needed: 2,
    matched: 3,
    spare: 1,
    anchors: [],
    parts: [{ part: 'nics', state: 'matches', if_changed: 'matches' }],
  }),
  history: licenseHistorySchema.parse({ current: license, previous: [] }),
};

/** Licensing's desk as far as the wire: no licence is looked at. */
export class FakeLicenseDesk {
  /** What becomes of the next licence. */
  change: LicenseChange = change();
  readonly installs: licensing.InstallRequest[] = [];
  readonly restores: licensing.RestoreRequest[] = [];
  #server = new Server();
  readonly address: string;

  private constructor(address: string) {
    this.address = address;
  }

  static async start(): Promise<FakeLicenseDesk> {
    const fake = new FakeLicenseDesk(`127.0.0.1:${await unusedPorts(1)}`);
    await fake.listen();
    return fake;
  }

  async listen(): Promise<void> {
    const say = (document: unknown) => (_call: Call<unknown>, done: Done) =>
      done(null, { json: JSON.stringify(document) });
    this.#server = new Server();
    this.#server.addService(licensing.LicenseDeskServiceService, {
      status: say(pages.status),
      request: say(pages.request),
      whatIf: say(pages.whatIf),
      history: say(pages.history),
      install: ({ request }: Call<licensing.InstallRequest>, done: Done) => {
        this.installs.push(request);
        done(null, { json: JSON.stringify({ ...this.change, dry_run: request.dryRun }) });
      },
      restore: ({ request }: Call<licensing.RestoreRequest>, done: Done) => {
        this.restores.push(request);
        done(null, { json: JSON.stringify(this.change) });
      },
    });
    await new Promise<void>((resolve, reject) =>
      this.#server.bindAsync(this.address, ServerCredentials.createInsecure(), (error) =>
        error ? reject(error) : resolve(),
      ),
    );
  }

  /** Gone at once, as if killed. The address stays its own. */
  kill(): void {
    this.#server.forceShutdown();
  }
}
