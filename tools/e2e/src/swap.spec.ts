import { execFile, execFileSync } from 'node:child_process';
import { copyFile, cp, open, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { DeploymentStatus } from '@easel/contract';
import type { ManifestInput } from '@easel/models';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { family } from '@easel/bench/processes';
import { example } from './fixtures.js';
import { load } from './load.js';
import { Operator } from './operator.js';
import { checkout, demo, eventually, TestSite } from './test-site.js';

const photo = example('jpg');
let site: TestSite;
let operator: Operator;
beforeAll(async () => {
  site = await TestSite.start();
  operator = await Operator.of(site);
  await add('2');
});
afterAll(() => site[Symbol.asyncDispose]());

/** Adds the demo model as another version, whose classes are called after it: an answer tells which one it is from. */
async function add(version: string, golden: 'same' | 'other' | 'held' = 'same'): Promise<void> {
  const source = join(checkout, 'examples/models', demo, '1');
  const rename = (name: string) => `${name}-${version}`;
  await site.repository.add({ deployment: demo, version }, async (folder) => {
    await cp(source, folder, { recursive: true });
    const labels = await readFile(join(source, 'labels.txt'), 'utf8');
    await writeFile(join(folder, 'labels.txt'), labels.trim().split('\n').map(rename).join('\n'));
    const text = await readFile(join(source, 'manifest.json'), 'utf8');
    const { golden: images = [], ...manifest } = JSON.parse(text) as ManifestInput;
    const renamed = images.map(({ file, expect }) => ({
      file: golden === 'held' ? HELD : file,
      expect: expect.map(({ name, score }) => ({
        name: rename(name),
        score: golden === 'other' ? score / 2 : score,
      })),
    }));
    const changed = { ...manifest, golden: golden === 'held' ? renamed.slice(0, 1) : renamed };
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(changed));
  });
  if (golden === 'held') execFileSync('mkfifo', [pipe(version)]);
}

/** The golden image of a version that stays on its way until `release`: a pipe that nobody has written to. */
const HELD = 'golden/held.jpg';
const pipe = (version: string) => join(site.repository.folder(demo, version), HELD);
/** Resolves once inference has the picture: it has loaded the version by then, and `current` is not written yet. */
async function release(version: string): Promise<void> {
  const picture = join(site.repository.folder(demo, version), 'golden/scratch.jpg');
  await using held = await open(pipe(version), 'w');
  // It is looked at once more, in the lanes that are to answer: that need not wait.
  await copyFile(picture, `${pipe(version)}.whole`);
  await rename(`${pipe(version)}.whole`, pipe(version));
  await held.writeFile(await readFile(picture));
}

const activate = (version: string) => operator.admin.activate(demo, { version });
const classify = () => site.client.classify(demo, photo.bytes, 1);
const current = () => site.repository.current(demo);
const row = async (): Promise<DeploymentStatus | undefined> =>
  (await operator.admin.deployments()).deployments.find(({ name }) => name === demo);

/** The version that an answer is from. @throws Error when it is no result. */
function versionOf(answer: Awaited<ReturnType<typeof classify>>): string {
  if (!('results' in answer)) throw new Error(answer.error_msg);
  const name = answer.results[0]?.name ?? '';
  expect(name.split('-')[0]).toBe(photo.label);
  return name.split('-')[1] ?? '1';
}

/** Callers without a pause; `end` says what they were answered, and from which versions. */
function underLoad() {
  const over = new AbortController();
  const versions = new Set<string>();
  const post = async () => {
    const answer = await classify();
    versions.add(versionOf(answer));
    return answer;
  };
  const loaded = load(post, { callers: 8, signal: over.signal });
  return {
    end: async () => {
      over.abort();
      const { tally } = await loaded;
      expect(tally.ok).toBeGreaterThan(0);
      return { answers: Object.keys(tally), versions: [...versions].sort() };
    },
  };
}

