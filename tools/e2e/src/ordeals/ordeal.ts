/** What `npm run batch-torture` takes. */
export interface Options {
  pictures: number;
  gateways: number;
  workers: number;
  inferences: number;
  /** Seconds between two deaths of a process, in the mean. */
  every: number;
  seed: number;
  /** Of the upload. */
  mebibytes: number;
  /** That Redis is gone. */
  minutes: number;
}

/** Something that a batch must get over. Returns whether it did, and has said what came of it. */
export type Ordeal = (options: Options) => Promise<boolean>;

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** The last line of each. */
export function verdict(faults: string[]): boolean {
  const whole = 'one row for each picture, and the right one';
  say(`  verdict    ${faults.length === 0 ? whole : `NOT ${whole}: ${faults.join('; ')}`}`);
  return faults.length === 0;
}
