import { describe, expect, it } from 'vitest';
import { deploymentAsked } from './classify-route.js';

describe('a path', () => {
  it.for([
    ['/steel/ImageClassification', 'steel'],
    ['/steel/ImageClassification/', 'steel'],
    ['//steel//ImageClassification', 'steel'],
    ['/st%65el/%49mageClassification', 'steel'],
    ['http://host:8080/steel/ImageClassification', 'steel'],
    ['/a%2Fb/ImageClassification', 'a/b'],
    ['/admin/ImageClassification', 'admin'],
  ])('on the classify route names its deployment: %s', ([path, deployment]) => {
    expect(deploymentAsked(path ?? '')).toBe(deployment);
  });

  it.for([
    '/',
    '/steel',
    '/ImageClassification',
    '/steel/imageclassification',
    '/steel/ImageClassification/batches',
    '/admin/v1/deployments',
    '/%E0/ImageClassification',
    '/steel/ImageClassification%00',
  ])('on another names none: %s', (path) => {
    expect(deploymentAsked(path)).toBeUndefined();
  });
});
