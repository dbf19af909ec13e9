import type { Figure } from './figure.js';

/** Requests that were sent and never answered: there may be none. */
export const unansweredFigure = (value: number): Figure => ({
  what: { en: 'requests without an answer', zh: '没有得到回答的请求' },
  value,
  reach: { most: 0 },
});

/** @param value Easel's results a second, in parts of the limit's */
export const plainRatio = (value: number, of?: string): Figure => ({
  what: {
    en: `throughput, of the limit as it is${of === undefined ? '' : ` (${of})`}`,
    zh: `吞吐量与极限之比(未扣除负载发生器)${of === undefined ? '' : `(${of})`}`,
  },
  value,
});
