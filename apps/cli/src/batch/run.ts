import { randomUUID } from 'node:crypto';
import { batchOptionsSchema, type BatchStatus } from '@easel/contract';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { whole } from '../figures.js';
import { path } from '../input.js';
import { messages } from '../messages.js';
import { Progress } from '../progress.js';
import type { Terminal } from '../terminal.js';
import { begin } from './begin.js';
import { finish } from './finish.js';
import { outOf, type OutOptions } from './out.js';
import { checkOut } from './results-file.js';
import type { Run } from './runs.js';
import { batchesOf, type BatchDesk } from './where.js';

export interface RunOptions extends OutOptions {
  top?: string;
  version?: string;
  all?: boolean;
  import?: string;
  detach?: boolean;
}

/** `easel batch run`: sends the pictures, or names a folder that the server has, and stays until the results are here. */
export async function run(desk: BatchDesk, paths: string[], options: RunOptions): Promise<Exit> {
  const source = sourceOf(paths, options);
  const said = optionsOf(options);
  const out = outOf(options);
  const { detach = false } = options;
  if (!detach) checkOut(out);
  const api = await batchesOf(desk);
  const { url, deployment } = api;
  const made = { key: randomUUID(), began: Date.now(), id: null };
  const begun = { ...made, url, deployment, source, options: said, ...out };
  const batch = await beginning(desk, begun);
  if (!detach) return finish({ api, terminal: desk.terminal }, batch.id, out);
  desk.terminal.show(batch, ({ id }) => desk.terminal.say(messages.comeBack(id)));
  return exits.done;
}

/** Makes the batch of a run, and says what it is. */
export async function beginning(desk: BatchDesk, run: Run): Promise<BatchStatus> {
  const { terminal, runs } = desk;
  using progress = new Progress(terminal);
  const api = await batchesOf(desk, run);
  const batch = await begin({ api, run, runs, terminal, progress });
  if (!terminal.json) progress.note(begun(batch, terminal));
  return batch;
}

function begun({ id, pictures, version }: BatchStatus, { language }: Terminal) {
  const { en, zh } = messages.whicheverVersion;
  return messages.begun(id, whole(pictures, language), version ?? (language === 'zh' ? zh : en));
}

function sourceOf(paths: string[], options: RunOptions): Run['source'] {
  const { import: folder, all = false } = options;
  if ((folder === undefined) === (paths.length === 0))
    throw new Failure(exits.usage, messages.pathOrImport);
  if (folder !== undefined) return { folder };
  return { paths: paths.map((named) => path(named)), all };
}

function optionsOf({ top, version }: RunOptions): Run['options'] {
  const { shape } = batchOptionsSchema;
  const topNum = shape.top_num.safeParse(top);
  if (!topNum.success) throw new Failure(exits.usage, messages.badTop);
  const named = shape.version.safeParse(version);
  if (!named.success) throw new Failure(exits.usage, messages.badVersion);
  return {
    ...(topNum.data === undefined ? {} : { top_num: topNum.data }),
    ...(named.data === undefined ? {} : { version: named.data }),
  };
}
