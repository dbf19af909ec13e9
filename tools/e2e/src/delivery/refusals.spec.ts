import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { arch, availableParallelism } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, engine } from '../engine.js';
import { eventually } from '../test-site.js';
import { calls } from './calls.js';
import { remake } from './demo-version.js';
import { answerNoNumbers, wantMemory } from './spoilt-model.js';
import { ReleaseHost } from './release-host.js';
import { vendor } from './release.js';

/** What may be wrong with a model whose package is good. */
const models: [
  what: string,
  version: string,
  words: RegExp,
  spoil: (folder: string) => Promise<void>,
][] = [
  [
    'is no ONNX file',
    '10',
    /cannot (?:be )?load/,
    (folder) => writeFile(join(folder, 'model.onnx'), 'a letter to the editor'),
  ],
  [
    'has one label too many',
    '11',
    /labels|classes/i,
    async (folder) => {
      const file = join(folder, 'labels.txt');
      await writeFile(file, `${await readFile(file, 'utf8')}\none more`);
    },
  ],
  [
    'does not reproduce its golden pictures',
    '12',
    /golden/i,
    (folder) =>
      remake(folder, ({ golden = [], ...manifest }) => ({
        ...manifest,
        golden: golden.map(({ expect: wanted, ...image }) => ({
          ...image,
          expect: wanted.map(({ name, score }) => ({ name, score: score / 2 })),
        })),
      })),
  ],
  ['answers no numbers', '13', /not a number/, answerNoNumbers],
];

/** MiB that inference is left, with a lane for each processor: enough for what it does and no more. */
const SCARCE = 500 + 160 * availableParallelism();

