import type { Span } from '@easel/platform';
import type { Worked } from '../lanes/lane-pool.js';
import { monotonicMs } from '../lanes/protocol.js';

/**
 * The stages of a picture as parts of `span`. They were in a lane, which traces nothing itself: it says when.
 * @param from when the picture came, on performance.now's clock.
 */
export function spanStages(span: Span, from: number, worked: Worked): void {
  const here = performance.now() - monotonicMs();
  const [decode, infer] = [worked.decodeAt + here, worked.inferAt + here];
  const attributes = { 'easel.lane': worked.lane };
  span.passed('queue', { from, to: decode });
  span.passed('decode', { from: decode, to: decode + worked.decodeMs, attributes });
  span.passed('infer', { from: infer, to: infer + worked.inferMs, attributes });
}
