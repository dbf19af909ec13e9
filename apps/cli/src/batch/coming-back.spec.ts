import { readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { FakeBatches, refuse } from '../testing/fake-batches.js';
import { photographer } from '../testing/photographer.js';
import { Running } from '../testing/running.js';

const finished = { state: 'finished', done: 3, ended_at: '2026-12-12T12:01:00Z' } as const;
const chinese = { LANG: 'zh_CN.UTF-8' };

const read = (folder: string, file = 'results.csv') => readFileSync(join(folder, file), 'utf8');
const keysSent = (door: FakeBatches) =>
  door.asked.filter(({ route }) => route.startsWith('POST')).map(({ key }) => key);
const times = (text: string, words: string) => text.split(words).length - 1;

describe('Ctrl-C', () => {
  it.each([
    [{}, 'Stopped watching; the batch goes on. To come back: easel batch resume b1'],
    [chinese, '已停止查看,任务继续执行。重新查看:easel batch resume b1'],
  ])(
    'while a batch is watched leaves it running, and says how to come back %o',
    async (env, words) => {
      await using door = await FakeBatches.open();
      using operator = photographer(door);
      const args = ['batch', 'run', 'photos', '--out', 'names.csv'];
      const running = new Running(operator.start(args, env));
      await door.watched();
      const { status, stderr } = await running.ctrlC();
      expect(stderr).toContain(words);
      expect(status).toBe(130);
      expect(door.batches.get('b1')).toMatchObject({ state: 'running' });

      door.becomes('b1', finished);
      const back = await operator.easel(['batch', 'resume']);
      expect(back.stdout).toBe('Classified, all of 3 pictures: names.csv\n');
      expect(back.status).toBe(0);
      expect(read(operator.folder, 'names.csv')).toBe(door.rows);
      expect(keysSent(door)).toHaveLength(1);
    },
  );

  it('at a terminal says the same', async () => {
    await using door = await FakeBatches.open();
    using operator = photographer(door);
    const answers: [string, string][] = [['0 of 3 pictures', '\u0003']];
    const { stdout, status } = await operator.atTerminal(['batch', 'run', 'photos'], answers);
    expect(stdout).toContain('Stopped watching; the batch goes on.');
    expect(status).toBe(130);
  });

  it('while pictures are sent says that nothing was begun, and that is so', async () => {
    await using door = await FakeBatches.open();
    door.deaf = true;
    using operator = photographer(door);
    writeFileSync(join(operator.folder, 'photos/large.jpg'), '');
    truncateSync(join(operator.folder, 'photos/large.jpg'), 100_000_000);
    const running = new Running(operator.start(['batch', 'run', 'photos']));
    await door.reached();
    const { status, stderr } = await running.ctrlC();
    expect(stderr).toMatch(/Stopped\. Nothing was begun\.\n$/);
    expect(status).toBe(130);
    const back = await operator.easel(['batch', 'resume']);
    expect(back.stderr).toContain('No batch was begun from here.');
    expect(back.status).toBe(1);
  });

  it('after all is sent cannot say so; coming back sends it again, and there is one batch', async () => {
    await using door = await FakeBatches.open();
    door.instead['POST screws'] = [() => undefined]; // it is at work on it
    using operator = photographer(door);
    const running = new Running(operator.start(['batch', 'run', 'photos']));
    await running.notes('All of it is sent');
    const { status, stderr } = await running.ctrlC();
    expect(stderr).toContain('To see whether it began, and go on: easel batch resume');
    expect(status).toBe(130);
    void door.watched().then(() => door.becomes('b1', finished));
    expect((await operator.easel(['batch', 'resume'])).status).toBe(0);
    expect(new Set(keysSent(door)).size).toBe(1);
    expect(keysSent(door)).toHaveLength(2);
  });
});

describe('a connection that is lost', () => {
  it('while the answer to all that was sent is on its way: is sent again, and there is one batch', async () => {
    await using door = await FakeBatches.open();
    door.instead['POST screws'] = [(response) => response.destroy()];
    void door.watched().then(() => door.becomes('b1', finished));
    using operator = photographer(door);
    const { stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stderr).toContain('is out of reach (ECONNRESET)');
    expect(times(stderr, 'Sending it again.')).toBe(1);
    expect(status).toBe(0);
    expect(new Set(keysSent(door)).size).toBe(1);
    expect(keysSent(door)).toHaveLength(2);
  });

  it('while a batch is watched is said once, and waited out', async () => {
    await using door = await FakeBatches.open();
    using operator = photographer(door);
    const running = new Running(operator.start(['batch', 'run', 'photos']));
    await door.watched();
    await door.stop();
    await running.notes('The batch does not need this connection');
    await door.start();
    void door.watched().then(() => door.becomes('b1', finished));
    const { stderr, status } = await running.ended;
    expect(times(stderr, 'The batch does not need this connection')).toBe(1);
    expect(status).toBe(0);
    expect(read(operator.folder)).toBe(door.rows);
  });

  it('where events do not come through at all: the batch is asked for from time to time', async () => {
    await using door = await FakeBatches.open();
    const busy = Array.from(
      { length: 9 },
      () => (response: Parameters<typeof refuse>[0]) =>
        refuse(response, 503, 'too many watch already'),
    );
    door.instead['GET screws/b1/events'] = busy;
    void door.heard('GET screws/b1').then(() => door.becomes('b1', finished));
    using operator = photographer(door);
    const { stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(times(stderr, 'too many watch already')).toBe(1);
    expect(status).toBe(0);
  });

  it('while results come: they are fetched again, and the file is whole', async () => {
    await using door = await FakeBatches.open();
    door.instead['GET screws/b1/results?format=csv'] = [
      (response) => {
        response.writeHead(200).write('id,error_co', () => response.destroy());
      },
    ];
    void door.watched().then(() => door.becomes('b1', finished));
    using operator = photographer(door);
    const { stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(stderr).toContain('Fetching the results again.');
    expect(status).toBe(0);
    expect(read(operator.folder)).toBe(door.rows);
    expect(readdirSync(operator.folder).filter((name) => name.includes('part'))).toEqual([]);
  });

  it('is no reason to go on where the batch itself is gone', async () => {
    await using door = await FakeBatches.open();
    using operator = photographer(door);
    const running = new Running(operator.start(['batch', 'run', 'photos']));
    await door.watched();
    door.batches.clear();
    await door.stop();
    await door.start();
    const { stderr, status } = await running.ended;
    expect(stderr).toContain('Easel says: there is no batch b1');
    expect(status).toBe(1);
  });
});

describe('easel batch resume', () => {
  it('lets one go on that was paused, with a word about it', async () => {
    await using door = await FakeBatches.open();
    door.becomes('b7', { state: 'paused' });
    void door.watched().then(() => door.becomes('b7', finished));
    using operator = photographer(door);
    const { stderr, status } = await operator.easel(['batch', 'resume', 'b7']);
    expect(stderr).toContain('It was paused, and goes on now.\n');
    expect(door.routes).toContain('POST screws/b7/resume');
    expect(status).toBe(0);
  });

  it('shows why one waits', async () => {
    await using door = await FakeBatches.open();
    door.becomes('b7', { state: 'waiting', waits_for: 'license', why: 'no licence is in force' });
    using operator = photographer(door);
    const running = new Running(operator.start(['batch', 'resume', 'b7']));
    await running.notes('Waiting: no licence is in force  0 %  0 of 3 pictures');
    door.becomes('b7', { ...finished, waits_for: null, why: null });
    expect((await running.ended).status).toBe(0);
  });
});

describe('at a terminal', () => {
  it('a bar is drawn in one line, with the rate and the time left', async () => {
    await using door = await FakeBatches.open();
    const half = { done: 5_000, pictures: 10_000, images_per_second: 100, failed: 2 };
    void door.watched().then(() => door.becomes('b1', { ...half, errors: { 336005: 2 } }));
    using operator = photographer(door);
    const answers: [string, string][] = [['2 failed', '\u0003']];
    const args = ['batch', 'run', 'photos'];
    const { stdout, coloured } = await operator.atTerminal(args, answers, { COLUMNS: '100' });
    expect(stdout).toMatch(
      /Classifying \[#+-+\] 50 % {2}5,000 of 10,000 pictures {2}100\/s {2}50s left {2}2 failed/,
    );
    expect(coloured).toContain('\r\u001b[K');
    expect(stdout).toMatch(/Uploading \[#+\] 100 %/);
  });
});
