import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from './demo.js';

/** Where generated code stands, and what makes it anew under another root. */
const generated = 'libs/rpc/src/gen';

const root = mkdtempSync(join(tmpdir(), 'easel-gen-'));
try {
  execFileSync('buf', ['lint'], { cwd: join(checkout, 'libs/rpc'), stdio: 'inherit' });
  execFileSync('buf', ['generate', '-o', root], {
    cwd: join(checkout, 'libs/rpc'),
    stdio: 'inherit',
  });
  const [fresh, kept] = [join(root, 'src/gen'), join(checkout, generated)];
  if (process.argv.includes('--check'))
    execFileSync('diff', ['-r', kept, fresh], { stdio: 'inherit' });
  else {
    rmSync(kept, { recursive: true });
    cpSync(fresh, kept, { recursive: true });
  }
} catch {
  process.stderr.write(`${generated} is not what its sources say: run npm run gen and commit\n`);
  process.exitCode = 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}
