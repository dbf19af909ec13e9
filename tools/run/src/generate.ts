import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { checkout } from './demo.js';
import { errorsDoc } from './errors-doc.js';

/** Everything in the checkout that is made from something else: what makes it, under a given root. */
const generators: { path: string; make: (root: string) => void }[] = [
  {
    path: 'libs/rpc/src/gen',
    make: (root) => {
      const cwd = join(checkout, 'libs/rpc');
      execFileSync('buf', ['lint'], { cwd, stdio: 'inherit' });
      execFileSync('buf', ['generate', '-o', join(root, 'libs/rpc')], { cwd, stdio: 'inherit' });
    },
  },
  {
    path: 'apps/inference/src/gen/kernel.ts',
    make: (root) => {
      const wasm = join(root, 'kernel.wasm');
      const options = ['-O3', '--enable', 'simd', '--runtime', 'stub', '--use', 'abort='];
      execFileSync('asc', [
        join(checkout, 'apps/inference/kernel/resize.ts'),
        ...options,
        '-o',
        wasm,
      ]);
      const base64 = readFileSync(wasm).toString('base64');
      writeFileSync(
        join(root, 'apps/inference/src/gen/kernel.ts'),
        `// Generated from apps/inference/kernel/resize.ts by npm run gen.\nexport const wasm =\n  '${base64}';\n`,
      );
    },
  },
  {
    path: 'docs/errors.md',
    make: (root) => writeFileSync(join(root, 'docs/errors.md'), errorsDoc()),
  },
];

const check = process.argv.includes('--check');
const root = mkdtempSync(join(tmpdir(), 'easel-gen-'));
for (const { path, make } of generators) {
  const [kept, fresh] = [join(checkout, path), join(root, path)];
  try {
    mkdirSync(dirname(fresh), { recursive: true });
    make(root);
    if (check) execFileSync('diff', ['-r', kept, fresh], { stdio: 'inherit' });
    else {
      rmSync(kept, { recursive: true, force: true });
      cpSync(fresh, kept, { recursive: true });
    }
  } catch {
    process.stderr.write(`${path} is not what its sources say: npm run gen, then commit\n`);
    process.exitCode = 1;
  }
}
rmSync(root, { recursive: true, force: true });
