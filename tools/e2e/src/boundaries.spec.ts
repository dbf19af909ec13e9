import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { copyHouse } from './house-copy.js';

/** Violations, each in a file of its own, with the rule that must refuse it. */
const planted: { breach: string; file: string; code: string; rule: string }[] = [
  {
    breach: 'a library that imports an app',
    file: 'libs/models/src/planted-app.ts',
    code: `export { Classifier } from '@easel/inference';\n`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    breach: 'an app that imports another app',
    file: 'apps/gateway/src/planted-app.ts',
    code: `export { Classifier } from '@easel/inference';\n`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    breach: 'a library that imports an app without exports',
    file: 'libs/models/src/planted-closed.ts',
    code: `export * as gateway from '@easel/gateway';\n`,
    rule: 'import-x/no-unresolved',
  },
  {
    breach: 'a browser-safe library that imports one for Node',
    file: 'libs/errors/src/planted-node-lib.ts',
    code: `export { createLogger } from '@easel/platform';\n`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    breach: 'a browser-safe library that imports a module of Node',
    file: 'libs/contract/src/planted-node.ts',
    code: `export { readFileSync } from 'node:fs';\n`,
    rule: 'no-restricted-imports',
  },
  {
    breach: 'a path into another package',
    file: 'apps/gateway/src/planted-path.ts',
    code: `export { catalogue } from '../../../libs/errors/src/catalogue.js';\n`,
    rule: '@nx/enforce-module-boundaries',
  },
  {
    breach: 'one half of a cycle',
    file: 'libs/models/src/planted-cycle-a.ts',
    code: `import { b } from './planted-cycle-b.js';\nexport const a = (): unknown => b;\n`,
    rule: 'import-x/no-cycle',
  },
  {
    breach: 'the other half of a cycle',
    file: 'libs/models/src/planted-cycle-b.ts',
    code: `import { a } from './planted-cycle-a.js';\nexport const b = (): unknown => a;\n`,
    rule: 'import-x/no-cycle',
  },
];

interface LintResult {
  filePath: string;
  messages: { ruleId: string | null }[];
}

/** What of the checkout decides the walls; the packages are the installed ones. */
const copied = [
  'apps',
  'libs',
  'tools',
  'eslint.config.js',
  'knip.jsonc',
  'nx.json',
  'package.json',
  'tsconfig.base.json',
  'tsconfig.json',
  'vitest.config.js',
];

describe('the walls of the house', () => {
  // A copy, since violations in the checkout would break whatever builds there meanwhile.
  let copy: string;
  let results: LintResult[];

  const run = (command: string, args: string[]) =>
    spawnSync(command, args, {
      cwd: copy,
      env: { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' },
      encoding: 'utf8',
      maxBuffer: 2 ** 26,
    });

  beforeAll(() => {
    copy = copyHouse(copied, /\/(node_modules|fixtures)$/);
    for (const { file, code } of planted) writeFileSync(join(copy, file), code);
    run('nx', ['show', 'projects']); // the boundary rule passes everything without a graph
    const files = planted.map(({ file }) => join(copy, file));
    const { stdout, stderr } = run('eslint', ['--format', 'json', ...files]);
    expect(stderr).not.toMatch(/No cached ProjectGraph/i);
    results = JSON.parse(stdout) as LintResult[];
  });
  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(planted)('refuse $breach', ({ file, rule }) => {
    const result = results.find(({ filePath }) => filePath.endsWith(file));
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
  });

  it('refuse a file that nobody uses', () => {
    const unused = 'libs/models/src/planted-unused.ts';
    writeFileSync(join(copy, unused), 'export const unused = 1;\n');
    const { stdout } = run('knip', []);
    expect(stdout).toContain(unused);
  });
});
