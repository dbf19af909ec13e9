/** Told of each step, and of how far a long one is: bytes, of how many. */
export type Tell = (step: string, done?: number, total?: number) => void;
