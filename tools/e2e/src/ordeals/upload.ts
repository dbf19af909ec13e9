import { randomUUID } from 'node:crypto';
import { draw, encode, pictureSeed } from '@easel/demo-model';
import { StubbornCaller } from '../stubborn-caller.js';
import { tarOf } from '../tar.js';
import { TestSite } from '../test-site.js';
import { Allowance, peakMib } from './allowance.js';
import { say, type Ordeal } from './ordeal.js';

const ALLOWED_MIB = 256;

/** A large tar, sent to a gateway and done by a worker that have little memory. */
export const upload: Ordeal = async ({ mebibytes }) => {
  const drawn = draw('crack', pictureSeed('fresh', 0, 0), { width: 1920, height: 1080 });
  const photo = Buffer.from(await encode(drawn, 'jpg'));
  const pictures = Math.ceil((mebibytes * 2 ** 20) / photo.length);

  const limited = ['gateway', 'batch'] as const;
  await using allowances = new AsyncDisposableStack();
  await using site = await TestSite.start({ batches: true });
  let within = 'allowed, by a control group';
  for (const name of limited) {
    const allowance = await Allowance.make(name, ALLOWED_MIB);
    if (allowance) {
      allowances.use(allowance);
      await site.stop(name);
      await allowance.for(() => site.start(name));
    } else within = 'wanted; no control group could be had, so nothing held it';
  }
  const pids = limited.map((name) => site.pid(name));
  const idle = await Promise.all(pids.map(peakMib));

  const begun = performance.now();
  const seconds = () => ((performance.now() - begun) / 1000).toFixed(0);
  const caller = new StubbornCaller(site);
  const archive = () => tarOf(pictures, (at) => ({ name: `${at}.jpg`, bytes: photo }));
  const { id } = await caller.create(archive, randomUUID());
  const made = seconds();
  const uploaded = await Promise.all(pids.map(peakMib));
  await caller.ended(id);
  const rows = await caller.results(id);
  const peaks = await Promise.all(pids.map(peakMib));

  const same = pids.every((pid, at) => site.pid(limited[at] ?? 'batch') === pid);
  const right = rows.filter((row, at) => row.id === `${at}.jpg` && 'results' in row).length;
  const good =
    same && right === pictures && rows.length === pictures && Math.max(...peaks) <= ALLOWED_MIB;
  const mib = (all: number[]) => all.map((one) => one.toFixed(0)).join(' and ');
  say(`a tar of ${mebibytes} MiB, ${pictures} pictures; ${ALLOWED_MIB} MiB each ${within}
  made       after ${made} s, done after ${seconds()} s
  rows       ${rows.length}, of them with results and in place ${right}
  peak RSS   of gateway and worker ${mib(idle)} MiB at rest, ${mib(uploaded)} after the upload, ${mib(peaks)} at the end
  verdict    ${good ? 'complete, within what is allowed' : 'NOT complete and within what is allowed'}`);
  return good;
};
