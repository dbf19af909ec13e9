import { hash } from 'node:crypto';
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join, relative } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { openArchive } from '@easel/archive';
import { pack } from 'tar-stream';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Operator } from '../../testing/operator.js';
import { Engine } from '../../docker/engine.js';
import { Terminal } from '../../terminal.js';
import { BackupFile } from './backup-file.js';
import { HostFiles, secrets } from './host.fixture.js';
import { Unpacked } from './unpacked.js';

const limits = { entries: 1e4, entryBytes: 2e7, bytes: 2e7, ratio: 1e4, pathBytes: 500, depth: 9 };

describe('easel backup', () => {
  let host: HostFiles;
  let operator: Operator;
  beforeEach(() => {
    host = new HostFiles();
    operator = new Operator({ url: 'http://127.0.0.1:9' });
  });
  afterEach(() => {
    host[Symbol.dispose]();
    operator[Symbol.dispose]();
  });
  const backup = (...args: string[]) =>
    operator.easel(['backup', '--work', host.work.path, ...args]);
  const made = async (...args: string[]) => {
    const file = join(operator.folder, 'made.tar.gz');
    const { status, stderr } = await backup('--out', file, ...args);
    expect({ status, stderr }).toMatchObject({ status: 0 });
    return file;
  };
  const paths = async (file: string) => {
    await using archive = await openArchive(file, limits);
    const found = [];
    for await (const { path } of archive.entries()) found.push(path);
    return found;
  };

  it('holds models, what is in service, settings, the password’s hash and the licence, in one order', async () => {
    const file = await made('bolts');
    expect(await paths(file)).toEqual([
      'backup.json',
      '.easel/.env',
      '.easel/docker-compose.yml',
      '.easel/easel',
      '.easel/state/licensing/audit.jsonl',
      '.easel/state/licensing/easel.lic',
      '.easel/state/licensing/history/1700000000000-j1.lic',
      '.easel/state/licensing/state.json',
      'bolts/.env',
      'bolts/admin/password.json',
      'bolts/docker-compose.yml',
      'bolts/models/bolts/1/manifest.json',
      'bolts/models/bolts/1/model.onnx',
      'bolts/models/bolts/2/model.onnx',
      'bolts/models/bolts/current',
      'bolts/start/start-1.sh',
    ]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('holds no key of sessions, no first secret, no password of Redis and no picture, and says what it left out', async () => {
    const file = join(operator.folder, 'made.tar.gz');
    const { stderr } = await backup('--out', file);
    const bytes = gunzipSync(readFileSync(file));
    expect(bytes.includes('a model of nuts, the second')).toBe(true);
    expect(secrets.filter((secret) => bytes.includes(secret))).toEqual([]);
    expect(bytes.includes('EASEL_REDIS_PASSWORD_FILE=/var/lib/easel/secrets/redis')).toBe(true);
    expect(stderr).toContain('bolts/EASEL_REDIS_URL');
    expect(stderr).toContain('nuts/SUPPORT_TOKEN');
  });

  it('goes to the folder of deployments unless told, and never over another file', async () => {
    const { stdout } = await backup('--json', 'bolts');
    const { file } = JSON.parse(stdout) as { file: string };
    expect(relative(host.work.path, file)).toMatch(/^easel-backup-bolts-\d{8}T\d{6}Z\.tar\.gz$/);
    const before = readFileSync(file);
    const again = await backup('bolts', '--out', file);
    expect(again.status).toBe(1);
    expect(again.stderr).toContain('Nothing is overwritten');
    expect(readFileSync(file).equals(before)).toBe(true);
  });

  it('is refused while a release is half way', async () => {
    const entry = { format: 1, action: 'upgrade', state: 'LOADED', begun: '', at: '' };
    const standing = { version: '2', release: '0.1.0' };
    host.write('bolts/journal.json', JSON.stringify({ ...entry, from: standing, to: standing }));
    const { status, stderr } = await backup('bolts');
    expect(status).toBe(1);
    expect(stderr).toContain('easel start bolts');
  });

  it('is refused of what no container could be started from, and says what puts that back', async () => {
    rmSync(join(host.work.path, 'nuts/docker-compose.yml'));
    const { status, stderr } = await backup();
    expect({ status, stderr }).toEqual({
      status: 1,
      stderr: expect.stringMatching(
        /nuts\/docker-compose\.yml is gone.*easel upgrade nuts PACKAGE.*release 0\.1\.0/,
      ),
    });
    expect((await backup('bolts')).status).toBe(0);
  });

  it('follows no link out of a model, and leaves nothing half written', async () => {
    symlinkSync('/etc/hostname', join(host.work.path, 'bolts/models/bolts/2/labels.txt'));
    const out = join(operator.folder, 'out.tar.gz');
    const { status, stderr } = await backup('bolts', '--out', out);
    expect(status).toBe(1);
    expect(stderr).toContain('labels.txt');
    expect(existsSync(out)).toBe(false);
    expect(readdirSync(operator.folder)).not.toContain('out.tar.gz.partial');
  });

  it('leaves out what never came into service, and says so; asked for that alone, it says how it does', async () => {
    const nuts = host.work.stack('nuts');
    const to = { version: '1', release: '0.1.0' };
    nuts.journal.begin({ action: 'install', from: { version: null, release: '0.1.0' }, to });
    nuts.journal.end('REVERTED', 'no licence covers it');
    rmSync(nuts.composeFile);
    const { status, stderr, stdout } = await backup();
    expect({ status, stderr }).toMatchObject({ status: 0 });
    expect(stderr).toContain('nuts is left out: its installation did not come to its end');
    expect(stdout).toMatch(/holds bolts, and/);
    const alone = await backup('nuts');
    expect(alone.status).toBe(1);
    expect(alone.stderr).toContain('Install it again: easel install nuts PACKAGE');
  });

  it('says that nothing is installed, and where', async () => {
    const { status, stderr } = await operator.easel(['backup', '--work', operator.folder]);
    expect(status).toBe(1);
    expect(stderr).toContain(operator.folder);
  });

  it('comes back byte for byte, its files as private as they have to be, the log cut at its last whole line', async () => {
    await using read = await BackupFile.open(await made());
    using other = new HostFiles();
    const ground = { work: other.work, engine: new Engine(), terminal: new Terminal('en', false) };
    await using unpacked = await Unpacked.of(ground, read);
    const at = (path: string) => join(unpacked.work.path, path);
    const mode = (path: string) => (statSync(at(path)).mode & 0o777).toString(8);
    expect(readFileSync(at('nuts/models/nuts/1/model.onnx'), 'utf8')).toBe(
      'a model of nuts, the first',
    );
    expect(readFileSync(at('.easel/state/licensing/audit.jsonl'), 'utf8')).toBe(
      '{"at":"2026-01-01"}\n',
    );
    expect(await unpacked.work.stack('nuts').current()).toBe('2');
    expect(unpacked.work.stack('bolts').saysName).toBe('bolts');
    expect(
      ['bolts/.env', 'bolts/admin', 'bolts/admin/password.json', '.easel/state'].map(mode),
    ).toEqual(['600', '700', '600', '700']);
    expect(
      ['bolts/models/bolts/2', 'bolts/models/bolts/2/model.onnx', 'bolts/start/start-1.sh'].map(
        mode,
      ),
    ).toEqual(['755', '644', '755']);
  });

  /** What is said of a file that somebody made or changed, and what is left in the work folder of it. */
  const refused = async (file: string) => {
    using other = new HostFiles();
    const ground = { work: other.work, engine: new Engine(), terminal: new Terminal('en', false) };
    const trying = async () => {
      await using read = await BackupFile.open(file);
      await using unpacked = await Unpacked.of(ground, read);
      return unpacked.work.path;
    };
    const why = await trying().catch((error: unknown) => (error as Error).message);
    const left = readdirSync(other.work.host.folder).filter((name) => name.startsWith('.restore'));
    return { why, left };
  };

  it('that was cut short, or has a byte changed, is refused and leaves nothing', async () => {
    const file = await made();
    const whole = readFileSync(file);
    for (const broken of [whole.subarray(0, whole.length - 40), flipped(whole)]) {
      writeFileSync(file, broken);
      const { why, left } = await refused(file);
      expect(why).toContain('cannot be restored');
      expect(left).toEqual([]);
    }
  });

  it.each([
    ['a file that is not listed', { more: { 'bolts/models/bolts/9/model.onnx': 'x' } }, '9/model'],
    ['a listed file that is not there', { less: 'bolts/.env' }, 'bolts/.env'],
    ['other bytes of the same length', { other: 'bolts/.env' }, 'bolts/.env'],
    ['a path where no backup has a file', { listed: 'bolts/secrets/redis' }, 'not what easel'],
    ['a path of a deployment that it does not name', { listed: 'nuts/.env' }, 'nuts/.env'],
    ['a way out of the folder', { listed: 'bolts/models/bolts/1/../../x' }, 'unsafe|a name'],
    ['nothing to start the deployment from', { bare: true }, 'no bolts/docker-compose.yml'],
    ['a later form', { format: 2 }, 'a later Easel'],
  ])('with %s is refused', async (_, change: Change, said) => {
    const file = join(operator.folder, 'forged.tar.gz');
    await forge(file, change);
    const { why, left } = await refused(file);
    expect(why).toMatch(new RegExp(said));
    expect(left).toEqual([]);
  });

  it('that is some other archive, or none, is refused in its own words', async () => {
    const file = join(operator.folder, 'other.tar.gz');
    writeFileSync(file, 'not an archive');
    expect((await refused(file)).why).toContain('not a zip, tar or tar.gz');
    expect((await refused(join(operator.folder, 'nothing'))).why).toContain('There is no file');
  });
});

interface Change {
  more?: Record<string, string>;
  less?: string;
  other?: string;
  listed?: string;
  /** Without what a deployment is started from. */
  bare?: boolean;
  format?: number;
}

/** A backup of one deployment as somebody else would make it. */
async function forge(file: string, { more, less, other, listed, bare, format = 1 }: Change) {
  const files: Record<string, string> = { 'bolts/.env': 'EASEL_NAME=bolts\n' };
  if (bare !== true) files['bolts/docker-compose.yml'] = 'services: {}\n';
  if (listed !== undefined) files[listed] = 'x';
  const made = {
    format,
    made: '2026-01-01T00:00:00Z',
    deployments: [{ name: 'bolts', release: '0.1.0', version: null }],
    left_out: [],
    files: Object.entries(files).map(([path, text]) => ({
      path,
      size: text.length,
      sha256: hash('sha256', text),
    })),
  };
  const tar = pack();
  tar.entry({ name: 'backup.json' }, JSON.stringify(made));
  for (const [name, text] of Object.entries({ ...files, ...more })) {
    if (name === less) continue;
    tar.entry({ name }, name === other ? text.replace('bolts', 'nutsy') : text);
  }
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of tar) chunks.push(chunk as Uint8Array);
  writeFileSync(file, gzipSync(Buffer.concat(chunks)));
}

function flipped(bytes: Buffer): Buffer {
  const changed = Buffer.from(bytes);
  const at = Math.floor(changed.length / 2);
  changed[at] = (changed[at] ?? 0) ^ 0xff;
  return changed;
}
