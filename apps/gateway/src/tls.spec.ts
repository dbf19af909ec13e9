import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { connect, type TLSSocket } from 'node:tls';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { certificate, certificateKey } from './testing/certificate.js';
import { Line, post } from './testing/raw-http.js';
import { Site } from './testing/site.js';

const last = { Connection: 'close' };

describe('doors with a certificate', () => {
  let folder: string;
  let site: Site;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'easel-tls-'));
    const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
    await writeFile(cert, certificate);
    await writeFile(key, certificateKey);
    site = await Site.start({ EASEL_TLS_CERT: cert, EASEL_TLS_KEY: key });
  });
  afterAll(async () => {
    await site[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  /** Says something over TLS, trusting that certificate alone by its fingerprint, and hears all that comes back. */
  async function whisper(url: string, words: Buffer | string): Promise<string> {
    const { hostname, port } = new URL(url);
    const socket: TLSSocket = connect({
      host: hostname,
      port: Number(port),
      rejectUnauthorized: false,
    });
    await once(socket, 'secureConnect');
    expect(socket.getPeerX509Certificate()?.toString()).toBe(certificate);
    socket.write(words);
    return (await buffer(socket)).toString();
  }

  it('answer callers over TLS, the garbage among them too', async () => {
    expect(site.url).toMatch(/^https:/);
    expect(await whisper(site.url, post('{"image":"AAAA"}', { headers: last }))).toMatch(
      /"results"/,
    );
    expect(await whisper(site.url, 'GARBAGE\r\n\r\n')).toMatch(/^HTTP\/1.1 200 .*336001/s);
  });

  it('answer operators over TLS', async () => {
    const page = await whisper(
      site.gateway.operators,
      post('', { method: 'GET', path: '/metrics', headers: last }),
    );
    expect(page).toMatch(/easel_requests_total/);
  });

  it('do not answer in the clear', async () => {
    const plain = site.url.replace('https', 'http');
    await expect(fetch(`${plain}/healthz`)).rejects.toThrow();
    expect(await whisper(site.url, post('{}', { headers: last }))).toMatch(/336006/);
  });
  it('bear callers who reset, before the handshake and after it', async () => {
    const url = site.url.replace('https', 'http');
    const hello = Buffer.from('16030100c8010000c40303', 'hex');
    for (const words of ['', 'GET / HTTP/1.1\r\n\r\n', hello]) {
      await using line = await Line.open(url);
      await line.say(words);
      line.socket.resetAndDestroy();
      await line.closed();
    }
    for (const words of ['CONNECT easel.test:80 HTTP/1.1\r\n\r\n', 'GARBAGE\r\n\r\n', 'POST ']) {
      await using line = await Line.open(url);
      line.socket.removeAllListeners('data');
      const secret = connect({ socket: line.socket, rejectUnauthorized: false });
      secret.on('error', () => undefined);
      await once(secret, 'secureConnect');
      secret.write(words);
      if (words !== 'POST ') await once(secret, 'data');
      line.socket.resetAndDestroy();
      await line.closed();
    }
    expect(await whisper(site.url, post('{}', { headers: last }))).toMatch(/336006/);
  });
});
