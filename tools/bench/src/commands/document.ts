import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { drawing } from '../report/drawing.js';
import { markdown } from '../report/markdown.js';
import { readRun } from '../report/run.js';
import { checkout } from '../scratch.js';
import { UsageError } from '../usage-error.js';
import type { Language } from '../words.js';

const pages: Record<Language, string> = { en: 'performance', zh: 'performance.zh-CN' };

const marks = { from: '<!-- bench: from here', to: '<!-- bench: to here -->' };

/** Puts a run's figures into the pages about performance, so that nobody types one. @throws UsageError */
export async function document([file, ...more]: string[], here: string): Promise<number> {
  if (file === undefined || more.length > 0)
    throw new UsageError('document takes one file that --json wrote');
  const run = await readRun(resolve(here, file)).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  });
  for (const [language, page] of Object.entries(pages) as [Language, string][]) {
    const path = join(checkout, 'docs', page);
    await writeFile(`${path}.svg`, drawing(run, language));
    const text = markdown(run, language, `${page}.svg`);
    await writeFile(`${path}.md`, between(await readFile(`${path}.md`, 'utf8'), text));
  }
  process.stdout.write(
    `docs/performance.md, its Chinese twin and their drawings hold ${file} now.\n`,
  );
  return 0;
}

function between(page: string, text: string): string {
  const [from, to] = [page.indexOf('\n', page.indexOf(marks.from)), page.indexOf(marks.to)];
  if (!page.includes(marks.from) || to < 0) throw new Error('the page has lost its marks');
  return `${page.slice(0, from)}\n\n${text}\n\n${page.slice(to)}`;
}
