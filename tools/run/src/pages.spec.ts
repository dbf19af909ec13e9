import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { checkout } from './demo.js';

const pages = globSync('{*.md,docs/**/*.md,examples/**/*.md}', { cwd: checkout });
const read = (page: string) => readFileSync(join(checkout, page), 'utf8');

describe('what people read', () => {
  it.each(pages)('%s links to files that exist', (page) => {
    const links = [...read(page).matchAll(/\]\(([^)#]+)/g)].map(([, link = '']) => link);
    const here = links.filter((link) => !/^https?:/.test(link));
    const missing = here.filter((link) => !existsSync(join(checkout, dirname(page), link)));
    expect(missing).toEqual([]);
  });

  it.each([
    ['README.md', 'README.zh-CN.md'],
    ['docs/models.md', 'docs/models.zh-CN.md'],
    ['docs/batches.md', 'docs/batches.zh-CN.md'],
    ['docs/licensing.md', 'docs/licensing.zh-CN.md'],
    ['docs/performance.md', 'docs/performance.zh-CN.md'],
  ])('%s and its translation give the same commands', (english, chinese) => {
    const commands = (page: string) => read(page).match(/```.*?```|^ {4}\S[^\n]*/gms);
    expect(commands(english)?.length).toBeGreaterThan(3);
    expect(commands(chinese)).toEqual(commands(english));
  });
});
