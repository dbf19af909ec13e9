import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { Failure } from '../failure.js';
import { readLicenseFile } from '../input.js';
import { messages } from '../messages.js';
import type { Terminal } from '../terminal.js';
import { carryOut, tellChange } from './change.js';
import { request } from './request.js';
import { whatIf } from './what-if.js';

export interface LuOptions {
  request?: boolean;
  qr?: boolean;
  out?: string;
  inspect?: boolean;
  whatIf?: boolean;
  yes?: boolean;
}

interface Desk {
  door: Door;
  terminal: Terminal;
}

/** `easel lu`: the licence update, one way of it at a time. */
export function lu(desk: Desk, file: string | undefined, options: LuOptions): Promise<Exit> {
  const { request: wantsRequest = false, whatIf: asks = false, inspect: looks = false } = options;
  const ways = [wantsRequest, asks, file !== undefined].filter(Boolean).length;
  if (ways !== 1 || (looks && file === undefined)) throw new Failure(exits.usage, messages.luWants);
  if (!wantsRequest && (options.qr !== undefined || options.out !== undefined))
    throw new Failure(exits.usage, messages.onlyWithRequest);
  if ((looks || file === undefined) && options.yes !== undefined)
    throw new Failure(exits.usage, messages.onlyWithFile);
  if (wantsRequest) return request(desk.door, desk.terminal, options);
  if (file === undefined) return whatIf(desk.door, desk.terminal);
  return looks ? inspect(desk, file) : install(desk, file, options.yes ?? false);
}

async function install(desk: Desk, file: string, yes: boolean): Promise<Exit> {
  const bytes = await readLicenseFile(file);
  const change = (mayDrop: boolean) => desk.door.ask((client) => client.install(bytes, mayDrop));
  return carryOut(desk.terminal, change, yes);
}

/** Ends as `easel lu FILE` would. */
async function inspect({ door, terminal }: Desk, file: string): Promise<Exit> {
  const bytes = await readLicenseFile(file);
  const change = await door.ask((client) => client.inspect(bytes));
  return tellChange({ change, document: change }, terminal);
}
