import { tolerance, type Fingerprint, type PartName } from '@easel/license';

import { count } from '../text.js';

export const partWords: Record<PartName, string> = {
  machineId: 'machine id',
  productUuid: 'product UUID',
  boardSerial: 'board serial',
  diskSerial: 'disk serial',
  nics: 'network cards',
  developmentId: 'development id',
  gpu: 'GPU card',
};

const anchorWords = { boardSerial: 'the board', diskSerial: 'the disk' } as Partial<
  Record<PartName, string>
>;

/** Which parts a machine is known by. */
export function partsInWords(fingerprint: Fingerprint): string {
  const { parts } = tolerance(fingerprint);
  return parts
    .map((part) => {
      const several = fingerprint[part]?.length ?? 0;
      return several > 1 ? `${partWords[part]} (any one of ${several})` : partWords[part];
    })
    .join(', ');
}

/** What may happen to a machine before its licence ends: "5 parts; any 2 may change, but not board and disk both". */
export function toleranceInWords(fingerprint: Fingerprint): string {
  const { parts, spare, weak, anchors } = tolerance(fingerprint);
  if (fingerprint.gpu) return 'this card alone counts; the rest of its machine may change';
  const known = count(parts.length, 'part');
  if (weak) return `${known}, weak: ${parts.length === 1 ? 'it' : 'each'} must stay as it is`;
  const most = `${known}; any ${spare} may change`;
  const [anchor] = anchors;
  if (anchors.length === 1 && anchor) return `${most}, but not ${anchorWords[anchor] ?? anchor}`;
  return anchors.length > 1 && spare >= anchors.length
    ? `${most}, but not board and disk both`
    : most;
}
