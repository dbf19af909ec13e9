import { rmSync, writeFileSync } from 'node:fs';
import { machineRequestSchema, type MachineRequest } from '@easel/license';
import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { explain } from '../explain.js';
import { Failure } from '../failure.js';
import { path } from '../input.js';
import { messages } from '../messages.js';
import { qrCode } from '../qr.js';
import { unwritten } from '../room.js';
import type { Terminal } from '../terminal.js';

/** What the vendor needs of this machine. @throws Failure when it is no request. */
export async function askRequest(door: Door): Promise<MachineRequest> {
  const document = await door.ask((client) => client.licenseRequest());
  const parsed = machineRequestSchema.safeParse(document);
  if (!parsed.success) throw explain(parsed.error, door.url);
  return parsed.data;
}

/** `easel lu --request`: a file for the vendor, and a QR code for whoever may carry no file out. */
export async function request(
  door: Door,
  terminal: Terminal,
  { out, qr = false }: { out?: string; qr?: boolean },
): Promise<Exit> {
  const document = await askRequest(door);
  const file = terminal.json && out === undefined ? undefined : write(document, out);
  if (terminal.json) {
    terminal.document(document);
    return exits.done;
  }
  if (qr) tellQr(document, terminal);
  if (file !== undefined) terminal.say(messages.requestWritten(file));
  return exits.done;
}

function tellQr(document: MachineRequest, terminal: Terminal): void {
  const code = qrCode(JSON.stringify(document));
  if (!code) {
    terminal.say(messages.qrTooLong);
    return;
  }
  const { columns } = terminal;
  const width = code[0]?.length ?? 0;
  if (columns !== undefined && width > columns) terminal.say(messages.qrTooWide(width, columns));
  else for (const line of code) terminal.line(terminal.paint(['whiteBright', 'bgBlack'], line));
}

/** Nothing is overwritten. @returns where it was written. */
function write(document: MachineRequest, out: string | undefined): string {
  const text = `${JSON.stringify(document, null, 2)}\n`;
  if (out !== undefined) {
    if (!writeNew(out, text)) throw new Failure(exits.refused, messages.exists(out));
    return out;
  }
  for (let copy = 1; ; copy += 1) {
    const file = copy === 1 ? 'easel-request.json' : `easel-request-${copy}.json`;
    if (writeNew(file, text)) return file;
  }
}

/** @returns false where something is there already. */
function writeNew(file: string, text: string): boolean {
  try {
    writeFileSync(path(file), text, { flag: 'wx' });
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    // Half a request on a full disk is worse than none.
    if (code === 'ENOSPC') rmSync(path(file), { force: true });
    throw unwritten(file, error);
  }
}
