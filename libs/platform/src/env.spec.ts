import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseEnv, settings } from './env.js';

const schema = z.object({
  EASEL_HOME: settings.folder(),
  EASEL_PORT: settings.port(8080),
  EASEL_LICENSING_ADDRESS: settings.address(),
});

describe('the environment', () => {
  it('names every bad variable at once, with what it takes and what it is', () => {
    const read = () => parseEnv(schema, { EASEL_HOME: 'var', EASEL_PORT: '80800' });
    expect(read).toThrow('EASEL_HOME takes an absolute path; it is "var"');
    expect(read).toThrow(
      'EASEL_PORT takes a port from 0 to 65535 (0: any free one); it is "80800"',
    );
    expect(read).toThrow(
      'EASEL_LICENSING_ADDRESS takes unix:/absolute/path or HOST:PORT; it is not set',
    );
  });

  it('takes an empty variable for an absent one', () => {
    const given = { EASEL_HOME: '/h', EASEL_PORT: '', EASEL_LICENSING_ADDRESS: 'unix:/s' };
    expect(parseEnv(schema, given)).toMatchObject({ EASEL_PORT: 8080 });
  });
});

describe('an address of several', () => {
  const read = (given: string) =>
    parseEnv(z.object({ EASEL_INFERENCE_ADDRESS: settings.addresses() }), {
      EASEL_INFERENCE_ADDRESS: given,
    }).EASEL_INFERENCE_ADDRESS;

  it('is one, or those between commas', () => {
    expect(read('unix:/run/a.sock')).toEqual(['unix:/run/a.sock']);
    expect(read('a:9401,dns:b.test:9401')).toEqual(['a:9401', 'dns:b.test:9401']);
  });

  it.each(['a', 'a:1,', ',a:1', 'a:1 b:2', 'dns:unix:/a', 'http://a:1'])(
    'is not %j, and says what it takes',
    (given) =>
      expect(() => read(given)).toThrow('dns:HOST:PORT (every address of HOST), or several'),
  );
});

describe('the folder of certificates', () => {
  let folder: string;
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'easel-tls-'));
    const fresh = '-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=easel';
    const make = (key: string, cert: string) =>
      execFileSync(
        'openssl',
        `req -x509 ${fresh} -keyout ${join(folder, key)} -out ${join(folder, cert)}`.split(' '),
        { stdio: 'pipe' },
      );
    make('tls.key', 'tls.crt');
    make('other.key', 'other.crt');
    copyFileSync(join(folder, 'tls.crt'), join(folder, 'ca.crt'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  const read = () =>
    parseEnv(z.object({ EASEL_SERVICES_TLS: settings.tlsFolder() }), {
      EASEL_SERVICES_TLS: folder,
    }).EASEL_SERVICES_TLS;

  it('is read', () => {
    expect(read()?.cert.toString()).toContain('BEGIN CERTIFICATE');
  });

  it.each([
    ['whose key is of another certificate', 'other.key', 'tls.key'],
    ['with a key in the place of an authority', 'tls.key', 'ca.crt'],
  ])('%s is refused at the start', (_what, from, to) => {
    const kept = join(folder, 'kept');
    copyFileSync(join(folder, to), kept);
    copyFileSync(join(folder, from), join(folder, to));
    expect(read).toThrow(/EASEL_SERVICES_TLS takes .*tls\.crt.*; it is ".*easel-tls-/);
    copyFileSync(kept, join(folder, to));
  });

  it('without an authority is refused at the start', () => {
    rmSync(join(folder, 'ca.crt'));
    expect(read).toThrow(/EASEL_SERVICES_TLS takes/);
  });
});
