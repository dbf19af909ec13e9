import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { checkout } from './demo.js';

const read = (path: string) => readFileSync(`${checkout}${path}`, 'utf8');

const tracing = 'libs/platform/src/tracing.ts';

/** Where each reader that docs/settings.md names reads its environment. */
const readers = {
  'npm start': ['tools/run/src/config.ts'],
  gateway: ['apps/gateway/src/config.ts', tracing],
  inference: ['apps/inference/src/config.ts', tracing],
  licensing: ['apps/licensing/src/config.ts'],
  batch: ['apps/batch/src/config.ts'],
};

/** A schema's variables, with the words that their definitions begin with. */
const definitions = (file: string) =>
  [...read(file).matchAll(/^ +((?:EASEL|OTEL)_\w+):(.*)$/gm)].map(([, name = '', words = '']) => ({
    name,
    words,
  }));

interface Row {
  name: string;
  default: string;
  readers: string[];
}

/** The page holds a part for each language, which begins with the table of what services read. */
const parts = read('docs/settings.md').split(/^# /m).slice(1);
const tables = parts.map((part) =>
  part
    .replace(/^## [^]*/m, '')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .map((line): Row => {
      const [name = '', otherwise = '', , , by = ''] = line.split(' | ').map(trim);
      return { name: name.slice(1, -1), default: otherwise, readers: by.split(', ') };
    }),
);

function trim(cell: string): string {
  return cell.replace(/^\||\|$/g, '').trim();
}

describe.each([
  ['English', tables[0] ?? []],
  ['Chinese', tables[1] ?? []],
])('the settings page in %s', (_language, rows) => {
  it.each(Object.entries(readers))('lists what %s reads, and nothing else', (reader, files) => {
    const documented = rows.filter((row) => row.readers.includes(reader)).map(({ name }) => name);
    const defined = files.flatMap(definitions).map(({ name }) => name);
    expect(defined.length).toBeGreaterThan(0);
    expect(documented.sort()).toEqual(defined.sort());
  });

  it('names no reader that there is not', () => {
    const known = Object.keys(readers);
    expect(rows.flatMap((row) => row.readers).filter((by) => !known.includes(by))).toEqual([]);
  });

  it('gives the numbers that stand as defaults in the code', () => {
    const numbers = Object.values(readers).flatMap((files) =>
      files.flatMap(definitions).flatMap(({ name, words }) => {
        const number = /^ (?:settings\.)?(?:port|count|milliseconds)\((\d[\d_]*)/.exec(words)?.[1];
        return number === undefined ? [] : [[name, number.replaceAll('_', '')] as const];
      }),
    );
    expect(numbers.length).toBeGreaterThan(10);
    for (const [name, number] of numbers)
      expect([name, rows.find((row) => row.name === name)?.default]).toEqual([name, number]);
  });
});

describe('everything that reads a variable', () => {
  const sources = globSync(
    [
      '{docker-compose.yml,deploy/stack/*,tools/package/*,tools/troubleshooting/**/*.sh}',
      '{apps,libs,tools}/*/src/**/*.ts',
    ],
    { cwd: checkout, exclude: ['**/*.spec.ts', '**/*.fixture.ts'] },
  );
  const reading = /(?:\$\{|\benv\.|')(EASEL_\w+)/g;
  const all = sources.flatMap((path) => [...read(path).matchAll(reading)]).map(([, name]) => name);
  /** What Easel tells itself. */
  const own = ['EASEL_NAME', 'EASEL_RELEASE', 'EASEL_CARDS', 'EASEL_CONNECT'];

  it('is found, whatever it is written in', () => {
    expect(all).toEqual(
      expect.arrayContaining(['EASEL_WORK', 'EASEL_SHM', 'EASEL_DOWNLOAD_FROM', 'EASEL_URL']),
    );
  });

  it.each([
    ['English', parts[0] ?? ''],
    ['Chinese', parts[1] ?? ''],
  ])('reads none that the page does not name, in %s', (_language, part) => {
    const named = [...part.matchAll(/`(EASEL_\w+)[`=]/g)].map(([, name]) => name);
    expect([...new Set(all)].filter((name) => ![...own, ...named].includes(name))).toEqual([]);
  });
});

describe('a deployment of a package', () => {
  const compose = read('deploy/stack/docker-compose.yml');
  const licensing = read('deploy/stack/licensing.yml');
  /** What easel writes into `.env` for itself. */
  const own = ['EASEL_NAME', 'EASEL_RELEASE'];
  const taken = [...(compose + licensing).matchAll(/\$\{((?:EASEL|OTEL)_\w+)/g)]
    .map(([, name = '']) => name)
    .filter((name) => !own.includes(name));

  const service = (text: string, name: string) =>
    text.split(/^ {2}(?=[a-z]+:\n)/m).find((part) => part.startsWith(`${name}:\n`)) ?? '';
  const given = (text: string) =>
    [...text.matchAll(/^ {6}((?:EASEL|OTEL)_\w+):/gm)].map(([, name = '']) => name);

  const named = (text: string) =>
    [...text.matchAll(/`((?:EASEL|OTEL)_\w+)`/g)].map(([, name = '']) => name);

  describe.each([
    ['English', /^## Settings$([^]*?)^## /m, 'docs/operations.md'],
    ['Chinese', /^## 设置$([^]*?)^## /m, 'docs/operations.zh-CN.md'],
  ])('in the words of its guide, in %s', (_language, section, page) => {
    const [, text = ''] = section.exec(read(page)) ?? [];
    const rows = text.split('\n').filter((line) => line.startsWith('| '));
    const others = text.split('\n').filter((line) => !line.startsWith('| '));

    it('takes from .env what the guide says, and nothing else', () => {
      expect([...new Set(named(rows.join('\n')))].sort()).toEqual([...new Set(taken)].sort());
    });

    it.each([
      ['gateway', compose],
      ['inference', compose],
      ['batch', compose],
      ['licensing', licensing],
    ] as const)('gives %s all that it reads but what the guide names', (name, file) => {
      const read = readers[name].flatMap(definitions).map((definition) => definition.name);
      const without = named(others.join('\n'));
      expect(
        read.filter(
          (each) => !given(service(file, name)).includes(each) && !without.includes(each),
        ),
      ).toEqual([]);
    });
  });
});
