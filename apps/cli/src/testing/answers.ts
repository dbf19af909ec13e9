import {
  activationSchema,
  deploymentsSchema,
  licenseChangeSchema,
  licenseHistorySchema,
  licenseStatusSchema,
  licenseWhatIfSchema,
  problemSchema,
  readinessSchema,
  type Activation,
  type DeploymentStatus,
  type License,
  type LicenseChange,
} from '@easel/contract';
import { machineRequestSchema } from '@easel/license';
import { z } from 'zod';

/** What a gateway answers, held against the contract: an answer that it could not give fails here. */
const hash = (letter: string) => letter.repeat(22);

export const present: License = {
  jti: 'harbour-11',
  seq: 11,
  customer: '海港光学 Harbour Optics',
  kind: 'term',
  mode: 'cpu',
  deployments: ['defects', 'screws'],
  machines: 2,
  issued: '2026-01-01T00:00:00Z',
  begins: '2026-01-02T00:00:00Z',
  expires: '2026-12-24T16:00:00Z',
  stops: '2027-01-03T16:00:00Z',
  grace_days: 10,
  warn_days: 30,
};

export const next: License = {
  ...present,
  jti: 'harbour-12',
  seq: 12,
  kind: 'permanent',
  deployments: ['defects'],
  expires: null,
  stops: null,
  grace_days: 0,
};

export const status = licenseStatusSchema.parse({
  state: 'in_force',
  edition: 'release',
  license: present,
  seconds_left: 1_000_000,
  queued: { ...next, begins: '2026-12-20T00:00:00Z' },
  warnings: [
    {
      code: 'expiring',
      words: {
        en: 'the licence expires on 2026-12-24, in 12 days',
        zh: '授权将于 2026-12-24 到期',
      },
    },
  ],
  machine: {
    matched: 3,
    needed: 3,
    parts: [
      { part: 'machineId', here: 'seen', licensed: 'matches' },
      { part: 'productUuid', here: 'unavailable', licensed: 'unavailable', problem: 'EACCES' },
      { part: 'boardSerial', here: 'seen', licensed: 'matches' },
      { part: 'diskSerial', here: 'seen', licensed: 'differs' },
      { part: 'nics', here: 'seen', licensed: 'matches' },
      { part: 'developmentId', here: 'absent', licensed: null },
      { part: 'gpu', here: 'seen', licensed: null },
    ],
  },
  keyset: { issuer: 'Easel Vendor', version: 3, issued: '2026-01-01T00:00:00Z' },
  clock: { effective: '2026-12-12T12:00:00Z', wall: '2026-12-12T12:00:01Z' },
});

export const request = machineRequestSchema.parse({
  easel_request: 1,
  made: '2026-12-12T12:00:00Z',
  edition: 'release',
  fingerprint: {
    machineId: [hash('a')],
    boardSerial: [hash('b')],
    diskSerial: [hash('c')],
    nics: [hash('d'), hash('e'), hash('f'), hash('g')],
  },
  cards: [hash('h')],
  unavailable: ['productUuid'],
  license: { jti: present.jti, seq: present.seq, customer: present.customer },
});

export const whatIf = licenseWhatIfSchema.parse({
  license: present,
  verdict: 'matches',
  needed: 3,
  matched: 5,
  spare: 2,
  anchors: ['boardSerial', 'diskSerial'],
  parts: ['machineId', 'productUuid', 'boardSerial', 'diskSerial', 'nics'].map((part) => ({
    part,
    state: 'matches',
    if_changed: 'matches',
  })),
});

export const history = licenseHistorySchema.parse({
  current: next,
  previous: [{ license: present, replaced: '2026-12-01T08:30:00Z' }],
});

export function change(made: Partial<LicenseChange>): LicenseChange {
  return licenseChangeSchema.parse({
    outcome: 'installed',
    dry_run: false,
    reason: { en: 'harbour-12 is in force', zh: 'harbour-12 已生效' },
    before: present,
    after: next,
    dropped: [],
    keyset: null,
    ...made,
  });
}

export const problem = (status: number, detail: string, result?: LicenseChange) =>
  problemSchema
    .extend({ result: z.unknown() })
    .parse({ type: 'about:blank', title: 'Refused', status, detail, result });

export const readiness = readinessSchema.parse({
  ready: true,
  edition: 'release',
  license: { in_force: true, kind: 'term', expires: '2026-12-24T16:00:00Z' },
  deployments: [],
  reasons: [],
});

export const deployment = (made: Partial<DeploymentStatus> = {}): DeploymentStatus => ({
  name: 'screws',
  state: 'serving',
  version: '2',
  serving_since: '2026-12-12T12:00:00Z',
  problem: null,
  classes: 4,
  versions: ['2'],
  loading: null,
  refused: null,
  tuning: null,
  ...made,
});

export const deployments = (...all: DeploymentStatus[]) =>
  deploymentsSchema.parse({ reachable: true, deployments: all });

export const activation = (made: Partial<Activation> = {}): Activation =>
  activationSchema.parse({
    deployment: 'screws',
    version: '3',
    outcome: 'activated',
    previous: '2',
    ms: 3210,
    ...made,
  });
