import type { BatchWish, BatchClient, BatchStatus } from '@easel/contract';
import { exits, type Exit } from '../exits.js';
import { explain } from '../explain.js';
import { whole } from '../figures.js';
import { messages } from '../messages.js';
import { term } from '../term.js';
import type { Terminal } from '../terminal.js';
import { local, moment } from '../times.js';
import { hindrance } from './hindrance.js';
import { batchesOf, type BatchDesk } from './where.js';

/** How many `easel batch list` shows at once. */
const PAGE = 50;

/** `easel batch list`: newest first. */
export async function list(desk: BatchDesk, after: string | undefined): Promise<Exit> {
  const { terminal } = desk;
  const api = await batchesOf(desk);
  const page = await asked(api, () => api.list({ limit: PAGE, after }));
  terminal.show(page, ({ batches, next }) => {
    if (batches.length === 0) terminal.say(messages.noBatches);
    else terminal.table([heading(terminal), ...batches.map((batch) => row(batch, terminal))]);
    if (next !== null) terminal.note(messages.olderBatches(next));
  });
  return exits.done;
}

/** `easel batch status` */
export async function batchStatus(desk: BatchDesk, id: string): Promise<Exit> {
  const api = await batchesOf(desk, desk.runs.find(id));
  const batch = await asked(api, () => api.get(id));
  desk.terminal.show(batch, (batch) => tell(batch, desk.terminal));
  return exits.done;
}

/** `easel batch pause` and `easel batch cancel`: says how it is then. */
export async function wish(desk: BatchDesk, id: string, wanted: BatchWish): Promise<Exit> {
  const api = await batchesOf(desk, desk.runs.find(id));
  const batch = await asked(api, () => api.ask(id, wanted));
  desk.terminal.show(batch, (batch) => tell(batch, desk.terminal));
  return exits.done;
}

/** `easel batch delete` */
export async function remove(desk: BatchDesk, id: string): Promise<Exit> {
  const known = desk.runs.find(id);
  const api = await batchesOf(desk, known);
  await asked(api, () => api.delete(id));
  if (known) desk.runs.forget(known);
  desk.terminal.show({ id, deleted: true }, () => desk.terminal.say(messages.batchDeleted(id)));
  return exits.done;
}

async function asked<T>({ url }: BatchClient, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    throw explain(error, url);
  }
}

function heading(terminal: Terminal): string[] {
  const { batch, state, pictures, failed, made } = messages;
  return [batch, state, pictures, failed, made].map((words) => terminal.text(words));
}

function row(batch: BatchStatus, terminal: Terminal): string[] {
  const { id, state, done, pictures, failed, created_at: made } = batch;
  const count = (value: number) => whole(value, terminal.language);
  const how = `${count(done)} / ${count(pictures)}`;
  return [id, term(state, terminal), how, count(failed), local(new Date(made))];
}

function tell(batch: BatchStatus, terminal: Terminal): void {
  const { language } = terminal;
  const text = terminal.text.bind(terminal);
  const count = (value: number) => whole(value, language);
  const { state, images_per_second: rate, estimated_end: doneAt, ended_at: ended } = batch;
  const how = term(state, terminal);
  const why = hindrance(batch);
  const failures = Object.entries(batch.errors).map(([code, times]) =>
    text(messages.byCode(count(times), code)),
  );
  const lines = [
    [messages.batch, batch.id],
    [messages.deployment, batch.deployment],
    [messages.modelVersion, batch.version ?? text(messages.whicheverVersion)],
    [messages.state, why ? text(messages.becomes(how, text(why))) : how],
    [messages.pictures, `${count(batch.done)} / ${count(batch.pictures)}`],
    [messages.failed, [count(batch.failed), ...failures].join('  ')],
    [messages.speedNow, rate === null ? '' : text(messages.perSecond(count(rate)))],
    [messages.doneAt, doneAt === null ? '' : moment(doneAt, language)],
    [messages.made, moment(batch.created_at, language)],
    [messages.ended, ended === null ? '' : moment(ended, language)],
  ] as const;
  terminal.table(lines.flatMap(([name, value]) => (value === '' ? [] : [[text(name), value]])));
}
