import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';

import { checkout } from '../checkout.js';

/** What download.sh may use, beside bash. */
const coreutils = [
  'cat',
  'cp',
  'cut',
  'df',
  'dirname',
  'mkdir',
  'mv',
  'rm',
  'sha256sum',
  'tail',
  'tr',
  'wc',
];

export interface Download {
  code: number | null;
  out: string;
  err: string;
  /** Seconds between its tries. */
  waits: string[];
}

/** Chinese names, spaces and what URLs escape: a package may have them. */
export const picture = 'package/model/golden/划痕 #1.png';
export const images = 'package/images/images.tar.gz';

/** The program itself: what stands on the PATH may be a script that needs more than download.sh may use. */
function whereIs(name: string): string {
  const own = ['-c', 'import sys; print(sys.executable)'];
  const { stdout } = name.startsWith('python')
    ? spawnSync(name, own, { encoding: 'utf8' })
    : spawnSync('which', [name], { encoding: 'utf8' });
  return stdout.trim();
}

/** A package that lacks files, and a folder and a web server that have them. */
export class Depot implements AsyncDisposable {
  readonly folder = mkdtempSync(join(tmpdir(), 'easel-download-'));
  readonly root = join(this.folder, 'original');
  readonly store = join(this.folder, 'store');
  readonly files: Record<string, Buffer> = {
    'package/model/labels.txt': Buffer.from('scratch\nhole\n'),
    [picture]: Buffer.alloc(40_000, 'picture '),
    [images]: Buffer.alloc(3_000_000, 'layers of images '),
  };
  /** `GET /path bytes=…`, as they came. */
  readonly asked: string[] = [];
  /** Instead of the usual answer, where it says that it answered. */
  answer: (request: IncomingMessage, response: ServerResponse, file: Buffer) => boolean = () =>
    false;
  #server: Server | undefined;

  constructor() {
    this.put('original/download.sh', readFileSync(join(checkout, 'tools/package/download.sh')));
    this.put('original/package/model/labels.txt', 'scratch\nhole\n');
    for (const [path, bytes] of Object.entries(this.files)) this.put(`store/${path}`, bytes);
    this.list();
  }

  put(path: string, content: string | Buffer): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  /** Writes files.txt. @param more lines after those that are true */
  list(more = ''): void {
    const lines = Object.entries(this.files).map(([path, bytes]) => {
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      return `${sha256}  ${bytes.length}  ${path}\n`;
    });
    this.put('original/package/files.txt', lines.join('') + more);
  }

  has = (path: string): boolean => {
    try {
      return readFileSync(join(this.root, path)).equals(this.files[path] ?? Buffer.alloc(0));
    } catch {
      return false;
    }
  };

  /** Starts the server. @returns its URL */
  async serve(): Promise<string> {
    this.#server = createServer((request, response) => this.#serve(request, response));
    await new Promise<void>((resolve) => this.#server?.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/easel`;
  }

  #serve(request: IncomingMessage, response: ServerResponse): void {
    const { range } = request.headers;
    this.asked.push([request.url, range].filter(Boolean).join(' '));
    const file = this.files[decodeURIComponent(request.url ?? '').replace('/easel/', '')];
    if (!file) return void response.writeHead(404).end('no such file');
    if (this.answer(request, response, file)) return;
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    if (from >= file.length) return void response.writeHead(416).end();
    const rest = { 'Content-Range': `bytes ${from}-${file.length - 1}/${file.length}` };
    response.writeHead(range ? 206 : 200, {
      'Content-Length': file.length - from,
      ...(range && rest),
    });
    response.end(file.subarray(from));
  }

  /** @param client what there is to speak HTTP with. @param tools in place of the machine's own */
  async run(
    args: string[],
    {
      client = 'curl',
      env = {},
      tools = {},
    }: { client?: string; env?: object; tools?: Record<string, string> } = {},
  ): Promise<Download> {
    const bin = mkdtempSync(join(this.folder, 'bin-'));
    for (const name of [...coreutils, client].filter((name) => !(name in tools) && name !== '')) {
      symlinkSync(whereIs(name), join(bin, name));
    }
    const waits = join(bin, 'waits');
    writeFileSync(waits, '');
    const own = { sleep: `echo "$1" >> '${waits}'`, ...tools };
    for (const [name, script] of Object.entries(own)) {
      writeFileSync(join(bin, name), `#!/bin/bash\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    }
    const child = spawn('/bin/bash', [join(this.root, 'download.sh'), ...args], {
      cwd: this.folder,
      env: { PATH: bin, LANG: 'C.UTF-8', ...env },
    });
    const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
    const [code, out, err] = await Promise.all([ended, text(child.stdout), text(child.stderr)]);
    return { code, out, err, waits: readFileSync(waits, 'utf8').split('\n').filter(Boolean) };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server?.closeAllConnections();
    await new Promise((resolve) =>
      this.#server ? this.#server.close(resolve) : resolve(undefined),
    );
  }
}
