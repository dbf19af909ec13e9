import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portsFor } from './ports.js';
import { WorkFolder } from './work-folder.js';

describe("a deployment's ports", () => {
  let work: WorkFolder;
  beforeEach(() => {
    work = new WorkFolder(mkdtempSync(join(tmpdir(), 'easel-ports-')));
  });
  afterEach(() => rmSync(work.path, { recursive: true }));

  const has = (name: string, callers: number, operators: number) => {
    mkdirSync(join(work.path, name));
    const ports = `EASEL_PORT=${callers}\nEASEL_ADMIN_PORT=${operators}\n`;
    writeFileSync(join(work.path, name, '.env'), `EASEL_NAME=${name}\n${ports}`);
  };
  const given = (options: { port?: string; adminPort?: string }) =>
    portsFor(work, work.stack('bolts'), options);

  it('are as asked for, operators one after callers where nothing is said of them', async () => {
    expect(await given({ port: '39517' })).toEqual({ callers: 39_517, operators: 39_518 });
    const both = { port: '39517', adminPort: '39590' };
    expect(await given(both)).toEqual({ callers: 39_517, operators: 39_590 });
  });

  it('stay what they were', async () => {
    has('bolts', 39_521, 39_529);
    expect(await given({})).toEqual({ callers: 39_521, operators: 39_529 });
    expect(await given({ port: '39530' })).toEqual({ callers: 39_530, operators: 39_531 });
  });

  it('are two, and none after the last', async () => {
    await expect(given({ port: '39517', adminPort: '39517' })).rejects.toThrow(
      /both have port 39517/,
    );
    await expect(given({ port: '65535' })).rejects.toThrow(/65536, and there is none after 65535/);
    const last = { port: '65535', adminPort: '39517' };
    expect(await given(last)).toEqual({ callers: 65_535, operators: 39_517 });
    for (const port of ['0', '65536', '8080x', ''])
      await expect(given({ port })).rejects.toThrow(port);
  });

  it('are not those of another deployment, though it be stopped', async () => {
    has('nuts', 39_541, 39_542);
    await expect(given({ port: '39541' })).rejects.toThrow(/port 39541 is in use/);
    await expect(given({ port: '39540' })).rejects.toThrow(/port 39541 is in use/);
  });
});
