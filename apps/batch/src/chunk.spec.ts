import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { EaselError } from '@easel/errors';
import type { Question } from '@easel/inference-client';
import type { Batch } from '@easel/jobs';
import { LogIds, type Logger } from '@easel/platform';
import type { inference } from '@easel/rpc';
import { beforeEach, describe, expect, it } from 'vitest';
import { Chunk } from './chunk.js';
import { PictureFiles } from './picture-file.js';
import { Places } from './places.js';
import { makeBatch, newStore } from './testing/batch-on-disk.js';

type Answer = inference.Classification | EaselError;

const named = (name: string): inference.Classification => ({
  scores: [{ name, score: Math.fround(0.9318856) }],
  timing: undefined,
  version: '7',
});

/** Inference that answers a picture with what it holds, after the refusals that it was told to give. */
class FakeInference {
  readonly asked: Question[] = [];
  refusals: Answer[] = [];
  /** What a picture holds that cannot be decoded. */
  bad = '';
  most = 0;
  #now = 0;

  classify = async (question: Question, gone: AbortSignal): Promise<inference.Classification> => {
    this.asked.push(question);
    this.most = Math.max(this.most, (this.#now += 1));
    await new Promise(setImmediate);
    this.#now -= 1;
    if (gone.aborted) throw EaselError.unavailable('the caller has gone', 1);
    if (question.image.toString() === this.bad) throw new EaselError(336005, 'truncated');
    const answer = this.refusals.shift() ?? named(question.image.toString());
    if (answer instanceof EaselError) throw answer;
    return answer;
  };
}

let inferenceHere: FakeInference;
let batch: Batch;
let hindrance: string | undefined;
let said: unknown[];
let tell: (details: object) => void;
beforeEach(async () => {
  inferenceHere = new FakeInference();
  batch = await makeBatch(newStore(), ['a', 'b', 'c', 'd']);
  hindrance = undefined;
  said = [];
  tell = (details) => said.push(details);
});

function chunk(): Chunk {
  const tools = {
    inference: inferenceHere,
    files: new PictureFiles([]),
    places: new Places(() => 2),
    logIds: new LogIds(1),
    log: { warn: (details: object) => tell(details) } as unknown as Logger,
  };
  return new Chunk(batch, tools, () => hindrance);
}
const rows = () => chunk().rows(batch.pictures(0));
const row = (name: string) => ({ id: `the ${name}`, results: [{ name, score: 0.9318856 }] });

describe('a chunk', () => {
  it('has a row for each picture, in order, asked for behind live ones, at most so many at once', async () => {
    expect(await rows()).toEqual(['a', 'b', 'c', 'd'].map(row));
    expect(inferenceHere.most).toBeLessThanOrEqual(2);
    expect(inferenceHere.asked[0]).toMatchObject({
      ...{ deployment: 'steel', version: '7', topNum: 2, background: true },
    });
  });

  it('waits out what another moment mends, and has the same rows', async () => {
    const busy = () => EaselError.unavailable('busy', 1);
    inferenceHere.refusals = [busy(), busy(), EaselError.from(new Error('unforeseen')), busy()];
    expect(await rows()).toEqual(['a', 'b', 'c', 'd'].map(row));
    expect(inferenceHere.asked).toHaveLength(8);
  });

  it('never asks twice for a picture that is bad: its row says so', async () => {
    inferenceHere.bad = 'a';
    const [first, ...rest] = await rows();
    expect(first).toEqual({
      id: 'the a',
      error_code: 336005,
      error_msg: '图片解码失败: truncated',
    });
    expect(rest).toEqual(['b', 'c', 'd'].map(row));
    expect(inferenceHere.asked).toHaveLength(4);
  });

  it('has a row for a picture that fails in a way nobody foresaw, and one line in the log for all of them', async () => {
    const accident = new RangeError('invalid uint32');
    inferenceHere.refusals = Array.from({ length: 12 }, () => EaselError.from(accident));
    for (const made of await rows()) expect(made).toMatchObject({ error_code: 336000 });
    expect(inferenceHere.asked).toHaveLength(12);
    expect(said).toEqual([
      {
        err: expect.objectContaining({ cause: accident }) as unknown,
        batch: batch.id,
        picture: expect.stringMatching(/^the /) as unknown,
      },
    ]);
  });

  it('that is long without an answer is told of in the log', async () => {
    const away = EaselError.unavailable('away', 1);
    inferenceHere.refusals = Array.from({ length: 99 }, () => away);
    const told = new Promise<object>((resolve) => (tell = resolve));
    const held = chunk();
    const waiting = held.rows(batch.pictures(0));
    expect(await told).toMatchObject({ err: away, batch: batch.id });
    held.putDown();
    await expect(waiting).rejects.toThrow('it is put down');
  }, 30_000);

  it('does not follow a link out of the batch', async () => {
    symlinkSync('/etc/hostname', join(batch.folder, 'pictures/link'));
    expect(await chunk().rows([{ id: 'x', file: 'link' }])).toEqual([
      { id: 'x', error_code: 336005, error_msg: expect.stringContaining('ELOOP') },
    ]);
  });

  it('is put down as a whole where the licence ends', async () => {
    inferenceHere.refusals = [named('a'), new EaselError(337000, 'expired')];
    await expect(rows()).rejects.toThrow('Auth check failed: expired');
  });

  it('is put down where its batch may not go on, or its worker stops, though inference is away', async () => {
    const away = () => Array.from({ length: 99 }, () => EaselError.unavailable('away', 1));
    inferenceHere.refusals = away();
    const paused = rows();
    hindrance = 'pause is wanted';
    await expect(paused).rejects.toThrow('pause is wanted');
    hindrance = undefined;
    inferenceHere.refusals = away();
    const held = chunk();
    const waiting = held.rows(batch.pictures(0));
    held.putDown();
    await expect(waiting).rejects.toThrow('it is put down');
  });
});
