import type { DiskRoom } from './disk-room.js';
import type { ImportRoots } from './import-roots.js';

/** What a batch is made with. */
export interface Making {
  /** The folder for its pictures. */
  pictures: string;
  room: DiskRoom;
  roots: ImportRoots;
  /** Aborts when the gateway stops. */
  stop: AbortSignal;
}
