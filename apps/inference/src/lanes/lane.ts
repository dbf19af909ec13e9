import { EaselError } from '@easel/errors';
import { ModelError, readRelease } from '@easel/models';
import { onnxruntime } from '../backend/onnxruntime.js';
import { Classifier, type Classified } from '../classifier.js';
import { monotonicMs, type Answer, type Question, type ReleaseKey } from './protocol.js';

/**
 * A process of its own that decodes and classifies: onnxruntime blocks the thread that calls it, and a crash in native
 * code costs this process only.
 */
const classifiers = new Map<ReleaseKey, Classifier>();

type Asked<A extends Question['ask']> = Extract<Question, { ask: A }>;

const deeds: { [A in Question['ask']]: (question: Asked<A>) => Promise<Classified | null> } = {
  async load({ key, release }) {
    const whole = await readRelease(release.folder, release);
    classifiers.set(key, await Classifier.load(whole, onnxruntime));
    return null;
  },
  async unload({ key }) {
    await classifiers.get(key)?.dispose();
    classifiers.delete(key);
    return null;
  },
  async classify({ key, image, topNum, due }) {
    if (monotonicMs() > due) throw EaselError.unavailable('the deadline passed before decoding', 1);
    const classifier = classifiers.get(key);
    if (!classifier) throw new Error(`the lane has no ${key}`);
    return classifier.classify(image, topNum);
  },
};

process.on('message', (question: Question) => {
  const deed = deeds[question.ask] as (question: Question) => Promise<Classified | null>;
  deed(question).then(
    (done) => answer({ id: question.id, done }),
    (thrown: unknown) => answer({ id: question.id, ...faultOf(thrown) }),
  );
});

// A terminal's Ctrl-C reaches the whole group: a lane ends when its service is done with it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => undefined);
process.on('disconnect', () => process.exit(0));

function answer(message: Answer): void {
  // Where the service has died meanwhile, nobody is left to answer: 'disconnect' ends this process.
  process.send?.(message, undefined, undefined, () => undefined);
}

function faultOf(thrown: unknown) {
  if (thrown instanceof EaselError) return { failed: { code: thrown.code, detail: thrown.detail } };
  if (thrown instanceof ModelError) return { broken: thrown.message };
  return { broken: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
}
