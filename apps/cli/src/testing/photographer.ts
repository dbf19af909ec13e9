import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Operator } from './operator.js';

/** Somebody with pictures in a folder, what else lies there, and an Easel to send them to. */
export function photographer({ url }: { url: string }): Operator {
  const operator = new Operator({ url: '' }, { EASEL_URL: url });
  const at = (name: string) => join(operator.folder, 'photos', name);
  mkdirSync(at('line 2'), { recursive: true });
  mkdirSync(at('.git'));
  for (const name of ['b.PNG', 'a.jpg', 'line 2/螺丝.bmp', '.git/c.jpg', 'notes.txt', '.d.jpg'])
    writeFileSync(at(name), name.repeat(500));
  symlinkSync('a.jpg', at('link.jpg'));
  return operator;
}
