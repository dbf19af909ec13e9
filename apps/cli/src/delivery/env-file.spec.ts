import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EnvFile } from './env-file.js';

describe('a project’s .env', () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'easel-env-'));
    path = join(folder, '.env');
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it('keeps what an operator wrote there, comments too, when a figure of Easel changes', () => {
    writeFileSync(path, '# ours\nEASEL_RELEASE=0.1.0\nEASEL_LANES=3\nnot a setting\n');
    const file = new EnvFile(path);
    file.set({ EASEL_RELEASE: '0.2.0', EASEL_PORT: '8080' });
    expect(readFileSync(path, 'utf8')).toBe(
      '# ours\nEASEL_RELEASE=0.2.0\nEASEL_LANES=3\nnot a setting\nEASEL_PORT=8080\n',
    );
    expect(file.read()).toEqual({ EASEL_RELEASE: '0.2.0', EASEL_LANES: '3', EASEL_PORT: '8080' });
  });

  it('has a setting of an operator’s, added below Easel’s own, give way to what comes later', () => {
    writeFileSync(path, 'EASEL_PORT=8080\nEASEL_LANES=3\n# ours\nEASEL_PORT=9000\nEASEL_LANES=4\n');
    const file = new EnvFile(path);
    expect(file.read()).toEqual({ EASEL_PORT: '9000', EASEL_LANES: '4' });
    file.set({ EASEL_PORT: '7000' });
    expect(file.read()).toEqual({ EASEL_PORT: '7000', EASEL_LANES: '4' });
    expect(readFileSync(path, 'utf8')).toBe(
      'EASEL_LANES=3\n# ours\nEASEL_PORT=7000\nEASEL_LANES=4\n',
    );
  });

  it('is readable by its own user alone, whatever it was before', () => {
    writeFileSync(path, 'EASEL_PORT=1\n', { mode: 0o644 });
    new EnvFile(path).set({ EASEL_PORT: '2' });
    expect(statSync(path).mode & 0o777).toBe(0o600);
  });

  it('that is not there says nothing, and is made', () => {
    const file = new EnvFile(path);
    expect(file.read()).toBeUndefined();
    file.set({ A: '1' });
    expect(file.read()).toEqual({ A: '1' });
  });
});
