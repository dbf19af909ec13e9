import type { Words } from '@easel/contract';

/** Sentences by their names: each in English and Chinese, so that neither is forgotten. */
export type Said = Record<string, Words | ((...figures: never[]) => Words)>;
