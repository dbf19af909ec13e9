import { readdirSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { docker, engine } from '../engine.js';
import { calls } from './calls.js';
import { remake } from './demo-version.js';
import { ReleaseHost } from './release-host.js';

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
];

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

  it.each(models)(
    'a model that %s: the old one answers all the time, and status says why',
    async (_what, version, words, spoil) => {
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
    },
    120_000,
  );

  it.each([
    ['cut off', 'head -c 20000 good.tar.gz > bad.tar.gz', 'bad.tar.gz'],
    [
      'with a file changed',
      'tar xzf good.tar.gz && echo >> original/package/model/labels.txt',
      'original',
    ],
    [
      'with a file that is not listed',
      'tar xzf good.tar.gz && echo > original/package/model/more',
      'original',
    ],
    ['with no signature', 'tar xzf good.tar.gz && rm original/package/package.jwt', 'original'],
    [
      'that leads elsewhere',
      'tar xzf good.tar.gz && tar czf bad.tar.gz --transform "s,original/package/model/README.md,original/../../README.md," -P original',
      'bad.tar.gz',
    ],
    [
      'with a link in it',
      'tar xzf good.tar.gz && rm original/package/model/labels.txt && ln -s /etc/passwd original/package/model/labels.txt && tar czf bad.tar.gz original',
      'bad.tar.gz',
    ],
  ])(
    'a package %s: in a sentence, and nothing of it stays',
    async (what, script, file) => {
      const good = await host.pack('2');
      const folder = join(host.folder, what.replaceAll(' ', '-'));
      await host.bash(`mkdir ${folder} && cd ${folder} && cp ${good} good.tar.gz && ${script}`);
      const before = seen();
      const { status, output } = await host.easel(['upgrade', host.name, join(folder, file)]);
      expect({ status, sentence: /^Not done: .+/m.test(output), after: seen() }).toEqual({
        ...{ status: 1, sentence: true, after: before },
      });
      expect(await host.answering()).toBe('1');
    },
    60_000,
  );
});
