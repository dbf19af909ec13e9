import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Site } from './testing/site.js';

const pages = ['docs/metrics.md', 'docs/metrics.zh-CN.md'];
const read = (page: string) => readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');

let site: Site;
/** What `/metrics` announces: names and types of our own. */
let announced: string[];

beforeAll(async () => {
  site = await Site.start();
  const page = await (await fetch(`${site.gateway.operators}/metrics`)).text();
  announced = [...page.matchAll(/^# TYPE (easel_\w+) (\w+)$/gm)].map(
    ([, name = '', type = '']) => `${name} ${type}`,
  );
});
afterAll(() => site[Symbol.asyncDispose]());

describe.each(pages)('%s', (page) => {
  it('lists every metric with its type, and no other', () => {
    const rows = [...read(page).matchAll(/^\| `(easel_\w+)` \| (\w+) \|/gm)];
    const documented = rows.map(([, name = '', type = '']) => `${name} ${type}`);
    expect(announced.length).toBeGreaterThan(20);
    expect(documented.sort()).toEqual(announced.sort());
  });

  it('alerts on metrics that there are', () => {
    const alerts = read(page).match(/expr: .+/g) ?? [];
    const names = alerts.flatMap((line) => line.match(/easel_\w+/g) ?? []);
    const known = announced.map((each) => each.split(' ', 1)[0]);
    expect(alerts).toHaveLength(5);
    expect(names.filter((name) => !known.includes(name))).toEqual([]);
  });
});

it('both languages give the same labels and the same rules', () => {
  const facts = (page: string) => read(page).match(/^ +(?:- )?\w+: .+$|`[a-z_]+`/gm) ?? [];
  const [english, chinese] = pages.map((page) => [...new Set(facts(page))].sort());
  expect(english?.length).toBeGreaterThan(40);
  expect(chinese).toEqual(english);
});
