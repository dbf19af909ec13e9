import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { qrCode } from './qr.js';
import { request } from './testing/answers.js';
import { FakeDoor } from './testing/fake-door.js';
import { Operator } from './testing/operator.js';

const asking = (body: unknown = request) => FakeDoor.open({ 'GET license/request': { body } });

describe('easel lu --request', () => {
  it('writes what the vendor needs, and never over another file', async () => {
    await using door = await asking();
    using operator = new Operator(door);
    const first = await operator.easel(['lu', '--request']);
    expect(first.stdout).toMatch(/^Written: easel-request\.json\. /);
    const second = await operator.easel(['lu', '--request', '--lang', 'zh']);
    expect(second.stdout).toMatch(/^已写入 easel-request-2\.json。/);
    for (const file of ['easel-request.json', 'easel-request-2.json'])
      expect(JSON.parse(readFileSync(join(operator.folder, file), 'utf8'))).toEqual(request);
  });

  it('writes where it is told, but over nothing', async () => {
    await using door = await asking();
    using operator = new Operator(door);
    const args = ['lu', '--request', '--out', 'mine.json'];
    expect((await operator.easel(args)).status).toBe(0);
    writeFileSync(join(operator.folder, 'mine.json'), 'precious');
    const { stderr, status } = await operator.easel(args);
    expect(stderr).toMatch(/^mine\.json is there already\./);
    expect(status).toBe(1);
    expect(readFileSync(join(operator.folder, 'mine.json'), 'utf8')).toBe('precious');
  });

  it('says why it cannot write', async () => {
    await using door = await asking();
    using operator = new Operator(door);
    const args = ['lu', '--request', '--out', 'no/such/folder.json'];
    const { stderr, status } = await operator.easel(args);
    expect(stderr).toBe('no/such/folder.json cannot be written (ENOENT).\n');
    expect(status).toBe(1);
  });

  it('writes no file for machines, unless one is named', async () => {
    await using door = await asking();
    using operator = new Operator(door);
    await operator.easel(['lu', '--request', '--json']);
    expect(readdirSync(operator.folder)).toEqual([]);
    await operator.easel(['lu', '--request', '--json', '--out', 'mine.json']);
    expect(readdirSync(operator.folder)).toEqual(['mine.json']);
  });

  it('takes nothing for a request that the vendor could not take', async () => {
    await using door = await asking({ ...request, easel_request: 2 });
    using operator = new Operator(door);
    expect((await operator.easel(['lu', '--request'])).status).toBe(5);
    expect(readdirSync(operator.folder)).toEqual([]);
  });
});

describe('easel lu --request --qr', () => {
  const code = qrCode(JSON.stringify(request)) ?? [];
  const columns = String(code[0]?.length);

  it('shows the request as a QR code that just fits', async () => {
    await using door = await asking();
    using operator = new Operator(door);
    const env = { COLUMNS: columns };
    const { stdout } = await operator.easel(['lu', '--request', '--qr'], { env });
    expect(stdout).toContain(code.join('\n'));
    expect(readdirSync(operator.folder)).toEqual(['easel-request.json']);
  });

  it('shows none that would be torn by a line too short, and writes the file', async () => {
    await using door = await asking();
    using operator = new Operator(door);
    const env = { COLUMNS: String(Number(columns) - 1) };
    const { stdout, status } = await operator.easel(['lu', '--request', '--qr'], { env });
    expect(stdout).toMatch(
      new RegExp(`^No QR code: it needs ${columns} columns, and the terminal has`),
    );
    expect(stdout).not.toContain('█');
    expect(readdirSync(operator.folder)).toEqual(['easel-request.json']);
    expect(status).toBe(0);
  });

  it('shows none of a request longer than a QR code can be, and writes the file', async () => {
    const hashes = (part: string) =>
      Array.from({ length: 16 }, (_, at) => `${part}${at}`.padEnd(22, 'x'));
    const fingerprint = Object.fromEntries(
      ['machineId', 'productUuid', 'boardSerial', 'diskSerial', 'nics', 'developmentId', 'gpu'].map(
        (part) => [part, hashes(part)],
      ),
    );
    await using door = await asking({ ...request, fingerprint });
    using operator = new Operator(door);
    const { stdout } = await operator.easel(['lu', '--request', '--qr']);
    expect(stdout).toMatch(/^No QR code: the request is longer than one can hold\./);
    expect(readdirSync(operator.folder)).toEqual(['easel-request.json']);
  });

  it('draws the light of what stands in the code', () => {
    // The corner of every QR code: a frame of quiet, then a dark square of 7 with a light ring in it.
    expect(
      qrCode('easel')
        ?.slice(0, 4)
        .map((line) => line.slice(0, 10)),
    ).toEqual(['██████████', '██ ▄▄▄▄▄ █', '██ █   █ █', '██ █▄▄▄█ █']);
  });
});
