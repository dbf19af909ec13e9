/** The parts of a machine that a licence may be bound to. `gpu` is a card's UUID, which a licence has alone. */
export const partNames = [
  'machineId',
  'productUuid',
  'boardSerial',
  'diskSerial',
  'nics',
  'developmentId',
  'gpu',
] as const;

export type PartName = (typeof partNames)[number];
