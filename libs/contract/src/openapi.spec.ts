import { describe, expect, it } from 'vitest';
import { openApiDocument, type Json } from './openapi.js';

const document = openApiDocument({ version: '1.2.3' });

function* refs(node: Json): Generator<string> {
  if (typeof node !== 'object' || node === null) return;
  for (const [key, value] of Object.entries(node)) {
    if (key === '$ref' && typeof value === 'string') yield value;
    else yield* refs(value);
  }
}

describe('the OpenAPI document', () => {
  it('is of version 3.1 and tells which Easel it describes', () => {
    expect(document).toMatchObject({ openapi: '3.1.1', info: { version: '1.2.3' } });
  });

  it('refers to nothing that is not in it, and holds nothing that it does not refer to', () => {
    const { schemas } = document.components as { schemas: Record<string, Json> };
    const used = new Set(
      [...refs(document)].map((ref) => ref.replace('#/components/schemas/', '')),
    );
    expect([...used].sort()).toEqual(Object.keys(schemas).sort());
  });

  it('describes the three ways in for a picture and every page of the callers', () => {
    const batches = '/{DEPLOY_NAME}/ImageClassification/batches';
    const ofOne = ['', '/pause', '/resume', '/cancel', '/results', '/events'];
    expect(Object.keys(document.paths as object)).toEqual([
      '/{DEPLOY_NAME}/ImageClassification',
      batches,
      ...ofOne.map((rest) => `${batches}/{id}${rest}`),
      '/healthz',
      '/readyz',
    ]);
    expect(document).toHaveProperty(
      ['paths', '/{DEPLOY_NAME}/ImageClassification', 'post', 'requestBody', 'content'],
      expect.objectContaining({ 'image/jpeg': {}, 'image/png': {}, 'image/bmp': {} }),
    );
  });
});
