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

it.runIf(process.platform === 'linux')(
  'a lane goes before the service when memory runs out, and before all others while it loads',
  () => {
    const args = ['--input-type=module', '-e', program];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    expect([stdout.trim(), stderr]).toEqual(['300 1000 300', '']);
  },
);