describe.runIf(engine)('what a host refuses (needs EASEL_TEST_ENGINE=1)', () => {
  let host: ReleaseHost;

  const seen = () => ({
    images: docker('images', '-q', '--no-trunc').split('\n').sort(),
    containers: host.containers(),
    work: readdirSync(host.work, { recursive: true, encoding: 'utf8' })
      .filter((path) => !/\/(admin|tuning|state)(\/|$)|\/cli(\/|$)/.test(path))
      .sort(),
  });

  beforeAll(async () => {
    host = await ReleaseHost.open();
    await host.install();
  }, 900_000);
  afterAll(() => host[Symbol.asyncDispose](), 120_000);

  /** Upgrades to a model that cannot be served: in vain, and nobody who asks notices. */
  const refuses = async (
    version: string,
    { words, spoil }: { words: RegExp; spoil: (folder: string) => Promise<void> },
  ) => {
    const file = await host.pack(version, { spoil });
    const callers = calls(host);
    const { status, output } = await host.easel(['upgrade', host.name, file]);
    const { tally, versions } = await callers.end();
    expect({ status, tally: Object.keys(tally), versions }).toEqual({
      ...{ status: 1, tally: ['ok'], versions: ['1'] },
    });
    expect(output).toMatch(words);
    expect(host.journal).toMatchObject({ state: 'REVERTED', why: expect.any(String) });
    const told = await host.easel(['status']);
    expect(told.output).toMatch(words);
  };

  it.each(models)(
    'a model that %s: the old one answers all the time, and status says why',
    (_what, version, words, spoil) => refuses(version, { words, spoil }),
    120_000,
  );

  it('a model that takes all memory: the old one answers all the time, and every lane is there again', async () => {
    const inference = `${host.name}-inference`;
    const processes = () =>
      docker('top', inference, '-o', 'pid,args')
        .split('\n')
        .filter((line) => /^\d+ .*node /.test(line));
    const lanes = () => processes().filter((line) => line.includes('lane.js')).length;
    const service = () => processes().filter((line) => !line.includes('lane.js'));
    const limit = (mib: number) =>
      docker('update', '--memory', `${mib}m`, '--memory-swap', `${mib}m`, inference);
    const before = { lanes: lanes(), service: service() };
    expect(before).toEqual({ lanes: expect.any(Number), service: [expect.any(String)] });
    expect(before.lanes).toBeGreaterThan(0);
    // Less than .env says, so that no machine is too small for what is more.
    limit(SCARCE);
    try {
      const words = /memory ran out while it was loaded: inference may use \d\.\d GiB/;
      await refuses('14', { words, spoil: (folder) => wantMemory(folder, 4 * 2 ** 30) });
      // The kernel may take a lane besides the one that loads, while that one is still dying.
      await eventually(
        () => Promise.resolve(lanes()),
        (count) => count === before.lanes,
      );
      expect(service()).toEqual(before.service);
    } finally {
      limit(8192);
    }
  }, 120_000);

  /** Upgrades with what must not be taken: in a sentence of its own, and nothing of it stays. */
  const staysClear = async (file: string, sentence: RegExp) => {
    const before = seen();
    const { status, output } = await host.easel(['upgrade', host.name, file]);
    const said = /^Not done: .+/m.exec(output)?.[0];
    expect(said).toMatch(sentence);
    expect({ status, after: seen() }).toEqual({ status: 1, after: before });
    expect(await host.answering()).toBe('1');
  };

  it.each([
    ['cut off', 'head -c 20000 good.tar.gz > bad.tar.gz', 'bad.tar.gz', /cut short/],
    [
      'with a file changed',
      'tar xzf good.tar.gz && sed -i s/v2/v9/ original/package/model/labels.txt',
      'original',
      /labels\.txt is not the file that the vendor signed/,
    ],
    [
      'with a valid file of another package',
      'tar xzf good.tar.gz && tar xzf other.tar.gz original/package/model/labels.txt',
      'original',
      /labels\.txt is not the file that the vendor signed/,
    ],
    [
      'with a file that is not listed',
      'tar xzf good.tar.gz && echo > original/package/model/more',
      'original',
      /package\/model\/more is in the package and not in what the vendor signed/,
    ],
    [
      'with no signature',
      'tar xzf good.tar.gz && rm original/package/package.jwt',
      'original',
      /neither a package .* nor the folder "original" of one/,
    ],
    [
      'that leads elsewhere',
      'tar xzf good.tar.gz && tar czf bad.tar.gz --transform "s,original/package/model/README.md,original/../../README.md," -P original',
      'bad.tar.gz',
      /climbs out with \.\./,
    ],
    [
      'with a link in it',
      'tar xzf good.tar.gz && rm original/package/model/labels.txt && ln -s /etc/passwd original/package/model/labels.txt && tar czf bad.tar.gz original',
      'bad.tar.gz',
      /labels\.txt is a link, and a package has none/,
    ],
  ])(
    'a package %s: in a sentence, and nothing of it stays',
    async (what, script, file, sentence) => {
      const [good, other] = [await host.pack('2'), await host.pack('3')];
      const folder = join(host.folder, what.replaceAll(' ', '-'));
      await host.bash(
        `mkdir ${folder} && cd ${folder} && cp ${good} good.tar.gz && cp ${other} other.tar.gz && ${script}`,
      );
      await staysClear(join(folder, file), sentence);
    },
    60_000,
  );

  it.each([
    [
      'that is older, where nobody asked to go back',
      { version: '0.9', says: [] },
      /the package has version 0\.9, 1 is in service: .*--rollback/,
    ],
    [
      'for another processor',
      { version: '2', says: ['--arch', arch() === 'x64' ? 'arm64' : 'x64'] },
      /the package is for \w+ machines, this one is \w+: take the package for/,
    ],
    [
      'for another runtime',
      { version: '2', says: ['--runtime', 'cuda12'] },
      /the package is for cuda12, and this deployment runs on images for cpu/,
    ],
    [
      'that needs a later Easel',
      { version: '2', says: ['--release', '9.0.0'] },
      /the package needs Easel 9\.0\.0 or later, \S+ runs here: install a full package/,
    ],
    [
      'of another deployment',
      { version: '2', says: ['--name', 'e2e-other'] },
      /the package is for the deployment e2e-other, not e2e-line/,
    ],
  ])(
    'a package %s: in a sentence, though it is truly signed',
    async (_what, { version, says }, sentence) => {
      await staysClear(await host.pack(version, { says }), sentence);
    },
    60_000,
  );

  it('a package of another vendor: in a sentence, and whatever it brings stays out', async () => {
    const keys = join(host.folder, 'other-vendor');
    await vendor('keys', 'init', keys);
    const file = await host.pack('2', { says: ['--keys', keys] });
    await staysClear(file, /keyset is not of the vendor whose Easel this is/);
  }, 60_000);
});
