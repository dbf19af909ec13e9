import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { planFor } from '@easel/inference';
import { readRelease } from '@easel/models';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import sharp from 'sharp';
import { fastest } from './fastest.js';
import type { Job, Laps, Order, Report, Work } from './protocol.js';
import { waysOf } from './ways.js';

// A process that does one thing over and over: what this machine can do when nothing else is asked of it.

/** As Easel's lanes open theirs, but written down here: what they measure up to must not follow their mistakes. */
const sessionOptions: InferenceSession.SessionOptions = {
  executionProviders: ['cpu'],
  interOpNumThreads: 1,
  executionMode: 'sequential',
  graphOptimizationLevel: 'all',
  logSeverityLevel: 3,
  extra: { session: { intra_op: { allow_spinning: '0' } } },
};
sharp.concurrency(1);
sharp.cache(false);

const loops: Partial<Record<Work, () => unknown>> = {};

process.on('message', (order: Order) => void obey(order).then((report) => process.send?.(report)));
process.on('disconnect', () => process.exit());

async function obey(order: Order): Promise<Report> {
  if ('job' in order) {
    const { decoder, lap } = await classifyLoop(order.job);
    loops.classify = lap;
    loops.body = bodyLoop(await readFile(order.job.photo));
    return { decoder };
  }
  const lap = loops[order.work];
  if (!lap) throw new Error('there is no job yet');
  return { laps: await run(lap, order.ms) };
}

async function classifyLoop({ release, photo, threads }: Job) {
  const { manifest } = await readRelease(release, { deployment: 'limit', version: '1' });
  const session = await InferenceSession.create(join(release, manifest.model), {
    ...sessionOptions,
    intraOpNumThreads: threads,
  });
  const [input = '', output = ''] = [session.inputNames[0], session.outputNames[0]];
  const { width, height } = manifest.input;
  const file = await readFile(photo);
  const way = await fastest(await waysOf(file, planFor(manifest), width), file);
  const lap = async (): Promise<number> => {
    const values = await way.run(file);
    const feeds = { [input]: new Tensor('float32', values, [1, 3, height, width]) };
    const answer = (await session.run(feeds))[output];
    return best(answer?.data as Float32Array);
  };
  return { decoder: way.decoder, lap };
}

function bodyLoop(photo: Buffer): () => Buffer {
  const body = Buffer.from(JSON.stringify({ image: photo.toString('base64') }));
  return () => {
    const { image } = JSON.parse(body.toString()) as { image: string };
    return Buffer.from(image, 'base64');
  };
}

function best(scores: Float32Array): number {
  let found = 0;
  for (let at = 1; at < scores.length; at += 1)
    if ((scores[at] ?? 0) > (scores[found] ?? 0)) found = at;
  return found;
}

async function run(lap: () => unknown, ms: number): Promise<Laps> {
  const latencies: number[] = [];
  const cpu = process.cpuUsage();
  const begun = performance.now();
  let now = begun;
  while (now - begun < ms) {
    await lap();
    const after = performance.now();
    latencies.push(after - now);
    now = after;
  }
  const { user, system } = process.cpuUsage(cpu);
  return { count: latencies.length, wallMs: now - begun, cpuMs: (user + system) / 1000, latencies };
}
