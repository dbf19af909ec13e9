import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

import { Depot, images, picture } from './download.fixture.js';

let depot: Depot;
let url: string;

beforeEach(async () => {
  depot = new Depot();
  url = await depot.serve();
});

afterEach(() => depot[Symbol.asyncDispose]());

const whole = () => Object.keys(depot.files).every(depot.has);
const part = (path: string) => join(depot.root, `${path}.part`);
const encoded = '/easel/package/model/golden/%E5%88%92%E7%97%95%20%231.png';

describe('download.sh', () => {
  it.each(['curl', 'wget', 'python3'])(
    'fetches what is lacking and nothing else, with %s',
    async (client) => {
      const { code, out } = await depot.run(['--from', url], { client });
      expect({ code, whole: whole() }).toEqual({ code: 0, whole: true });
      expect(depot.asked).toEqual([encoded, `/easel/${images}`]);
      expect(out).toMatch(/All 2 files are there: the package is whole/);
      expect(existsSync(part(images))).toBe(false);
    },
  );

  it.each(['curl', 'wget', 'python3'])('goes on where it stopped, with %s', async (client) => {
    writeFileSync(part(picture).replace(/golden.*/, 'x'), ''); // the folder is there, as after a stop
    mkdirSync(join(depot.root, 'package/images'), { recursive: true });
    writeFileSync(part(images), depot.files[images]!.subarray(0, 1_000_000));
    const { code, out } = await depot.run([`--from=${url}/`], { client });
    expect({ code, whole: whole() }).toEqual({ code: 0, whole: true });
    expect(depot.asked.at(-1)).toBe(`/easel/${images} bytes=1000000-`);
    expect(out).toMatch(/images\.tar\.gz, from byte 1000000 of 3000000 on/);
  });

  it.each(['curl', 'wget', 'python3'])(
    'survives connections that are cut, with %s',
    async (client) => {
      let cuts = 0;
      depot.answer = (request, response, file) => {
        const from = Number(/\d+/.exec(request.headers.range ?? '0')?.[0]);
        if (file.length < 1e6 || (cuts += 1) > 3) return false;
        response.writeHead(request.headers.range ? 206 : 200, {
          'Content-Length': file.length - from,
          ...(request.headers.range && {
            'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}`,
          }),
        });
        response.write(file.subarray(from, from + 500_000), () => response.destroy());
        return true;
      };
      const { code } = await depot.run(['--from', url], { client });
      expect({ code, whole: whole() }).toEqual({ code: 0, whole: true });
      expect(depot.asked.slice(1).some((asked) => asked.includes('bytes='))).toBe(true);
    },
  );

  it.each(['curl', 'python3'])(
    'begins anew where a server knows no ranges, with %s',
    async (client) => {
      mkdirSync(join(depot.root, 'package/images'), { recursive: true });
      writeFileSync(part(images), depot.files[images]!.subarray(0, 1000));
      depot.answer = (_, response, file) => {
        response.writeHead(200, { 'Content-Length': file.length }).end(file);
        return true;
      };
      const { code } = await depot.run(['--from', url], { client });
      expect({ code, whole: whole() }).toEqual({ code: 0, whole: true });
    },
  );

  it('throws away what is not what the package lists, and gives up after its tries', async () => {
    depot.answer = (_, response, file) => {
      response.end(Buffer.alloc(file.length, 'evil '));
      return true;
    };
    const { code, err, waits } = await depot.run(['--from', url, '--retries', '3']);
    expect(code).toBe(1);
    expect(err).toMatch(/came as another file than the package lists \(SHA-256 [0-9a-f]{64}\)/);
    expect(err).toMatch(/2 of 2 files are still lacking/);
    expect(waits).toEqual(['1', '2', '4', '1', '2', '4']);
    expect([picture, images].some((path) => existsSync(join(depot.root, path)))).toBe(false);
    expect(existsSync(part(images))).toBe(false);
  });

  it('throws away a half that belongs to another file', async () => {
    mkdirSync(join(depot.root, 'package/images'), { recursive: true });
    writeFileSync(part(images), Buffer.alloc(1_000_000, 'evil '));
    expect(await depot.run(['--from', url])).toMatchObject({ code: 0 });
    expect(whole()).toBe(true);
  });

  it('keeps what it has when a server is ill for a while', async () => {
    mkdirSync(join(depot.root, 'package/images'), { recursive: true });
    writeFileSync(part(images), depot.files[images]!.subarray(0, 1_000_000));
    let ill = 2;
    depot.answer = (_, response, file) => {
      if (file.length < 1e6 || (ill -= 1) < 0) return false;
      response.writeHead(503).end();
      return true;
    };
    expect(await depot.run(['--from', url])).toMatchObject({ code: 0, waits: ['1', '2'] });
    expect(depot.asked.at(-1)).toBe(`/easel/${images} bytes=1000000-`);
  });

  it('fetches anew what is there and is not as listed', async () => {
    depot.put('original/package/model/labels.txt', 'SCRATCH\nhole\n');
    const { code, err } = await depot.run(['--from', url]);
    expect({ code, whole: whole() }).toEqual({ code: 0, whole: true });
    expect(err).toMatch(/labels\.txt is not as the package lists it/);
  });

  it.each([
    ['absolute', () => depot.store],
    ['relative', () => 'store'],
  ])('takes files from a folder, %s, where no client speaks HTTP', async (_, from) => {
    const { code } = await depot.run(['--from', from()], { client: '' });
    expect({ code, whole: whole() }).toEqual({ code: 0, whole: true });
  });

  it('is told by EASEL_DOWNLOAD_FROM as well', async () => {
    const env = { EASEL_DOWNLOAD_FROM: depot.store };
    expect(await depot.run([], { env })).toMatchObject({ code: 0 });
    expect(whole()).toBe(true);
  });

  it('says that nothing is lacking, and asks for nothing', async () => {
    await depot.run(['--from', 'store']);
    expect(await depot.run([])).toMatchObject({ code: 0, out: /^Nothing is lacking/, err: '' });
  });

  it('says what is lacking where it was not told where that is', async () => {
    const { code, err } = await depot.run([]);
    expect(code).toBe(1);
    expect(err).toMatch(
      /Lacking: 2 of the files listed, .* first\. Say where they are: bash download\.sh --from/,
    );
  });

  it('looks for room before it begins', async () => {
    const tools = { df: 'printf "head\\n/dev/x 100 90 1500 90%% /\\n"' };
    const { code, err } = await depot.run(['--from', url], { tools });
    expect(code).toBe(1);
    expect(err).toMatch(/Needs 3 MiB and there are 1 MiB/);
    expect(depot.asked).toEqual([]);
  });

  it.each([
    '../evil',
    '/tmp/evil',
    'package/../../evil',
    'a\\b',
    './x',
    'a//b',
    '-rf',
    'package/model/link/x',
  ])('refuses a list that names %s, and fetches nothing', async (path) => {
    symlinkSync('/tmp', join(depot.root, 'package/model/link'));
    depot.list(`${'0'.repeat(64)}  4  ${path}\n`);
    const { code, err } = await depot.run(['--from', url]);
    expect(code).toBe(1);
    expect(err).toMatch(/is no place in this package: nothing was fetched/);
    expect(depot.asked).toEqual([]);
  });

  it.each([
    'x  4  a',
    `${'0'.repeat(64)}  -4  a`,
    `${'0'.repeat(64)}  010  a`,
    `${'0'.repeat(64)}  4`,
    '$(touch evil)  4  a',
  ])('refuses a list with the line %s', async (line) => {
    depot.list(`${line}\n`);
    expect(await depot.run(['--from', url])).toMatchObject({
      code: 1,
      err: /files\.txt is damaged/,
    });
    expect(existsSync(join(depot.root, 'evil'))).toBe(false);
  });

  it.each([
    ['empty', () => ''],
    ['cut in a line', (list: string) => list.slice(0, 100)],
    ['without its last line end', (list: string) => list.trimEnd()],
  ])('takes no package for whole whose list is %s', async (_, cut) => {
    await depot.run(['--from', 'store']);
    const list = readFileSync(join(depot.root, 'package/files.txt'), 'utf8');
    depot.put('original/package/files.txt', cut(list));
    expect(await depot.run([])).toMatchObject({
      code: 1,
      out: '',
      err: /original\/package\/files\.txt is empty or cut off: unpack the package again$/m,
    });
  });

  it('does not write through a link that stands where a half would', async () => {
    writeFileSync(join(depot.folder, 'precious'), 'untouched');
    mkdirSync(join(depot.root, 'package/images'), { recursive: true });
    symlinkSync(join(depot.folder, 'precious'), part(images));
    expect(await depot.run(['--from', url])).toMatchObject({ code: 0 });
    expect(readFileSync(join(depot.folder, 'precious'), 'utf8')).toBe('untouched');
  });

  it.each([
    [['--help'], 0, /bash download\.sh \[--from URL\|FOLDER\]/],
    [['--from'], 2, /--from takes a value/],
    [['--retries', 'many'], 2, /--retries takes a whole number/],
    [['--from', 'ftp://x'], 2, /only http, https and folders/],
    [['--fast'], 2, /There is no option --fast/],
    [['--from', 'nowhere'], 1, /nowhere is no folder/],
  ])('answers %j with code %d', async (args, code, words) => {
    const ran = await depot.run(args);
    expect(ran.code).toBe(code);
    expect(ran.out + ran.err).toMatch(words);
  });

  it('speaks Chinese where the terminal does', async () => {
    const env = { LANG: 'zh_CN.UTF-8' };
    expect((await depot.run(['--help'], { env })).out).toMatch(/用法|退出码/);
    expect((await depot.run(['--from', 'store'], { env })).out).toMatch(/文件齐全/);
  });

  it('says it where the package was not unpacked whole', async () => {
    rmSync(join(depot.root, 'package/files.txt'));
    expect(await depot.run([])).toMatchObject({ code: 1, err: /unpack the package again/ });
  });
});
