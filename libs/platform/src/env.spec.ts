import { describe, expect, it } from 'vitest';
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