describe('another version under load', () => {
  it('takes the traffic six times, to and fro, and no request is lost', async () => {
    const callers = underLoad();
    for (const version of ['2', '1', '2', '1', '2', '1']) {
      expect(await activate(version)).toMatchObject({ outcome: 'activated' });
      expect(versionOf(await classify())).toBe(version);
      expect(await current()).toBe(version);
    }
    expect(await callers.end()).toEqual({ answers: ['ok'], versions: ['1', '2'] });
  });

  it('that misses its golden image is refused, and nobody notices', async () => {
    await add('3', 'other');
    const callers = underLoad();
    await expect(activate('3')).rejects.toMatchObject({
      problem: { status: 422, reason: 'golden', detail: expect.stringContaining('golden/') },
    });
    expect(await callers.end()).toEqual({ answers: ['ok'], versions: ['1'] });
    expect(await current()).toBe('1');
    expect(await row()).toMatchObject({
      ...{ version: '1', problem: null, loading: null },
      refused: { version: '3', reason: 'golden' },
    });
  });

  it('takes the traffic while lanes are killed, and no request is lost', async () => {
    const callers = underLoad();
    for (const version of ['2', '1', '2', '1']) {
      const [, lane] = family(site.pid('inference'));
      const done = activate(version);
      process.kill(lane!, 'SIGKILL');
      expect(await done).toMatchObject({ outcome: 'activated' });
      expect(versionOf(await classify())).toBe(version);
      await eventually(
        () => Promise.resolve(family(site.pid('inference'))),
        (now) => now.length === 3 && !now.includes(lane!),
      );
    }
    expect(await callers.end()).toEqual({ answers: ['ok'], versions: ['1', '2'] });
  });
});

describe('a version that takes long', () => {
  it('comes into service though whoever asked has gone, and whoever asks again waits for the same', async () => {
    await add('4', 'held');
    const gone = new AbortController();
    const asked = operator.post(`deployments/${demo}/activate`, { version: '4' }, gone.signal);
    await eventually(row, (now) => now?.loading?.version === '4');
    gone.abort();
    await expect(asked).rejects.toThrow(/abort/i);
    expect(await operator.admin.activate(demo, { version: '4', wait_ms: 100 })).toMatchObject({
      ...{ outcome: 'loading', previous: '1' },
    });
    await expect(activate('2')).rejects.toMatchObject({ problem: { status: 409, reason: 'busy' } });
    expect(versionOf(await classify())).toBe('1');
    const again = activate('4');
    await release('4');
    // It may have been in service by the time that this was heard.
    expect((await again).outcome).toMatch(/^(activated|already)$/);
    await expect
      .poll(
        async () => {
          const log = await readFile(site.logFile('inference'), 'utf8');
          return log.match(/"version":"4",.*"was":"1","already":false/g)?.length;
        },
        { timeout: 10_000 },
      )
      .toBe(1);
    expect(versionOf(await classify())).toBe('4');
    await activate('1');
  });

  it('is not the one that comes back when inference is killed before it has proved itself', async () => {
    await add('5', 'held');
    const refused = expect(activate('5')).rejects.toMatchObject({ problem: { status: 503 } });
    await eventually(row, (now) => now?.loading?.version === '5');
    await site.stop('inference', 'SIGKILL');
    await refused;
    await site.start('inference');
    await eventually(classify, (answer) => 'results' in answer);
    expect(versionOf(await classify())).toBe('1');
    expect(await current()).toBe('1');
    expect(await row()).toMatchObject({ version: '1', loading: null, refused: null });
  });
});

it('npm run model -- add puts its version into service through the Easel that runs, and says so', async () => {
  const program = join(checkout, 'tools/model/dist/main.js');
  const model = join(checkout, 'examples/models', demo, '1');
  const files = [join(model, 'model.onnx'), join(model, 'labels.txt')];
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [program, 'add', demo, ...files, '--preset', 'keras', '--version', '6'],
    { env: { ...process.env, EASEL_HOME: site.home } },
  );
  expect(stdout).toContain(`It is in service at /${demo}/ImageClassification.`);
  expect(stdout).toContain(`To go back: npm run easel -- activate ${demo} 1\n`);
  expect(await row()).toMatchObject({ version: '6' });
});
