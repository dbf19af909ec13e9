import { crc32 } from 'node:zlib';
import type { Entry } from 'yauzl';
import { decodeName, decodeUtf8 } from './entry-name.js';

const flaggedUtf8 = 0x800;
const unicodePath = 0x7075;

/**
 * A zip's name for an entry: in UTF-8 where its flag says so, or where an extra field has it so beside a name in a
 * local encoding (WinRAR and Info-ZIP write one); else in whichever encoding it is.
 */
export function zipName({ generalPurposeBitFlag, fileNameRaw, extraFields }: Entry): string {
  if (generalPurposeBitFlag & flaggedUtf8) return decodeUtf8(fileNameRaw);
  const beside = extraFields.find(
    ({ id, data }) =>
      id === unicodePath &&
      data.length > 5 &&
      data[0] === 1 &&
      // Of the name that it goes with: a tool that renames without knowing the field leaves it behind.
      data.readUInt32LE(1) === crc32(fileNameRaw),
  );
  return beside ? decodeUtf8(beside.data.subarray(5)) : decodeName(fileNameRaw);
}
