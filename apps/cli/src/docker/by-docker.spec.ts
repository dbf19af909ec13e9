import { join } from 'node:path';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { exits } from '../exits.js';
import { explain } from '../explain.js';
import { Engine } from './engine.js';
import { EngineError } from './engine-error.js';

const url = 'http://127.0.0.1:8081';

describe('a door that is opened through Docker', () => {
  it('and cannot be, because no engine answers, is out of reach, and says what to look at', async () => {
    const engine = new Engine(join(tmpdir(), 'no-engine-here.sock'));
    const error: unknown = await engine.container('x').catch((thrown: unknown) => thrown);
    expect(explain(error, url)).toMatchObject({
      exit: exits.outOfReach,
      words: { en: expect.stringContaining('Is Docker running') as string },
    });
  });

  it('and cannot be, because its disk is full, says so and how to see what takes it', () => {
    const refused = new EngineError('write /blobs/a: no space left on device', 500);
    const { en, zh } = explain(refused, url).words;
    expect(en).toMatch(/^Not done: Docker's disk is full .*`docker system df`/);
    expect(zh).toContain('Docker 所在磁盘空间不足');
  });

  it('and is refused by the engine passes on what that says', () => {
    const refused = new EngineError('container a is not running', 409);
    expect(explain(refused, url)).toMatchObject({
      exit: exits.refused,
      words: { en: expect.stringContaining('container a is not running') as string },
    });
  });

  it('and is refused by compose passes on that as one line', () => {
    const refused = new EngineError(
      'docker-compose up ended with 1: ERROR: for a\n  no such image',
    );
    expect(explain(refused, url).words.en).toBe(
      'Not done: Docker refuses: docker-compose up ended with 1: ERROR: for a; no such image',
    );
  });
});
