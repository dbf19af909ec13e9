import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { credentials, Server } from '@grpc/grpc-js';
import { HealthImplementation } from 'grpc-health-check';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { InferenceServiceClient } from './inference-service.js';
import { listen } from './listen.js';
import { channelCredentials, type MutualTls } from './mutual-tls.js';

const probe = new URL('../dist/probe.js', import.meta.url).pathname;
let root: string;
let server: Server;

/** A certificate for `names` in a folder of its own, by an authority that signs nothing else unless it is shared. */
function certify(folder: string, names: string, authority = folder): MutualTls {
  const openssl = (...args: string[]) => execFileSync('openssl', args, { stdio: 'pipe' });
  const at = (name: string) => join(root, `${folder}-${name}`);
  const ca = (name: string) => join(root, `${authority}-${name}`);
  const fresh = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  if (folder === authority)
    openssl(
      'req',
      '-x509',
      ...fresh,
      '-keyout',
      ca('ca.key'),
      '-out',
      ca('ca.crt'),
      '-subj',
      '/CN=ca',
    );
  openssl('req', ...fresh, '-keyout', at('tls.key'), '-out', at('csr'), '-subj', '/CN=easel');
  writeFileSync(at('ext'), `subjectAltName=${names}\n`);
  const signer = ['-CA', ca('ca.crt'), '-CAkey', ca('ca.key'), '-CAcreateserial'];
  openssl(
    'x509',
    '-req',
    '-in',
    at('csr'),
    ...signer,
    '-extfile',
    at('ext'),
    '-out',
    at('tls.crt'),
  );
  return {
    cert: readFileSync(at('tls.crt')),
    key: readFileSync(at('tls.key')),
    ca: readFileSync(ca('ca.crt')),
  };
}

let ours: MutualTls;
let theirs: MutualTls;
let elsewhere: MutualTls;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'easel-tls-'));
  ours = certify('ours', 'DNS:localhost,IP:127.0.0.1');
  theirs = certify('theirs', 'DNS:localhost,IP:127.0.0.1');
  elsewhere = certify('elsewhere', 'DNS:another.test', 'ours');
});
afterAll(() => rmSync(root, { recursive: true }));
afterEach(() => server.forceShutdown());

async function serve(tls?: MutualTls, address = '127.0.0.1:0'): Promise<string> {
  server = new Server();
  new HealthImplementation({ '': 'SERVING' }).addToServer(server);
  return listen(server, address, tls);
}

/** Whether the connection stands: nothing answers the call but that there is no such method. */
function ask(address: string, tls?: MutualTls, name?: string): Promise<string> {
  const options = name === undefined ? {} : { 'grpc.ssl_target_name_override': name };
  return speak(new InferenceServiceClient(address, channelCredentials(address, tls), options));
}

function speak(client: InferenceServiceClient): Promise<string> {
  return new Promise((resolve) => {
    const request = { deployment: '', version: '', actor: '' };
    client.activate(request, (error) => {
      client.close();
      resolve(error?.details ?? 'answered');
    });
  });
}

const connected = /does not implement the method/;

describe('services on ports, with certificates', () => {
  it('talk to whoever shows a certificate of the same authority', async () => {
    expect(await ask(await serve(ours), ours)).toMatch(connected);
  });

  it('refuse who shows none, one of another authority, or speaks in the clear', async () => {
    const address = await serve(ours);
    const nobody = credentials.createSsl(ours.ca);
    expect(await speak(new InferenceServiceClient(address, nobody))).not.toMatch(connected);
    expect(await ask(address, { ...theirs, ca: ours.ca })).not.toMatch(connected);
    expect(await ask(address)).not.toMatch(connected);
  });

  it('are refused with a certificate of another authority, for another name, or with none', async () => {
    expect(await ask(await serve(theirs), ours)).not.toMatch(connected);
    server.forceShutdown();
    expect(await ask(await serve(elsewhere), ours)).not.toMatch(connected);
    server.forceShutdown();
    expect(await ask(await serve(), ours)).not.toMatch(connected);
  });

  it('found by a number are known by the name that leads there', async () => {
    expect(await ask(await serve(elsewhere), ours, 'another.test')).toMatch(connected);
  });

  it('need none on a unix socket', async () => {
    const socket = `unix:${join(root, 'run', 'it.sock')}`;
    expect(await ask(await serve(ours, socket), ours)).toMatch(connected);
  });

  it('are probed with the certificate that they have, whatever name is in it', async () => {
    const address = await serve(elsewhere);
    const folder = mkdtempSync(join(root, 'secret-'));
    for (const [name, pem] of [
      ['tls.crt', elsewhere.cert],
      ['tls.key', elsewhere.key],
      ['ca.crt', elsewhere.ca],
    ] as const)
      writeFileSync(join(folder, name), pem);
    const run = (env: NodeJS.ProcessEnv) =>
      new Promise((resolve) => {
        const child = spawn(process.execPath, [probe, address], {
          env: { ...process.env, ...env },
        });
        child.on('exit', resolve);
      });
    expect(await run({ EASEL_SERVICES_TLS: folder })).toBe(0);
    expect(await run({})).toBe(1);
  });
});
