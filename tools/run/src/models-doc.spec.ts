import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { manifestSchema } from '@easel/models';
import { checkout } from './demo.js';

const pages = ['docs/models.md', 'docs/models.zh-CN.md'];
const read = (page: string) => readFileSync(`${checkout}${page}`, 'utf8');

/** The manifests that a page shows. */
const examples = (page: string): unknown[] =>
  [...read(page).matchAll(/```json\n(.*?)```/gs)].map(
    ([, text = '']) => JSON.parse(text) as unknown,
  );

/** The fields that a page's table of the manifest describes: the first cell of each row may name several. */
function describedFields(page: string): string[] {
  const [, table = ''] = /`manifest\.json`.*?\n\n(\|.*?)\n\n/s.exec(read(page)) ?? [];
  const cells = table.split('\n').map((row) => row.split('|')[1] ?? '');
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, field = '']) => field));
}

type Schema = z.core.JSONSchema.BaseSchema;

/** Every field of the manifest's schema, as `input.width` or `golden[].file`. */
function fields({ properties, items }: Schema, path = ''): string[] {
  if (properties)
    return Object.entries(properties).flatMap(([name, inner]) =>
      fields(inner as Schema, path ? `${path}.${name}` : name),
    );
  const inList = path === 'golden' && items ? fields(items as Schema, 'golden[]') : [];
  return [path, ...inList];
}

describe.each(pages)('%s', (page) => {
  it('describes every field of the manifest, and no other', () => {
    const there = fields(z.toJSONSchema(manifestSchema, { io: 'input' }));
    expect(there).toContain('golden[].tolerance');
    expect(describedFields(page).sort()).toEqual(there.sort());
  });

  it('shows three manifests that are accepted, with nothing left to a default but names', () => {
    const manifests = examples(page);
    expect(manifests).toHaveLength(3);
    for (const manifest of manifests) expect(manifestSchema.parse(manifest)).toEqual(manifest);
  });
});

it('both languages show the same manifests', () => {
  expect(examples('docs/models.zh-CN.md')).toEqual(examples('docs/models.md'));
});
