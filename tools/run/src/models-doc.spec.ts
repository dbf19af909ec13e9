import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifestSchema } from '@easel/models';
import { checkout } from './demo.js';

const pages = ['docs/models.md', 'docs/models.zh-CN.md'];
const read = (path: string) => readFileSync(`${checkout}${path}`, 'utf8');

/** The manifests that a page shows. */
const examples = (path: string): unknown[] =>
  [...read(path).matchAll(/```json\n(.*?)```/gs)].map(([, text = '']) => JSON.parse(text));

/** The fields that a page's table describes, as `input.width` or `golden[].file`. */
const described = (path: string) =>
  [...read(path).matchAll(/^\| (`(?:format|model|labels|input|preprocess|output|golden)\b.*?) \|/gm)]
    .flatMap(([, cell = '']) => cell.match(/`[^`]+`/g) ?? [])
    .map((field) => field.slice(1, -1))
    .filter((field) => !field.includes('--'));

/** Every field of a manifest in which nothing is left out. */
function fields(value: unknown, path: string): string[] {
  if (Array.isArray(value)) return [path, ...fields(value[0], `${path}[]`)];
  const whole = ['preprocess.resize', 'golden[].expect'].includes(path);
  if (typeof value !== 'object' || value === null || whole) return [path];
  return Object.entries(value).flatMap(([key, inner]) => fields(inner, path ? `${path}.${key}` : key));
}

describe.each(pages)('%s', (page) => {
  it('shows a manifest for each of three frameworks that Easel accepts', () => {
    const manifests = examples(page);
    expect(manifests).toHaveLength(3);
    for (const manifest of manifests) expect(manifestSchema.parse(manifest)).toMatchObject(manifest as object);
  });
});

it('both pages show the same manifests', () => {
  expect(examples('docs/models.zh-CN.md')).toEqual(examples('docs/models.md'));
});
