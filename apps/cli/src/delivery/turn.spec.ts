import { fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { messages } from '../messages.js';
import { Turn } from './turn.js';
import { WorkFolder } from './work-folder.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'easel-turn-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Of whoever comes to a work folder, and is told at some time that he has to wait. */
const ground = (work: string) => {
  const told = Promise.withResolvers<unknown>();
  const terminal = { note: told.resolve } as never;
  return { ground: { work: new WorkFolder(work), terminal }, told: told.promise };
};

describe('a turn at a work folder', () => {
  it('is waited for, and said to be; at another folder nobody waits', async () => {
    const first = await Turn.take(ground(folder).ground);
    mkdirSync(join(folder, 'other'));
    await using _elsewhere = await Turn.take(ground(join(folder, 'other')).ground);
    const second = ground(folder);
    const taken = Turn.take(second.ground);
    expect(await Promise.race([second.told, taken])).toBe(messages.waitsForTurn);
    await first[Symbol.asyncDispose]();
    await using _second = await taken;
  });

  it('is one, whichever link leads to the folder', async () => {
    mkdirSync(join(folder, 'data/work'), { recursive: true });
    symlinkSync('data', join(folder, 'home'));
    const first = await Turn.take(ground(join(folder, 'data/work')).ground);
    const second = ground(join(folder, 'home/work'));
    const taken = Turn.take(second.ground);
    expect(await Promise.race([second.told, taken])).toBe(messages.waitsForTurn);
    await first[Symbol.asyncDispose]();
    await using _second = await taken;
  });

  it.runIf(process.getuid?.() === 0)(
    'is nobody else’s to hold: any login could stop upgrades',
    async () => {
      chmodSync(folder, 0o755);
      await (await Turn.take(ground(folder).ground))[Symbol.asyncDispose]();
      const nobody = ['--reuid=65534', '--regid=65534', '--clear-groups'];
      const held = spawnSync('setpriv', [...nobody, 'flock', join(folder, '.turn'), 'true'], {
        encoding: 'utf8',
      });
      expect(held.stderr).toContain('Permission denied');
    },
  );

  it('ends with whoever had it, however that ended', async () => {
    const script = join(folder, 'holder.mjs');
    const modules = ['turn', 'work-folder'].map(
      (name) => new URL(`../../dist/delivery/${name}.js`, import.meta.url).href,
    );
    writeFileSync(
      script,
      `const { Turn } = await import('${modules[0]}');
       const { WorkFolder } = await import('${modules[1]}');
       globalThis.held = await Turn.take({ work: new WorkFolder('${folder}'), terminal: { note() {} } });
       process.on('message', () => {}); // what it holds does not keep it from ending
       process.send('held');`,
    );
    const holder = fork(script);
    await once(holder, 'message');
    const next = ground(folder);
    const taken = Turn.take(next.ground);
    expect(await Promise.race([next.told, taken])).toBe(messages.waitsForTurn);
    holder.kill('SIGKILL');
    await using _next = await taken;
  });
});
