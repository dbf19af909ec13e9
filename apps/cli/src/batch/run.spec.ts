import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { extract } from 'tar-stream';
import { describe, expect, it } from 'vitest';
import { FakeBatches } from '../testing/fake-batches.js';
import { Operator } from '../testing/operator.js';

const chinese = { LANG: 'zh_CN.UTF-8' };
const finished = { state: 'finished', done: 3, ended_at: '2026-12-12T12:01:00Z' } as const;

/** Somebody with pictures in a folder, and what else lies there. */
function photographer(door: FakeBatches): Operator {
  const operator = new Operator({ url: '' }, { EASEL_URL: door.url });
  const at = (name: string) => join(operator.folder, 'photos', name);
  mkdirSync(at('line 2'), { recursive: true });
  mkdirSync(at('.git'));
  for (const name of ['b.PNG', 'a.jpg', 'line 2/螺丝.bmp', '.git/c.jpg', 'notes.txt', '.d.jpg'])
    writeFileSync(at(name), name.repeat(500));
  symlinkSync('a.jpg', at('link.jpg'));
  return operator;
}

/** A door at which whatever is watched is soon done. */
async function quick(): Promise<FakeBatches> {
  const door = await FakeBatches.open();
  void door.watched().then(() => door.becomes('b1', finished));
  return door;
}

async function unpacked(tar: Buffer): Promise<Record<string, string>> {
  const parser = extract();
  parser.end(tar);
  const files: Record<string, string> = {};
  for await (const entry of parser) files[entry.header.name] = await text(entry);
  return files;
}

/** How much is sent when, and how fast, is up to the machine. */
const anyRate = (text: string) =>
  text
    .replaceAll(/^(Uploading|上传) .*$/gm, '$1 …')
    .replaceAll(/(^(?:Uploading|上传) …\n)+/gm, '$1');

const posted = (door: FakeBatches) => door.asked.filter(({ route }) => route.startsWith('POST'));

describe('easel batch run FOLDER', () => {
  it('sends its pictures as a tar, stays until all are classified, and writes the results', async () => {
    await using door = await quick();
    using operator = photographer(door);
    const { stdout, stderr, status } = await operator.easel(['batch', 'run', 'photos']);
    expect(anyRate(stderr)).toMatchInlineSnapshot(`
      "Left out: 1 file not called .jpg, .jpeg, .png or .bmp (--all takes them).
      Left out: 3 entries hidden, or neither a file nor a folder.
      Uploading …
      All of it is sent; Easel looks through it.
      Batch b1: 3 pictures, version 3.
      Classifying  0 %  0 of 3 pictures
      Classified  100 %  3 of 3 pictures
      "
    `);
    expect(stdout).toBe('Classified, all of 3 pictures: results.csv\n');
    expect(status).toBe(0);
    expect(readFileSync(join(operator.folder, 'results.csv'), 'utf8')).toBe(door.rows);
    const sent = await unpacked(posted(door)[0]!.body);
    expect(Object.keys(sent)).toEqual(['a.jpg', 'b.PNG', 'line 2/螺丝.bmp']);
    expect(sent['line 2/螺丝.bmp']).toBe('line 2/螺丝.bmp'.repeat(500));
    expect(readdirSync(operator.folder).filter((name) => name.includes('part'))).toEqual([]);
  });

  it('says so in Chinese', async () => {
    await using door = await quick();
    using operator = photographer(door);
    const { stdout, stderr } = await operator.easel(['batch', 'run', 'photos'], { env: chinese });
    expect(anyRate(stderr)).toMatchInlineSnapshot(`
      "略过 1 个扩展名不是 .jpg、.jpeg、.png、.bmp 的文件(--all 可全部上传)。
      略过 3 项隐藏文件,或既非文件也非文件夹的项。
      上传 …
      上传完成,Easel 正在检查内容。
      任务 b1:3 张图片,版本 3。
      分类  0 %  0 / 3 张
      完成  100 %  3 / 3 张
      "
    `);
    expect(stdout).toBe('3 张图片全部完成:results.csv\n');
  });
});
