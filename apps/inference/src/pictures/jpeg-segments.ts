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
    while (at + 1 < bytes.length && !isMarker(bytes, at)) at += 1;
    const marker = bytes[at + 1];
    if (marker === undefined) return;
    const from = at + 2;
    at = from;
    if (!standsAlone(marker)) {
      at += ((bytes[from] ?? 0) << 8) | (bytes[from + 1] ?? 0);
      if (marker === MARKER.sos) at = endOfScan(bytes, at);
    }
    yield { marker, from, to: at };
    if (marker === MARKER.eoi) return;
  }
}

/** 0xff and what is neither a stuffed zero nor another 0xff, which only fills. */
const isMarker = (bytes: Uint8Array, at: number): boolean =>
  bytes[at] === 0xff && bytes[at + 1] !== 0x00 && bytes[at + 1] !== 0xff;

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
