/** One marker of a JPEG and what it covers: its payload, and after a start of scan the coded pixels too. */
export interface Segment {
  /** The byte after 0xff. */
  marker: number;
  /** Where the length field begins, or the next segment when the marker stands alone. */
  from: number;
  /** The byte after the segment; more than the file has when it is cut. */
  to: number;
}

export const MARKER = {
  sof0: 0xc0,
  sof2: 0xc2,
  dht: 0xc4,
  jpg: 0xc8,
  dac: 0xcc,
  sof15: 0xcf,
  soi: 0xd8,
  eoi: 0xd9,
  sos: 0xda,
  app0: 0xe0,
  app1: 0xe1,
} as const;

/** TEM and the restart markers have no length field. */
const standsAlone = (marker: number): boolean =>
  marker === 0x01 || (marker >= 0xd0 && marker <= MARKER.eoi);

/** Restart markers and stuffed zeros belong to the coded pixels. */
const withinScan = (marker: number): boolean =>
  marker === 0x00 || marker === 0xff || (marker >= 0xd0 && marker <= 0xd7);

/**
 * The segments after the start of a JPEG, up to its end marker or the end of the file. Bytes between segments are
 * skipped, as every decoder does: some cameras write them.
 */
export function* segments(bytes: Uint8Array): Generator<Segment> {
  let at = 2;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return;
    while (bytes[at] === 0xff) at += 1;
    const marker = bytes[at];
    if (marker === undefined) return;
    at += 1;
    if (marker === 0x00) continue;
    const from = at;
    if (!standsAlone(marker)) {
      at += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
      if (marker === MARKER.sos) at = endOfScan(bytes, at);
    }
    yield { marker, from, to: at };
    if (marker === MARKER.eoi) return;
  }
}

function endOfScan(bytes: Uint8Array, start: number): number {
  let at = start;
  for (;;) {
    at = bytes.indexOf(0xff, at);
    const next = bytes[at + 1];
    if (at < 0 || next === undefined) return bytes.length;
    if (!withinScan(next)) return at;
    at += next === 0xff ? 1 : 2;
  }
}
