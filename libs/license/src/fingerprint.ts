/** The parts of a machine that a licence may be bound to. */
export const partNames = [
  'machineId',
  'productUuid',
  'boardSerial',
  'diskSerial',
  'nics',
  'developmentId',
] as const;

export type PartName = (typeof partNames)[number];

/** A licence's machine: for each part that it has, the keyed hashes of which any one is that part. */
export type Fingerprint = Partial<Record<PartName, string[]>>;

/** One part of this machine as it shows itself now. Unavailable is not absent: it may come back. */
export type Sighting =
  { state: 'seen'; hashes: string[] } | { state: 'absent' } | { state: 'unavailable'; why: string };

/** This machine as it shows itself now. */
export type Observation = Record<PartName, Sighting>;
