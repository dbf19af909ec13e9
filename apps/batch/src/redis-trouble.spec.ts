import type { Logger } from '@easel/platform';
import { beforeEach, describe, expect, it } from 'vitest';
import { RedisTrouble } from './redis-trouble.js';

describe('what is wrong with Redis', () => {
  let said: string[];
  let trouble: RedisTrouble;
  beforeEach(() => {
    said = [];
    const log = {
      debug: () => undefined,
      warn: (_details: object, words: string) => said.push(words),
      info: (words: string) => said.push(words),
    } as unknown as Logger;
    trouble = new RedisTrouble(log);
  });
  const full = new Error("OOM command not allowed when used memory > 'maxmemory'.");
  const away = new Error('connect ECONNREFUSED /run/redis.sock');

  it('is said once, however often it is met', () => {
    trouble.hear(full);
    trouble.hear(full);
    expect(said).toEqual([expect.stringContaining('Redis is full')]);
  });

  it('is the same where BullMQ says it in words of its own', () => {
    trouble.hear(full);
    trouble.hear(new Error(`Failed to add repeatable job for next iteration: ${full.message}`));
    trouble.hear(full);
    expect(said).toHaveLength(1);
  });

  it('is not over because Redis answers, where it is writing that it refuses', () => {
    trouble.hear(full);
    trouble.answered();
    trouble.hear(full);
    expect(said).toHaveLength(1);
    trouble.over();
    expect(said.at(-1)).toBe('Redis does its work again');
  });

  it('is over once Redis answers, where it was out of reach', () => {
    trouble.hear(away);
    trouble.answered();
    expect(said.at(-1)).toBe('Redis does its work again');
  });
});
