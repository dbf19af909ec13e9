import { Socket } from 'node:net';
import { EaselError } from '@easel/errors';
import { ModelError, readRelease } from '@easel/models';
import { onnxruntime } from '../backend/onnxruntime.js';
import { Classifier } from '../classifier.js';
import { whyNoTurboJpeg } from '../pictures/turbojpeg.js';
import { Channel } from './channel.js';
import { LanesEnd } from './lanes-end.js';
import { LaneQueue, type Picture } from './lane-queue.js';
import { Sacrifice } from './sacrifice.js';
import {
  CHANNEL_FD,
  SHELF_FD,
  monotonicMs,
  type Answer,
  type Question,
  type ReleaseKey,
} from './protocol.js';

/**
 * A process of its own that decodes and classifies: onnxruntime blocks the thread that calls it, and a crash in native
 * code costs this process only.
 */
const classifiers = new Map<ReleaseKey, Classifier>();
const channel = new Channel<Answer, Question>(new Socket({ fd: CHANNEL_FD }));
const shelf = new LanesEnd(SHELF_FD);
const sacrifice = new Sacrifice();

const queue = new LaneQueue({
  answer: (picture) => answerOf(picture.id, () => classify(picture)),
  send: (answers) => channel.send(answers),
  batch: () => Math.max(...[...classifiers.values()].map(({ batch }) => batch), 1),
});

type Asked<A extends Question['ask']> = Extract<Question, { ask: A }>;

const deeds: { [A in Question['ask']]: (question: Asked<A>) => void } = {
  load: ({ id, key, release, way }) =>
    void answerOf(id, async () => {
      using _first = sacrifice.whileLoading();
      const whole = await readRelease(release.folder, release);
      classifiers.set(key, await Classifier.load(whole, onnxruntime, way));
      return null;
    }).then((answer) => channel.send([answer])),

  unload: ({ id, key }) =>
    void answerOf(id, async () => {
      await classifiers.get(key)?.dispose();
      classifiers.delete(key);
      return null;
    }).then((answer) => channel.send([answer])),

  classify: (picture) => queue.add(picture),

  drop: ({ id }) => queue.drop(id),
};

channel.on('messages', (questions) => {
  for (const question of questions) (deeds[question.ask] as (question: Question) => void)(question);
});

if (whyNoTurboJpeg !== undefined) {
  const warning = 'libjpeg-turbo cannot be loaded: JPEGs are decoded by libvips, which is slower';
  channel.send([{ id: 0, warning, cause: inWords(whyNoTurboJpeg) }]);
}

// A terminal's Ctrl-C reaches the whole group: a lane ends when its service is done with it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
channel.on('close', () => process.exit(0));

async function classify({ id, key, image, topNum, due, watched }: Picture) {
  if (monotonicMs() > due) throw EaselError.unavailable('the deadline passed before decoding', 1);
  const classifier = classifiers.get(key);
  if (!classifier) throw new Error(`the lane has no ${key}`);
  if (watched) channel.send([{ id, begun: true }]);
  if (image instanceof Uint8Array) return classifier.classify(image, topNum);
  using taken = shelf.take(image);
  return await classifier.classify(taken.picture, topNum);
}

async function answerOf(
  id: number,
  work: () => ReturnType<Classifier['classify']> | Promise<null>,
): Promise<Answer> {
  try {
    return { id, done: await work() };
  } catch (thrown) {
    return { id, ...faultOf(thrown) };
  }
}

function faultOf(thrown: unknown) {
  if (thrown instanceof EaselError) return { failed: { code: thrown.code, detail: thrown.detail } };
  if (thrown instanceof ModelError) return { broken: thrown.message };
  return { broken: inWords(thrown) };
}

function inWords(thrown: unknown): string {
  return thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
}
