import {
  LONGEST_REQUEST,
  machineRequestSchema,
  type Fingerprint,
  type License,
  type MachineRequest,
} from '@easel/license';
import { boundedRead, type BoundedRead } from '@easel/platform';

import { VendorError } from '../vendor-error.js';

/** A request and the file that it came in. */
export interface ReceivedRequest {
  file: string;
  request: MachineRequest;
}

/** @throws VendorError that says what the file is instead. */
export function readRequest(file: string): ReceivedRequest {
  const read = boundedRead(file, LONGEST_REQUEST);
  if (read.state !== 'read') throw new VendorError(`${file} ${unreadable(read)}`);
  const parsed = machineRequestSchema.safeParse(parseJson(file, read.bytes));
  if (parsed.success) return { file, request: parsed.data };
  const faults = parsed.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new VendorError(`${file} is no machine's request: ${faults.join('; ')}`);
}

function unreadable(read: Exclude<BoundedRead, { state: 'read' }>): string {
  if (read.state === 'missing') return 'is not there';
  if (read.state === 'too-long') return `is longer than ${LONGEST_REQUEST} bytes: no request is`;
  return `cannot be read: ${read.why}`;
}

function parseJson(file: string, bytes: Buffer): unknown {
  try {
    // Mail programs put a byte order mark before it.
    return JSON.parse(bytes.toString('utf8').replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new VendorError(`${file} is no machine's request: it is not JSON`, { cause });
  }
}

/** Which machine or card of a request the licence is for. */
export interface Choice {
  mode: License['mode'];
  /** Counted as the driver does, from 0; needless where there is one. */
  card?: number | undefined;
}

/** @throws VendorError when the request has no such machine or card. */
export function machineOf({ file, request }: ReceivedRequest, choice: Choice): Fingerprint {
  if (choice.mode === 'cpu') {
    if (request.fingerprint) return request.fingerprint;
    throw new VendorError(
      `${file}: nothing of this machine could be read, so that no licence can be bound to it`,
    );
  }
  const { cards } = request;
  const last = cards.length - 1;
  if (last < 0) throw new VendorError(`${file}: this machine shows no GPU card`);
  if (choice.card === undefined && last > 0)
    throw new VendorError(
      `${file}: this machine has ${cards.length} cards: choose with --card 0 to ${last}`,
    );
  const hash = cards[choice.card ?? 0];
  if (hash === undefined)
    throw new VendorError(`${file}: there is no card ${choice.card ?? 0}: the last is ${last}`);
  return { gpu: [hash] };
}
