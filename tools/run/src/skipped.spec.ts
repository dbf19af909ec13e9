import { expect, it } from 'vitest';
import { unexcused } from './skipped.js';

it('a test that is skipped where an engine is offered failed, unless its title says what else it needs', () => {
  const skipped = [
    'an upgrade (needs EASEL_TEST_ENGINE=1) drops nothing',
    'somebody left it.skip behind',
    'a model that nobody here made (needs EASEL_TEST_MODELS) answers',
    'php/classify.php prints the three best names (no php here)',
  ];
  expect(unexcused(skipped)).toEqual(skipped.slice(0, 2));
});
