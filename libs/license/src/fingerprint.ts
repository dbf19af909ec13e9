import { createHmac } from 'node:crypto';
import { z } from 'zod';
import type { HostReading } from './host-reading.js';
import { partNames, type PartName } from './part.js';
import { isHardwareAddress, isPlaceholder } from './placeholder.js';

const hashSchema = z.string().regex(/^[A-Za-z0-9_-]{22}$/);

export const fingerprintSchema = z
  .partialRecord(z.enum(partNames), z.array(hashSchema).min(1).max(16))
  .refine((parts) => Object.keys(parts).length > 0, 'a fingerprint has at least one part');

/** A licence's machine: for each part that it has, the keyed hashes of which any one is that part. */
export type Fingerprint = z.output<typeof fingerprintSchema>;

/** One part of this machine as it shows itself now. Unavailable is not absent: it may come back. */
export type Sighting =
  { state: 'seen'; hashes: string[] } | { state: 'absent' } | { state: 'unavailable'; why: string };

/** This machine as it shows itself now. */
export type Observation = Record<PartName, Sighting>;

/** What the host's files said, hashed. What says nothing of this machine alone (placeholders) is absent. */
export function observe(reading: HostReading): Observation {
  const sight = (part: PartName): Sighting => {
    const read = reading[part];
    if (read.state !== 'read') return read;
    const telling = read.values.map(normalize).filter(counts[part]);
    if (telling.length === 0) return { state: 'absent' };
    return { state: 'seen', hashes: telling.map((value) => hash(part, value)) };
  };
  return Object.fromEntries(partNames.map((part) => [part, sight(part)])) as Observation;
}

/** What a licence for this machine is bound to: the parts that can be read now. Cards are licensed one by one. */
export function fingerprintOf(observation: Observation): Fingerprint {
  const fingerprint: Fingerprint = {};
  for (const part of partNames) {
    const sighting = observation[part];
    if (part !== 'gpu' && sighting.state === 'seen')
      fingerprint[part] = sighting.hashes.slice(0, MOST_HASHES);
  }
  return fingerprint;
}

/** The hashes of the GPU cards here, in the order in which the driver counts them. */
export const cardsOf = ({ gpu }: Observation): string[] =>
  gpu.state === 'seen' ? gpu.hashes.slice(0, MOST_HASHES) : [];

/** A server with more network cards than this is still known by any one of these. */
const MOST_HASHES = 16;

const distinct = (value: string) => !isPlaceholder(value);

const counts: Record<PartName, (value: string) => boolean> = {
  machineId: distinct,
  productUuid: distinct,
  boardSerial: distinct,
  diskSerial: distinct,
  nics: isHardwareAddress,
  developmentId: distinct,
  gpu: (value) => /^gpu-[0-9a-f-]{36}$/.test(value),
};

const normalize = (value: string) => value.trim().replaceAll(/\s+/g, ' ').toLowerCase();

/**
 * Keyed, so that a licence tells nobody a serial, nor whether two products run on one machine. Half of SHA-256 is
 * plenty against chance, and lets a licence of 16 KiB name twice the machines.
 */
function hash(part: PartName, value: string): string {
  return createHmac('sha256', 'easel fingerprint 1')
    .update(`${part}\0${value}`)
    .digest()
    .subarray(0, 16)
    .toString('base64url');
}
