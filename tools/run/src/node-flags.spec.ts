import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { checkout } from './demo.js';
import { nodeFlags } from './node-flags.js';

it('runs a service in a container with the flags that npm start gives it', () => {
  const dockerfile = readFileSync(join(checkout, 'deploy/Dockerfile'), 'utf8');
  expect(dockerfile).toContain(
    `CMD ${JSON.stringify(['node', ...nodeFlags, 'dist/main.js']).replaceAll(',', ', ')}\n`,
  );
});
