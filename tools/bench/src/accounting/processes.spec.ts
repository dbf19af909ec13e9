import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { cpuMs, cpuMsOf, descriptors, family, pssMib } from './processes.js';

/** Burns 200 ms of CPU, says so, and ends when it is told to. */
const burner = `while (process.cpuUsage().user < 200_000);
  console.log('burnt'); process.stdin.once('data', () => process.exit())`;

describe('the accounting of processes', () => {
  it('reads CPU time behind a name with spaces and brackets, children that ended included', () => {
    const stat = '42 (a) b (c) S 1 42 42 0 -1 4194304 100 0 0 0 7 5 11 2 20 0 1 0 1236817 3133440';
    expect(cpuMsOf(stat)).toBe(250);
  });

  it('counts what a child burns, also once it has ended', async () => {
    const shell = spawn('sh', ['-c', 'node -e "$BURNER"; echo ended; read end'], {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: { ...process.env, BURNER: burner },
    });
    const pid = shell.pid ?? NaN;
    const spent = () => family(pid).reduce((sum, one) => sum + cpuMs(one), 0);
    await once(shell.stdout, 'data');
    expect(family(pid)).toHaveLength(2);
    expect(spent()).toBeGreaterThanOrEqual(200);
    expect(pssMib(family(pid))).toBeGreaterThan(pssMib([pid]));
    expect(descriptors(family(pid))).toBeGreaterThan(descriptors([pid]));
    shell.stdin.write('end\n');
    await once(shell.stdout, 'data');
    expect(family(pid)).toEqual([pid]);
    expect(spent()).toBeGreaterThanOrEqual(200);
    shell.stdin.end();
    await once(shell, 'exit');
  });

  it('takes one that is gone for nothing', async () => {
    const gone = spawn('true');
    await once(gone, 'exit');
    const pid = gone.pid ?? NaN;
    expect([family(pid), cpuMs(pid), pssMib([pid]), descriptors([pid])]).toEqual([[pid], 0, 0, 0]);
  });
});
