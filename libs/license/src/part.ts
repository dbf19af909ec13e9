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
