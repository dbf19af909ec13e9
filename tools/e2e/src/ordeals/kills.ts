import { randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { Rng } from '@easel/demo-model';
import { BatchStore } from '@easel/jobs';
import { rowsOf } from '../made-batch.js';
import { KnownPictures } from '../known-pictures.js';
import { StubbornCaller } from '../stubborn-caller.js';
import { TestSite } from '../test-site.js';
import { Killer } from './killer.js';
import { say, verdict, type Ordeal } from './ordeal.js';

/** An upload and its batch while every process is killed again and again. */
export const kills: Ordeal = async ({ pictures, every, seed, ...asked }) => {
  const counts = { gateway: asked.gateways, batch: asked.workers, inference: asked.inferences };
  await using site = await TestSite.start({ batches: true, counts });
  const known = await KnownPictures.ask(site.client);
  const caller = new StubbornCaller(site);
  const victims = (['gateway', 'batch', 'inference', 'redis', 'licensing'] as const).flatMap(
    (service) => site.processes(service),
  );

  const begun = performance.now();
  const seconds = () => ((performance.now() - begun) / 1000).toFixed(0);
  const killer = new Killer(site, victims, { everyMs: every * 1000, chance: new Rng(seed, '') });
  const { id } = await caller.create(() => known.tar(pictures), randomUUID());
  const made = seconds();
  const { state } = await caller.ended(id);
  const rows = await caller.results(id);
  const ended = seconds();
  await killer.rest();

  const store = new BatchStore(site.home);
  const batch = store.open(id);
  const onDisk = batch ? await rowsOf(batch) : [];
  const batches = await caller.ids();
  const left = (await readdir(store.folder)).length - batches.length;
  const total = Object.values(killer.kills).reduce((sum, one) => sum + one, 0);
  say(`${pictures} pictures, ${asked.gateways} gateways, ${asked.workers} workers, ${asked.inferences} inferences, seed ${seed}
  made       after ${made} s, ${left} half-made ones left behind
  ${state.padEnd(10)} after ${ended} s
  killed     ${total}: ${JSON.stringify(killer.kills)}
  rows       ${rows.length}`);
  return verdict([
    ...known.faults(rows, pictures),
    ...known.faults(onDisk, pictures).map((fault) => `on disk ${fault}`),
    ...(state === 'finished' ? [] : [`it is ${state}`]),
    ...(batches.length === 1 ? [] : [`${batches.length} batches came of one`]),
  ]);
};
