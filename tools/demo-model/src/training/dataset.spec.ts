import { describe, expect, it } from 'vitest';
import { fit, inputLength } from '../input/preprocessing.js';
import { labels } from '../labels.js';
import { draw } from '../drawing/draw.js';
import { pictureSeed } from '../seeds.js';
import { drawInto, labelIndex } from './dataset.js';

describe('the training pictures', () => {
  it('show every label equally often', () => {
    const counts = labels.map(() => 0);
    for (let index = 0; index < 600; index += 1) {
      const label = labelIndex(index);
      counts[label] = (counts[label] ?? 0) + 1;
    }
    expect(counts).toEqual(labels.map(() => 100));
  });

  it('lie each in its own place, under the label that it is trained as', () => {
    const pictures = new Uint8Array(3 * inputLength);
    drawInto(pictures, 1, 5);
    const expected = draw(labels[labelIndex(1)]!, pictureSeed('training', 5, 1), {
      width: 256,
      height: 192,
    });
    expect(pictures.subarray(inputLength, 2 * inputLength)).toEqual(fit(expected));
    expect(pictures.subarray(0, inputLength).some(Boolean)).toBe(false);
    expect(pictures.subarray(2 * inputLength).some(Boolean)).toBe(false);
  });
});
