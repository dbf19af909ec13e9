import type { Flags } from './options.js';

/** One thing that `npm run demo-model --` can do. */
export interface Command {
  about: string;
  flags: Flags;
  run(args: string[]): Promise<void>;
}

/** Where the committed demo model lies. */
export const modelFolder = 'examples/models/surface-defects/1';
