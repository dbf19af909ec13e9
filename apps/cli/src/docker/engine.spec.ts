import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer, text } from 'node:stream/consumers';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Engine } from './engine.js';
import { EngineError } from './engine-error.js';

/** What the engine says to a program's output: which stream, how many bytes, the bytes. */
function frame(stream: 1 | 2, words: string): Buffer {
  const header = Buffer.alloc(8);
  header[0] = stream;
  header.writeUInt32BE(Buffer.byteLength(words), 4);
  return Buffer.concat([header, Buffer.from(words)]);
}

/** An image that does not end. */
function* layers() {
  for (;;) yield Buffer.alloc(65_536);
}

describe('Docker’s engine over its socket', () => {
  let folder: string;
  let server: Server;
  let answer: (request: IncomingMessage, response: ServerResponse) => void;
  let engine: Engine;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'easel-engine-'));
    const socket = join(folder, 'docker.sock');
    server = createServer((request, response) => answer(request, response)).listen(socket);
    await once(server, 'listening');
    engine = new Engine(socket);
  });
  afterEach(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  const refuse = (response: ServerResponse, status: number, message: string) => {
    response.statusCode = status;
    response.end(JSON.stringify({ message }));
  };

  it('leaves a network that somebody else’s container is on, and no other that cannot be removed', async () => {
    const statuses = [403, 404, 204, 500];
    const asked: unknown[] = [];
    answer = ({ method, url }, response) => {
      asked.push(`${method} ${url}`);
      refuse(response, statuses.shift() ?? 0, 'network bolts_doors has active endpoints');
    };
    for (let more = 0; more < 3; more += 1) await engine.removeNetwork('n1');
    await expect(engine.removeNetwork('n1')).rejects.toMatchObject({ status: 500 });
    expect(asked).toEqual(Array(4).fill('DELETE /networks/n1'));
  });

  it('lists a compose project’s containers by their names, one-off ones told apart', async () => {
    let asked = '';
    answer = (request, response) => {
      asked = decodeURIComponent(request.url ?? '');
      const of = (name: string, oneoff: string) => ({
        ...{ Id: `id-of-${name}`, Names: [`/${name}`] },
        Labels: { 'com.docker.compose.oneoff': oneoff },
        State: 'running',
        Mounts: [
          { Type: 'bind', Source: '/w/a/models', Destination: '/models' },
          { Type: 'tmpfs', Destination: '/tmp' },
        ],
      });
      response.end(JSON.stringify([of('0123456789ab_a-gateway', 'False'), of('a_run_1', 'True')]));
    };
    const sees = { running: true, binds: [{ host: '/w/a/models', inside: '/models' }] };
    expect(await engine.containersOf('a')).toEqual([
      {
        id: 'id-of-0123456789ab_a-gateway',
        name: '0123456789ab_a-gateway',
        oneOff: false,
        ...sees,
      },
      { id: 'id-of-a_run_1', name: 'a_run_1', oneOff: true, ...sees },
    ]);
    expect(asked).toContain('all=1');
    expect(asked).toContain('com.docker.compose.project=a"');
  });

  it('that knows no such container has none; any other refusal is said in its own words', async () => {
    answer = (_request, response) => refuse(response, 404, 'No such container: x');
    expect(await engine.container('x')).toBeUndefined();
    answer = (_request, response) => refuse(response, 500, 'disk is sad');
    await expect(engine.container('x')).rejects.toThrow(new EngineError('disk is sad', 500));
  });

  it('that is not there is said with where it was looked for', async () => {
    const nowhere = new Engine(join(folder, 'nothing.sock'));
    await expect(nowhere.container('x')).rejects.toThrow(/nothing\.sock \(ENOENT\)/);
  });

  it('that goes away while it is told something fails for whoever asked, and for nobody else', async () => {
    const unheard = vi.fn();
    process.on('unhandledRejection', unheard);
    try {
      await expect(new Engine(join(folder, 'nothing.sock')).exec('a', ['true'])).rejects.toThrow(
        EngineError,
      );
      answer = (request) => request.once('data', () => request.socket.destroy());
      await expect(engine.load(Readable.from(layers(), { objectMode: false }))).rejects.toThrow(
        EngineError,
      );
      await turn();
      expect(unheard).not.toHaveBeenCalled();
    } finally {
      process.off('unhandledRejection', unheard);
    }
  });

  it('runs a program and tells its two outputs apart, wherever the chunks are cut', async () => {
    const said = Buffer.concat([frame(1, 'out 1, '), frame(2, '错误'), frame(1, 'out 2')]);
    answer = (request, response) => {
      if (request.url === '/containers/gate/exec') response.end('{"Id":"e1"}');
      else if (request.url === '/exec/e1/start') {
        for (const byte of said) response.write(Buffer.of(byte));
        response.end();
      } else response.end('{"ExitCode":3}');
    };
    expect(await engine.exec('gate', ['true'])).toEqual({
      status: 3,
      stdout: 'out 1, out 2',
      stderr: '错误',
    });
  });

  it('runs a program with one card and nothing else, and leaves no container, however that ends', async () => {
    let created: unknown;
    let asked: string[] = [];
    let start = 204;
    let status = 0;
    answer = (request, response) =>
      void text(request).then((body) => {
        const path = request.url ?? '';
        asked.push(`${request.method ?? ''} ${path}`);
        if (path === '/containers/create') {
          created = JSON.parse(body);
          response.end('{"Id":"c1"}');
        } else if (path === '/containers/c1/start' && start !== 204)
          refuse(response, start, 'could not select device driver "nvidia"');
        else if (path === '/containers/c1/wait')
          response.end(JSON.stringify({ StatusCode: status }));
        else if (path.includes('/logs')) response.end(frame(2, 'no devices were found\n'));
        else {
          response.statusCode = 204;
          response.end();
        }
      });
    const run = () => engine.runOnCard('GPU-1', 'easel/inference-cuda12:0.1.0', ['nvidia-smi']);
    await run();
    expect(created).toMatchObject({
      Image: 'easel/inference-cuda12:0.1.0',
      Cmd: ['nvidia-smi'],
      HostConfig: { NetworkMode: 'none', DeviceRequests: [{ DeviceIDs: ['GPU-1'] }] },
    });
    for (const [fault, words] of [
      [() => (start = 500), /could not select device driver/],
      [() => ((start = 204), (status = 9)), /nvidia-smi ended with 9: no devices were found$/],
    ] as const) {
      fault();
      asked = [];
      await expect(run()).rejects.toThrow(words);
      expect(asked.at(-1)).toBe('DELETE /containers/c1?force=1');
    }
  });

  it('keeps a bounded part of what a program says', async () => {
    const long = frame(1, 'x'.repeat(900_000));
    answer = (request, response) => {
      if (request.url === '/containers/gate/exec') response.end('{"Id":"e1"}');
      else if (request.url === '/exec/e1/start') response.end(Buffer.concat([long, long, long]));
      else response.end('{"ExitCode":0}');
    };
    expect((await engine.exec('gate', ['yes'])).stdout).toHaveLength(900_000);
  });

  it('is given images as they are, and its fault while it reads them is one', async () => {
    let got = Buffer.alloc(0);
    answer = (request, response) =>
      void buffer(request).then((bytes) => {
        got = bytes;
        response.end('{"stream":"Loaded image: a\\n"}\n');
      });
    await engine.load(Readable.from([Buffer.from('layers')]));
    expect(got.toString()).toBe('layers');
    // Docker answers 200, and says in the middle of it that it failed.
    answer = (request, response) =>
      void text(request).then(() => response.end('{"stream":"…"}\n{"error":"no space left"}\n'));
    await expect(engine.load(Readable.from(['x']))).rejects.toThrow(/no space left/);
  });

  it('stops and removes a container, and minds none that is gone', async () => {
    const asked: string[] = [];
    answer = (request, response) => {
      asked.push(`${request.method ?? ''} ${request.url ?? ''}`);
      response.statusCode = 204;
      response.end();
    };
    await engine.remove('gate');
    expect(asked).toEqual(['POST /containers/gate/stop?t=25', 'DELETE /containers/gate?force=1']);
    answer = (_request, response) => refuse(response, 404, 'gone');
    await engine.remove('gate');
  });
});
