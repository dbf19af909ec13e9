import { spawnSync } from 'node:child_process';
import { expect, it } from 'vitest';

/** In a process of its own: what is offered is not easily taken back. */
const program = `
  import { readFileSync } from 'node:fs';
  import { Sacrifice } from '${new URL('../../dist/lanes/sacrifice.js', import.meta.url).href}';
  const offered = () => readFileSync('/proc/self/oom_score_adj', 'utf8').trim();
  const sacrifice = new Sacrifice();
  const seen = [offered()];
  {
    using first = sacrifice.whileLoading();
    {
      using second = sacrifice.whileLoading();
    }
    seen.push(offered());
  }
  seen.push(offered());
  console.log(seen.join(' '));
`;

const args = ['--input-type=module', '-e', program];

it.runIf(process.platform === 'linux')(
  'a lane goes before the service when memory runs out, and before all others while it loads (needs Linux)',
  () => {
    expect(offeredBy(process.execPath, args)).toEqual(['300 1000 300', '']);
    // As Kubernetes has it of pods that may have more memory than they were promised.
    const all = 'echo 900 > /proc/self/oom_score_adj; exec "$0" "$@"';
    expect(offeredBy('bash', ['-c', all, process.execPath, ...args])).toEqual(['900 1000 900', '']);
  },
);

function offeredBy(command: string, args: string[]): string[] {
  const { stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' });
  return [stdout.trim(), stderr];
}
