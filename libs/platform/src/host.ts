import type { Edition, Observation } from '@easel/license';

/** This machine as it shows itself to this process now. Parts that only root can read are unavailable to others. */
export function observeHost(_edition: Edition, _home: string): Observation {
  const absent = { state: 'absent' } as const;
  return {
    machineId: absent,
    productUuid: absent,
    boardSerial: absent,
    diskSerial: absent,
    nics: absent,
    developmentId: absent,
  };
}
