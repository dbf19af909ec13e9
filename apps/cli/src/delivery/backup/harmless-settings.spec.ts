import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { harmlessSettings, secretEnds, secretWords } from './harmless-settings.js';

const redact = new URL('../../../../../tools/troubleshooting/lib/redact.sh', import.meta.url);

describe('what a backup leaves out of settings', () => {
  it.each([
    'DB_PASS=hunter2',
    'MYSQL_PWD=hunter2',
    'REDISCLI_AUTH=hunter2',
    'ACCESS_KEY=hunter2',
    'apiKey=hunter2',
    'my.token=hunter2',
    '数据库密码=hunter2',
    'export SUPPORT_TOKEN=hunter2',
    'REDIS_ARGS=--requirepass hunter2',
    'REDIS_CLI=redis-cli -a hunter2',
    'CURL=curl -u someone:hunter2',
    'EASEL_REDIS_URL=redis://:hunter2@cache:6379',
    'STORE=https://h/x?sig=hunter2',
    'X=-----BEGIN hunter2',
    'CERT="first\nhunter2\nlast"',
    'EASEL_REDIS_PASSWORD_FILE=hunter2',
  ])('is %s, by its name', (line) => {
    const { text, leftOut } = harmlessSettings(`EASEL_PORT=8080\n${line}\nEASEL_LANES=2\n`);
    expect(text).toBe('EASEL_PORT=8080\nEASEL_LANES=2\n');
    expect(leftOut).toEqual([/([^\s=]+)=/.exec(line)?.[1]]);
  });

  it('is a comment that says a password', () => {
    expect(harmlessSettings('# 口令:hunter2\n# password is hunter2\n# ours\n').text).toBe(
      '# ours\n',
    );
  });

  it('is nothing else', () => {
    const text = [
      '# Written by easel.',
      'EASEL_HOST=10.0.0.5',
      'EASEL_TLS_KEY=/var/lib/easel/secrets/tls.key',
      'EASEL_REDIS_PASSWORD_FILE=/var/lib/easel/secrets/redis-password',
      'EASEL_REDIS_URL=redis://bolts-redis:6379',
      '',
    ].join('\n');
    expect(harmlessSettings(text)).toEqual({ text, leftOut: [] });
  });

  it('is by the same words that a bundle for support is kept free of', () => {
    const said = readFileSync(redact, 'utf8');
    const listed = (name: string) => new RegExp(`^${name}='(.*)'$`, 'm').exec(said)?.[1];
    expect([listed('secret_words'), listed('secret_ends')]).toEqual([secretWords, secretEnds]);
  });
});
