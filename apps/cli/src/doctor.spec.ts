import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Operator } from './testing/operator.js';

/** An operator whose Docker is dead, and whom nobody else could help. */
function beforeADeadHost(): Operator {
  const operator = new Operator({ url: 'http://127.0.0.1:9' });
  const bin = join(operator.folder, 'bin');
  mkdirSync(bin);
  writeFileSync(
    join(bin, 'docker'),
    '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2\nexit 1\n',
  );
  chmodSync(join(bin, 'docker'), 0o755);
  return operator;
}

const env = (operator: Operator) => ({
  PATH: `${join(operator.folder, 'bin')}:${process.env.PATH ?? ''}`,
  EASEL_WORK: join(operator.folder, 'work'),
});

describe('easel doctor', () => {
  it('finds out what is wrong with nothing running, and ends as the script does', async () => {
    using operator = beforeADeadHost();
    const args = ['doctor', '--no-bundle'];
    const { stdout, status } = await operator.easel(args, { env: env(operator) });
    expect(stdout).toContain('[FAIL] Docker engine');
    expect(stdout).toContain('systemctl restart docker');
    expect(status).toBe(3);
  });

  it('hands on the language, the form, the deployment and the work folder', async () => {
    using operator = beforeADeadHost();
    const json = await operator.easel(['doctor', '--json'], { env: env(operator) });
    expect(JSON.parse(json.stdout)).toMatchObject({ exit: 3 });
    const args = ['doctor', '--no-bundle', '--lang', 'zh'];
    expect((await operator.easel(args, { env: env(operator) })).stdout).toContain(
      '[故障] Docker 引擎',
    );
    const other = await operator.easel(['doctor', '--deployment', 'bolts'], { env: env(operator) });
    expect(other.stdout).toMatch(/deployment bolts is not in .* could not be asked/);
    expect(other.status).toBe(3);
    const elsewhere = [...args, '--deployment', 'bolts', '--work', '/elsewhere'];
    expect((await operator.easel(elsewhere, { env: env(operator) })).stdout).toContain(
      '/elsewhere 下没有服务 bolts',
    );
  });

  it('takes no option that trouble_shooting.sh does not, which has its arguments where Easel is installed', async () => {
    using operator = beforeADeadHost();
    const { stdout } = await operator.easel(['doctor', '--help']);
    const [, own = ''] = /^Options:\n(.+?)\n\n/ms.exec(stdout) ?? [];
    const options = [...own.matchAll(/^ .*?(--[a-z-]+)/gm)].map(([, option]) => option);
    expect(options.length).toBeGreaterThan(4);
    const script = join(import.meta.dirname, '../../../tools/troubleshooting/main.sh');
    const usage = execFileSync('bash', [script, '--help'], { encoding: 'utf8' });
    for (const option of options) expect(usage).toMatch(new RegExp(`^.*${option}\\b`, 'm'));
  });
});
