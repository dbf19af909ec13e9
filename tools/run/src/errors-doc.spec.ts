import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiDocument } from '@easel/contract';
import { catalogue, codes } from '@easel/errors';
import { statusOf } from '@easel/rpc';
import { describe, expect, it } from 'vitest';
import { checkout } from './demo.js';
import { errorsDoc } from './errors-doc.js';

const page = readFileSync(join(checkout, 'docs/errors.md'), 'utf8');
const numbers = (text: string) => [...new Set(text.match(/33[67]\d{3}/g))].map(Number).sort();

describe('the catalogue of errors', () => {
  it('is what docs/errors.md says (`npm run gen` brings it up to date)', () => {
    expect(page).toBe(errorsDoc());
  });

  it('has a row in both languages of the page for every code, and the page for no other', () => {
    for (const half of page.split('# 错误码\n')) {
      const rows = half.split('\n').filter((line) => /^\| \d/.test(line));
      expect(rows.map((line) => Number(line.split('|')[1]))).toEqual(codes);
    }
    expect(numbers(page)).toEqual(codes);
  });

  it('has a gRPC status for every code, and gRPC for no other', () => {
    expect(Object.keys(statusOf).map(Number).sort()).toEqual(codes);
  });

  it('is in the OpenAPI document, words and statuses, and the document names no other code', () => {
    const document = openApiDocument({ version: '0' });
    expect(document['x-easel-errors']).toEqual(
      codes.map((code) => {
        const { msg, status, when, whenZh } = catalogue[code];
        return { code, msg, status, when, whenZh };
      }),
    );
    expect(document).toHaveProperty(
      'components.schemas.ClassifyError.properties.error_code.enum',
      codes,
    );
    expect(numbers(JSON.stringify(document))).toEqual(codes);
  });

  it('describes every way to fail in words that differ', () => {
    for (const key of ['name', 'msg', 'when', 'whenZh'] as const)
      expect(new Set(codes.map((code) => catalogue[code][key])).size).toBe(codes.length);
  });
});
