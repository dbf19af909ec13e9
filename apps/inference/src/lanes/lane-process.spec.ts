import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, describe, expect, it } from 'vitest';
import { LaneProcess } from './lane-process.js';

const node = process.execPath;
afterEach(() => (process.execPath = node));

describe('a lane that cannot be started', () => {
  it('has ended, and costs nothing else', async () => {
    process.execPath = '/no/such/program';
    const lane = new LaneProcess(() => undefined);
    expect((await lane.ended).how).toMatch('ENOENT');
    expect(lane.alive).toBe(false);
    await expect(
      lane.ask({ ask: 'unload', key: 'a/1#1' }, { limitMs: 1000 }),
    ).rejects.toMatchObject({ name: 'LaneDied', blames: false });
  });

  it('for want of descriptors is said so, and takes none with it', async () => {
    const script = fileURLToPath(new URL('fixtures/no-descriptors.mjs', import.meta.url));
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      `ulimit -n 60; exec "${node}" "${script}"`,
    ]);
    const lines = stdout.trimEnd().split('\n');
    expect(lines.pop()).toMatch(/^alive (0|-\d) 0$/); // no more files open than before, and none in /dev/shm
    expect(new Set(lines)).toEqual(new Set(['no descriptor is left for a lane']));
  });
});
