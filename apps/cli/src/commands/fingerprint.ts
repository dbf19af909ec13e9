import { tolerance, type MachineRequest } from '@easel/license';
import type { LicenseStatus } from '@easel/contract';
import type { Door } from '../door.js';
import { exits, type Exit } from '../exits.js';
import { messages } from '../messages.js';
import { term } from '../term.js';
import type { Terminal } from '../terminal.js';
import { askRequest } from './request.js';

/** Characters of a hash: enough to compare two by eye. */
const SHORT = 8;

/** Of one part: a server may have sixteen network cards. */
const MOST_HASHES = 3;

/** `easel fingerprint` */
export async function fingerprint(door: Door, terminal: Terminal): Promise<Exit> {
  const { machine } = await door.ask((client) => client.license());
  const request = await askRequest(door);
  terminal.show({ machine, request }, (shown) => {
    terminal.table(partRows(shown, terminal));
    terminal.line();
    terminal.table([[terminal.text(messages.strength), strengthOf(shown.request, terminal)]]);
  });
  return exits.done;
}

interface Shown {
  machine: LicenseStatus['machine'];
  request: MachineRequest;
}

function partRows({ machine, request }: Shown, terminal: Terminal): string[][] {
  const text = terminal.text.bind(terminal);
  const rows = machine.parts.map(({ part, here, problem }) => [
    term(part, terminal),
    term(here, terminal),
    part === 'gpu' ? '' : short(hashesOf(request, part)),
    problem ?? '',
  ]);
  const cards = request.cards.map((hash, at) => [
    text(messages.card(at)),
    term('seen', terminal),
    short([hash]),
    '',
  ]);
  return [[messages.part, messages.here, messages.hash].map(text), ...rows, ...cards];
}

function hashesOf({ fingerprint = {} }: MachineRequest, part: string): string[] {
  return new Map(Object.entries(fingerprint)).get(part) ?? [];
}

function short(hashes: string[]): string {
  const shown = hashes.slice(0, MOST_HASHES).map((hash) => hash.slice(0, SHORT));
  const more = hashes.length - shown.length;
  return [...shown, ...(more > 0 ? [`+${more}`] : [])].join(' ');
}

function strengthOf({ fingerprint }: MachineRequest, terminal: Terminal): string {
  if (!fingerprint) return terminal.paint('red', terminal.text(messages.noParts));
  const { parts, spare, anchors, weak } = tolerance(fingerprint);
  if (weak) return terminal.paint('yellow', terminal.text(messages.weak(parts.length)));
  const names = anchors.map((part) => term(part, terminal));
  return terminal.text(messages.strong(parts.length, spare, names));
}
