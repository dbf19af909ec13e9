import { percent } from '../judging/confusion.js';
import { evaluate } from '../judging/evaluate.js';
import { perRun } from '../seeds.js';
import { startBackend } from '../training/backend.js';
import { modelFolder, type Command } from './command.js';
import { readFlags, whole } from './options.js';
import { readWeights } from './read-weights.js';

const flags = {
  model: { about: 'the model version to judge', default: modelFolder },
  pictures: { about: 'how many unseen pictures to judge it by', default: '1200' },
  run: { about: 'which of them; two runs share none', default: '2' },
};

export const evaluateCommand: Command = {
  about: 'judges a model version on pictures that no training uses',
  flags,
  async run(args) {
    const values = readFlags(flags, args);
    const pictures = whole(values, 'pictures', { least: 6, most: perRun });
    const run = whole(values, 'run', { least: 0, most: 9999 });
    const weights = await readWeights(values.model);
    await startBackend();
    const confusion = await evaluate(weights, { pictures, run });
    console.log(`${percent(confusion.accuracy)} of ${pictures} unseen pictures, run ${run}`);
    console.log(confusion.toString());
  },
};
