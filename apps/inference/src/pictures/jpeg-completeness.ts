import { MARKER, segments } from './jpeg-segments.js';

/** Not sent yet. Any value but 0 means that bits of the coefficient are missing. */
const ABSENT = 255;
const COEFFICIENTS = 64;

/**
 * Whether the scans of a JPEG carry every bit of every component. One cut between two scans decodes without complaint,
 * to a blurred or colourless picture.
 */
export function hasEveryScan(bytes: Uint8Array): boolean {
  /** Per component id, per coefficient: how many low bits are still to come. */
  const missing = new Map<number, Uint8Array>();
  let progressive = false;
  for (const { marker, from, to } of segments(bytes)) {
    if (to > bytes.length) return false;
    const payload = bytes.subarray(from, to);
    if (marker === MARKER.sof0 || marker === MARKER.sof0 + 1 || marker === MARKER.sof2) {
      progressive = marker === MARKER.sof2;
      for (let i = 0; i < (payload[7] ?? 0); i += 1)
        missing.set(payload[8 + 3 * i] ?? 0, new Uint8Array(COEFFICIENTS).fill(ABSENT));
    }
    if (marker !== MARKER.sos) continue;
    const components = payload[2] ?? 0;
    const [first = 0, last = 0, approximation = 0] = payload.subarray(3 + 2 * components);
    for (let i = 0; i < components; i += 1) {
      const coefficients = missing.get(payload[3 + 2 * i] ?? 0);
      if (progressive) coefficients?.fill(approximation & 15, first, last + 1);
      else coefficients?.fill(0);
    }
  }
  return (
    missing.size > 0 && [...missing.values()].every((bits) => bits.every((left) => left === 0))
  );
}
