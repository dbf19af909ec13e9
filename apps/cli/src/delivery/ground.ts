import type { Engine } from '../docker/engine.js';
import type { Terminal } from '../terminal.js';
import type { WorkFolder } from './work-folder.js';

/** What every delivery stands on. */
export interface Ground {
  work: WorkFolder;
  engine: Engine;
  terminal: Terminal;
}
