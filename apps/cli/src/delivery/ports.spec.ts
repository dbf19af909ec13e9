import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unusedPorts } from '@easel/platform/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { portsFor } from './ports.js';
import { WorkFolder } from './work-folder.js';

describe("a deployment's ports", () => {
  let work: WorkFolder;
  let first: number;
  let last: number;
  beforeEach(async () => {
    first = await unusedPorts(4);
    last = first + 3;
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
    expect(await given({ port: `${first}` })).toEqual({ callers: first, operators: first + 1 });
    const both = { port: `${first}`, adminPort: `${last}` };
    expect(await given(both)).toEqual({ callers: first, operators: last });
  });

  it('stay what they were', async () => {
    has('bolts', first, last);
    expect(await given({})).toEqual({ callers: first, operators: last });
    const port = first + 1;
    expect(await given({ port: `${port}` })).toEqual({ callers: port, operators: port + 1 });
  });

  it('are two, and none after the last', async () => {
    const one = { port: `${first}`, adminPort: `${first}` };
    await expect(given(one)).rejects.toThrow(`both have port ${first}`);
    await expect(given({ port: '65535' })).rejects.toThrow(/65536, and there is none after 65535/);
    const highest = { port: '65535', adminPort: `${first}` };
    expect(await given(highest)).toEqual({ callers: 65_535, operators: first });
    for (const port of ['0', '65536', '8080x', ''])
      await expect(given({ port })).rejects.toThrow(port);
  });

  it('are not those of another deployment, though it be stopped', async () => {
    has('nuts', first + 1, first + 2);
    const taken = `port ${first + 1} is in use`;
    await expect(given({ port: `${first + 1}` })).rejects.toThrow(taken);
    await expect(given({ port: `${first}` })).rejects.toThrow(taken);
  });

  it('are not one where something listens', async () => {
    const other = createServer().listen(first + 1);
    await once(other, 'listening');
    const taken = `port ${first + 1} is in use`;
    await expect(given({ port: `${first}` })).rejects.toThrow(taken);
    other.close();
    await once(other, 'close');
    expect(await given({ port: `${first}` })).toEqual({ callers: first, operators: first + 1 });
  });
});
