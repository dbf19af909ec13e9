import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { checkout } from './test-site.js';

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

describe('the walls of the house', () => {
  const files = planted.map(({ file }) => join(checkout, file));
  const unused = join(checkout, 'libs/models/src/planted-unused.ts');
  const env = { ...process.env, NX_DAEMON: 'false', NX_NO_CLOUD: 'true', NX_TUI: 'false' };
  const run = (command: string, args: string[]) =>
    spawnSync(command, args, { cwd: checkout, env, encoding: 'utf8', maxBuffer: 2 ** 26 });
  let results: LintResult[] | undefined;

  const lint = (): LintResult[] => {
    if (results) return results;
    for (const { file, code } of planted) writeFileSync(join(checkout, file), code);
    run('nx', ['show', 'projects']); // the boundary rule passes everything without a graph
    const { stdout, stderr } = run('eslint', ['--format', 'json', ...files]);
    expect(stderr).not.toMatch(/No cached ProjectGraph/i);
    results = JSON.parse(stdout) as LintResult[];
    return results;
  };

  afterAll(() => {
    for (const file of [...files, unused]) rmSync(file, { force: true });
  });

  it.each(planted)('refuses $breach', ({ file, rule }) => {
    const result = lint().find(({ filePath }) => filePath.endsWith(file));
    expect(result?.messages.map(({ ruleId }) => ruleId)).toContain(rule);
  });

  it('refuses a file that nobody uses', () => {
    mkdirSync(dirname(unused), { recursive: true });
    writeFileSync(unused, 'export const unused = 1;\n');
    const { stdout, status } = run('knip', []);
    expect(status).not.toBe(0);
    expect(stdout).toContain('planted-unused.ts');
  });
});
