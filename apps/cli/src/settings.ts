import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { boundedRead } from '@easel/platform';
import type { Ground } from './delivery/ground.js';
import { runningDoor } from './delivery/stack-door.js';
import type { Stack } from './delivery/stack.js';
import { WorkFolder } from './delivery/work-folder.js';
import { Engine } from './docker/engine.js';
import { Door } from './door.js';
import { exits } from './exits.js';
import { Failure } from './failure.js';
import { path } from './input.js';
import { messages } from './messages.js';
import { Sessions, tokenSchema } from './sessions.js';
import type { Terminal } from './terminal.js';

/** Where each door is unless somebody says so, and the variable that says so. */
const operators = { variable: 'EASEL_ADMIN_URL', url: 'http://127.0.0.1:8081' };
const callers = { variable: 'EASEL_URL', url: 'http://127.0.0.1:8080' };

/** Bytes: more than any bundle of authorities has. */
const LONGEST_BUNDLE = 4 * 1024 * 1024;

/** The options of every command, as they were given. */
export interface Given {
  url?: string;
  lang?: string;
  json?: boolean;
  cacert?: string;
}

/**
 * The door that the command line and the environment name; on a host with deployments, where they name none, that of
 * one that runs. A token that is given opens either. @throws Failure when they name none that can be.
 */
export async function openDoor(given: Given, terminal: Terminal): Promise<Door> {
  checkCommon(given);
  const named = urlOf(given, operators);
  const token = parseToken(process.env.EASEL_ADMIN_TOKEN);
  const ground = named === undefined ? groundHere(terminal) : undefined;
  const door = ground && (await runningDoor(ground, token));
  if (door) return door;
  const [stopped] = token === undefined ? ((await ground?.work.stacks()) ?? []) : [];
  if (stopped) throw new Failure(exits.outOfReach, messages.noneRuns(stopped.name));
  return new Door(named ?? operators.url, { sessions: Sessions.of(process.env), token }, terminal);
}

/**
 * All that is installed on this host, where neither a door nor a session at one was named. Undefined: the command line
 * or the environment means one door, or this is no host of deployments.
 */
export async function hostHere(
  given: Given,
  terminal: Terminal,
): Promise<{ ground: Ground; stacks: Stack[] } | undefined> {
  checkCommon(given);
  const oneDoor = urlOf(given, operators) ?? parseToken(process.env.EASEL_ADMIN_TOKEN);
  const ground = oneDoor === undefined ? groundHere(terminal) : undefined;
  const stacks = await ground?.work.stacks();
  return ground && stacks && stacks.length > 0 ? { ground, stacks } : undefined;
}

/** `easel` in its container is told where the work folder is. */
function groundHere(terminal: Terminal): Ground | undefined {
  if (!process.env.EASEL_WORK) return undefined;
  return { work: WorkFolder.of(undefined, process.env), engine: new Engine(), terminal };
}

/** The callers' door: undefined where neither the command line nor the environment names one. */
export function namedCallersDoor(given: Given): string | undefined {
  checkCommon(given);
  return urlOf(given, callers);
}

export const usualCallersDoor = callers.url;

function checkCommon({ lang, cacert }: Given): void {
  if (lang !== undefined && lang !== 'en' && lang !== 'zh')
    throw new Failure(exits.usage, messages.badLanguage);
  if (cacert !== undefined) trustToo(cacert);
}

/** One way to write each door, because sessions and batches are kept by it. */
function urlOf(given: Given, door: typeof operators): string | undefined {
  const named = [given.url, process.env[door.variable]].find((text) => text);
  if (named === undefined) return undefined;
  const url = URL.parse(named);
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !web || url.username !== '' || url.password !== '' || url.search !== '')
    throw new Failure(exits.usage, messages.badUrl(door.variable, door.url));
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function parseToken(text: string | undefined): string | undefined {
  if (text === undefined || text === '') return undefined;
  const token = tokenSchema.safeParse(text.trim());
  if (!token.success) throw new Failure(exits.usage, messages.badToken);
  return token.data;
}

function trustToo(file: string): void {
  const read = boundedRead(path(file), LONGEST_BUNDLE);
  if (read.state === 'missing') throw new Failure(exits.usage, messages.noFile(file));
  const text = read.state === 'read' ? read.bytes.toString('latin1') : '';
  const certificates =
    text.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  try {
    if (certificates.length === 0) throw new Error('none');
    setDefaultCACertificates([...getCACertificates('default'), ...certificates]);
  } catch {
    throw new Failure(exits.usage, messages.noCertificates(file));
  }
}
