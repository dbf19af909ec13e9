import { judgedSize } from '../judging/evaluate.js';
import { percent, type Confusion } from '../judging/confusion.js';
import { inputSize } from '../input/preprocessing.js';
import { labels } from '../labels.js';
import type { Plan } from '../training/plan.js';
import { weightCount } from '../training/weights.js';

/** The model's card: what it is, where it comes from, how good it is, what it is not for. */
export function card(plan: Plan, losses: number[], confusion: Confusion): string {
  const { pictures, epochs, seed, workers } = plan;
  const weakest = confusion.weakest;
  return `# surface-defects, version 1

Names what a picture of a metal surface shows: ${labels.join(', ')}. It is the demo deployment of
Easel. **It knows drawings, not photographs, and is not for production.**

## What it is

A convolutional network of ${count(weightCount)} weights: five 3x3 convolutions with ReLU (16, 32, 64, 96 and 64
channels, the first four with stride 2), the largest value of each channel, one dense layer, softmax.
Its input is grey, ${inputSize.width} x ${inputSize.height} pixels, of any picture stretched to that size with an antialiased
bilinear filter; \`manifest.json\` holds the rest. Opset 13, any batch size.

## Data

${count(pictures)} drawn pictures, an equal number of each label, with varied light, finish, grain, angle, scale
and sensor noise. Faint lines along the grain, dust and uneven light are on all of them, intact ones too.
No photograph and no data of anybody was used. Drawn at 256 x 192; in training also mirrored, moved,
lightened, darkened and made noisier at random.

## Training

    npm run demo-model -- train --pictures ${pictures} --epochs ${epochs} --seed ${seed} --workers ${workers} --judged ${confusion.total}

The same command gives the same file, bit for bit. Adam, 64 pictures a step, label smoothing 0.06. Mean
loss ${losses.at(0)?.toFixed(3)} in the first epoch, ${losses.at(-1)?.toFixed(3)} in the last.

## How good it is

**${percent(confusion.accuracy)}** of ${count(confusion.total)} held-out pictures named rightly, an equal number of each label, drawn from
seeds that no training uses, ${judgedSize.width} x ${judgedSize.height} as JPEG of quality 85. Shown down, named across:

${confusion.toString()}

Weakest is **${weakest}**, with a recall of ${percent(confusion.recall(weakest))}.

## The pictures in golden/ and in examples/pictures/

Seeds of training, held-out and example pictures come from ranges that do not meet. The golden pictures
are the first of their range, whatever the model makes of them; of the example pictures those
were left out that the model gets wrong, and no others.

## License

Apache-2.0, as Easel itself.
`;
}

const count = (value: number): string => value.toLocaleString('en-US');
