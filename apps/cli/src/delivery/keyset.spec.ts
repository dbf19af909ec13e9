import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { LicenseStatus } from '@easel/contract';
import { Door } from '../door.js';
import { Sessions } from '../sessions.js';
import { change, problem, status } from '../testing/answers.js';
import { FakeDoor, TOKEN } from '../testing/fake-door.js';
import type { Ground } from './ground.js';
import { takeKeyset } from './keyset.js';
import { WorkFolder } from './work-folder.js';

const keyset = { issuer: 'A vendor', version: 2, issued: '2026-01-01T00:00:00Z' };
const inForce: LicenseStatus = { ...status, state: 'in_force', keyset };
const reason = { en: 'the licence was revoked', zh: '授权已被吊销' };
const brought = (version: number, offer: 'newer' | 'current' = 'newer') =>
  ({ token: 'a.keyset.token', version, offer }) as const;

let root: string;
let ground: Ground;
let notes: { en: string }[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'easel-keyset-'));
  notes = [];
  const terminal = { note: (words: { en: string }) => notes.push(words), text: vi.fn() } as never;
  ground = { work: new WorkFolder(root), engine: undefined as never, terminal };
  mkdirSync(ground.work.host.folder);
});
afterEach(() => rmSync(root, { recursive: true }));

const taken = async (fake: FakeDoor, of: ReturnType<typeof brought>) => {
  const keys = { sessions: new Sessions(root), token: TOKEN };
  await takeKeyset(ground, new Door(fake.url, keys, ground.terminal), of);
};
const kept = () => readFileSync(ground.work.host.keysetFile, 'utf8');

describe('the keys that a package brings', () => {
  it('are kept for packages and handed to licensing, which has older ones', async () => {
    await using door = await FakeDoor.open({
      'GET license': { body: inForce },
      'PUT license': { body: change({ outcome: 'unchanged' }) },
    });
    await taken(door, brought(3));
    expect(kept()).toBe('a.keyset.token\n');
    const handed = door.asked.filter(({ route }) => route === 'PUT license');
    expect(handed.map(({ body }) => body.toString())).toEqual(['a.keyset.token\n']);
    expect(notes.map(({ en }) => en).join('\n')).toMatch(/\(version 3\): they count for licences/);
  });

  it('are handed over once more where that failed before, and not where licensing has them', async () => {
    await using door = await FakeDoor.open({
      'GET license': { body: inForce },
      'PUT license': { body: change({ outcome: 'unchanged' }) },
    });
    await taken(door, brought(3, 'current'));
    expect(door.routes).toContain('PUT license');
    door.asked.length = 0;
    await taken(door, brought(2));
    expect(door.routes).toEqual(['GET license']);
  });

  it('are said to end the licence that they revoke', async () => {
    let state: LicenseStatus = inForce;
    await using door = await FakeDoor.open({
      'GET license': () => ({ body: state }),
      'PUT license': () => {
        state = { ...inForce, state: 'refused', why: 'revoked', reason };
        return { body: change({ outcome: 'unchanged' }) };
      },
    });
    await taken(door, brought(3));
    expect(notes.map(({ en }) => en).join('\n')).toContain('(the licence was revoked): callers');
  });

  it('leave an installation done where licensing is away, and say how they are handed over', async () => {
    await using door = await FakeDoor.open({
      'GET license': { status: 503, body: problem(503, 'licensing is out of reach') },
    });
    await taken(door, brought(3));
    expect(kept()).toBe('a.keyset.token\n');
    expect(notes.at(-1)?.en).toContain(`\`easel lu ${ground.work.host.keysetFile}\` does it`);
  });
});
