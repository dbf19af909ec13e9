import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { drawing } from '../report/drawing.js';
import { markdown, picture } from '../report/markdown.js';
import { readRun } from '../report/run.js';
import { checkout } from '../scratch.js';
import { UsageError } from '../usage-error.js';
import type { Language } from '../words.js';

const pages: Record<Language, string> = { en: 'performance', zh: 'performance.zh-CN' };

const marks = { from: '<!-- bench: from here', to: '<!-- bench: to here -->' };

/**
 * Puts the figures of runs into the pages about performance, so that nobody types one; the drawing is of the first.
 * @throws UsageError
 */
export async function document([file, ...more]: string[], here: string): Promise<number> {
  if (file === undefined) throw new UsageError('document takes files that --json wrote');
  const first = await read(file, here);
  const others = await Promise.all(more.map((each) => read(each, here)));
  for (const [language, page] of Object.entries(pages) as [Language, string][]) {
    const path = join(checkout, 'docs', page);
    await writeFile(`${path}.svg`, drawing(first, language));
    const text = [
      markdown(first, language),
      picture(language, `${page}.svg`),
      ...others.map((run) => markdown(run, language)),
    ].join('\n\n');
    await writeFile(`${path}.md`, between(await readFile(`${path}.md`, 'utf8'), text));
  }
  process.stdout.write(
    `docs/performance.md, its Chinese twin and their drawings hold ${[file, ...more].join(', ')} now.\n`,
  );
  return 0;
}

const read = (file: string, here: string) =>
  readRun(resolve(here, file)).catch((error: unknown) => {
    throw new UsageError(`${file} cannot be read: ${(error as Error).message}`, { cause: error });
  });

function between(page: string, text: string): string {
  const [from, to] = [page.indexOf('\n', page.indexOf(marks.from)), page.indexOf(marks.to)];
  if (!page.includes(marks.from) || to < 0) throw new Error('the page has lost its marks');
  return `${page.slice(0, from)}\n\n${text}\n\n${page.slice(to)}`;
}
