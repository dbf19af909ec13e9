import { ConfigError, parseEnv } from '@easel/platform';
import { describe, expect, it } from 'vitest';
import { environment, toConfig } from './config.js';

const enough = {
  EASEL_HOME: '/var/easel',
  EASEL_LICENSING_ADDRESS: 'unix:/var/easel/run/licensing.sock',
  EASEL_INFERENCE_ADDRESS: '127.0.0.1:9000',
};
const read = (more: Record<string, string> = {}) =>
  toConfig(parseEnv(environment, { ...enough, ...more }));
const complaint = (more: Record<string, string>) => {
  try {
    read(more);
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.message;
  }
  return undefined;
};

describe('the settings', () => {
  it('need no more than a home and two addresses, and answer on this machine alone', () => {
    expect(read()).toMatchObject({
      callers: { host: '127.0.0.1', port: 8080 },
      operators: { host: '127.0.0.1', port: 8081 },
      httpStatus: 'easydl',
      deadlineMs: 10_000,
      wire: { tls: undefined },
    });
  });

  it('leave a stopping gateway the time for its last words and for every answer that it owes', () => {
    const more = { EASEL_LAME_DUCK_MS: '30000', EASEL_DEADLINE_MS: '60000' };
    const { closeMs, patienceMs } = read(more);
    expect(closeMs).toBeGreaterThan(60_000);
    expect(patienceMs).toBeGreaterThan(30_000 + closeMs);
  });

  it('draw an instance by chance when there is none', () => {
    const drawn = new Set(Array.from({ length: 64 }, () => read().instance));
    expect(drawn.size).toBeGreaterThan(1);
    expect(Math.max(...drawn)).toBeLessThanOrEqual(255);
    expect(read({ EASEL_INSTANCE: '0' }).instance).toBe(0);
  });

  it('name every one that cannot be used, at once, with what it takes', () => {
    const said = complaint({
      EASEL_PORT: 'eighty',
      EASEL_INSTANCE: '256',
      EASEL_HTTP_STATUS: 'rest',
      EASEL_TLS_CERT: '/nowhere/cert.pem',
    });
    expect(said).toMatch(/EASEL_PORT takes a port/);
    expect(said).toMatch(/EASEL_INSTANCE takes a whole number from 0 to 255/);
    expect(said).toMatch(/EASEL_HTTP_STATUS takes easydl .*or semantic/);
    expect(said).toMatch(/EASEL_TLS_CERT takes the path of a readable PEM file/);
  });

  it('refuse a certificate without its key', () => {
    expect(complaint({ EASEL_TLS_CERT: import.meta.filename })).toMatch(
      /EASEL_TLS_KEY takes the path of a readable PEM file, with EASEL_TLS_CERT; it is not set/,
    );
  });
});
