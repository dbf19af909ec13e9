import { cp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Diagnosis } from '../diagnosis.js';
import { docker, engine } from '../engine.js';
import { eventually } from '../test-site.js';
import { ReleaseHost } from './release-host.js';

const DAY_MS = 86_400_000;
const YEAR_MS = 365 * DAY_MS;
/** Of a clock that is back by less than an hour nobody says anything. */
const HALF_AN_HOUR_MS = 1_800_000;

describe.runIf(engine)('`easel doctor` where it is installed (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;

  const doctor = () =>
    Diagnosis.by([join(host.work, '.easel/easel'), 'doctor', '--no-bundle'], host.env);
  const state = () => join(host.work, '.easel/state/licensing');
  /** No test sets the clock of this machine: what licensing saw of it lies ahead instead. */
  const ahead = async (ms: number) => {
    docker('stop', 'easel-licensing');
    const file = join(state(), 'state.json');
    const said = JSON.parse(await readFile(file, 'utf8')) as { mark: number };
    await writeFile(file, JSON.stringify({ ...said, mark: Date.now() + ms }));
    docker('start', 'easel-licensing');
  };
  const refusal = async () => {
    const answer = await host.classify();
    return 'error_code' in answer ? answer.error_code : 0;
  };

  beforeAll(async () => {
    host = await ReleaseHost.open();
    await host.install();
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);

  it('finds no failure on a host that serves', async () => {
    expect((await doctor()).failures).toEqual([]);
  }, 60_000);

  it('names a clock that is a year back, before the licence that ended for it', async () => {
    const kept = join(host.folder, 'state');
    docker('stop', 'easel-licensing');
    await cp(state(), kept, { recursive: true, preserveTimestamps: true });
    await ahead(YEAR_MS);
    await eventually(refusal, (code) => code === 337000);

    const { code, first, causes } = await doctor();
    expect(code).toBe(3);
    expect(first).toMatchObject({ cause: 'clock-set-back' });
    expect(first.message.en).toMatch(/back by 36[45] days/);
    expect(first.fix.en).toContain('date -s');
    expect(causes.map(({ cause }) => cause)).toContain('licence-expired');

    docker('stop', 'easel-licensing');
    await rm(state(), { recursive: true });
    await cp(kept, state(), { recursive: true, preserveTimestamps: true });
    docker('start', 'easel-licensing');
    await eventually(refusal, (code) => code === 0);
  }, 180_000);

  it('names a licence that expired', async () => {
    // A term of one day that has half an hour left: time enough to put it in force on any machine.
    const begun = new Date(Math.floor((Date.now() + HALF_AN_HOUR_MS - DAY_MS) / 1000) * 1000);
    const from = begun.toISOString().replace('.000Z', 'Z');
    const license = await host.license('--days', '1', '--from', from);
    const { status, output } = await host.easel(['lu', license]);
    expect(status, output).toBe(0);
    await ahead(HALF_AN_HOUR_MS);
    await eventually(refusal, (code) => code === 337000);

    const { code, first } = await doctor();
    expect(code).toBe(3);
    expect(first).toMatchObject({ cause: 'licence-expired' });
    expect(first.fix.en).toContain('lu --request');
  }, 180_000);
});
