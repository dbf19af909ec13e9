import type { PartName } from './part.js';

/** One part as the host's files have it. A part may have several names (a disk's serial and its world-wide id). */
export type Reading =
  { state: 'read'; values: string[] } | { state: 'absent' } | { state: 'unavailable'; why: string };

/** What the host's files say of this machine, as they say it. Never leaves the process unhashed. */
export type HostReading = Record<PartName, Reading>;
