import { percent } from '../judging/confusion.js';
import { evaluate } from '../judging/evaluate.js';
import { perRun } from '../seeds.js';
import { startBackend } from '../training/backend.js';
import { batch } from '../training/plan.js';
import { train } from '../training/train.js';
import { writeVersion } from '../version/write-version.js';
import { modelFolder, type Command } from './command.js';
import { readFlags, whole } from './options.js';

const flags = {
  pictures: { about: 'how many pictures to draw and train on', default: '9000' },
  epochs: { about: 'how often to see each of them', default: '14' },
  seed: { about: 'picks pictures, first weights and order', default: '1' },
  workers: { about: 'threads; another count rounds differently', default: '2' },
  judged: { about: 'how many unseen pictures to judge it by', default: '1200' },
  out: { about: 'the model version to write', default: modelFolder },
};

export const trainCommand: Command = {
  about: 'draws pictures, trains the network, judges it, writes the model version',
  flags,
  async run(args) {
    const values = readFlags(flags, args);
    const plan = {
      pictures: whole(values, 'pictures', { least: batch, most: perRun }),
      epochs: whole(values, 'epochs', { least: 1, most: 1000 }),
      seed: whole(values, 'seed', { least: 0, most: 9999 }),
      workers: whole(values, 'workers', { least: 1, most: 16 }),
    };
    const judged = whole(values, 'judged', { least: 6, most: perRun });
    console.log(`drawing ${plan.pictures} pictures on ${plan.workers} threads`);
    const losses: number[] = [];
    const weights = await train(plan, (epoch, loss) => {
      losses.push(loss);
      console.log(`epoch ${epoch} of ${plan.epochs}: loss ${loss.toFixed(4)}`);
    });
    await startBackend();
    const confusion = await evaluate(weights, { pictures: judged, run: plan.seed });
    console.log(
      `${percent(confusion.accuracy)} of ${judged} unseen pictures\n${confusion.toString()}`,
    );
    await writeVersion(values.out, { plan, weights, losses, confusion });
    console.log(`written to ${values.out}`);
  },
};
