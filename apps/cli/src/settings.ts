import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { boundedRead } from '@easel/platform';
import { Door } from './door.js';
import { exits } from './exits.js';
import { Failure } from './failure.js';
import { path } from './input.js';
import { messages } from './messages.js';
import { Sessions, tokenSchema } from './sessions.js';
import type { Terminal } from './terminal.js';

const DEFAULT_URL = 'http://127.0.0.1:8081';

/** Bytes: more than any bundle of authorities has. */
const LONGEST_BUNDLE = 4 * 1024 * 1024;

/** The options of every command, as they were given. */
export interface Given {
  url?: string;
  lang?: string;
  json?: boolean;
  cacert?: string;
}

/** The door that the command line and the environment name. @throws Failure when they name none. */
export function openDoor(given: Given, terminal: Terminal): Door {
  const { EASEL_ADMIN_URL: url, EASEL_ADMIN_TOKEN: token } = process.env;
  if (given.lang !== undefined && given.lang !== 'en' && given.lang !== 'zh')
    throw new Failure(exits.usage, messages.badLanguage);
  if (given.cacert !== undefined) trustToo(given.cacert);
  const keys = { sessions: Sessions.of(process.env), token: parseToken(token) };
  return new Door(parseUrl([given.url, url].find((named) => named) ?? DEFAULT_URL), keys, terminal);
}

/** One way to write each door, because sessions are kept by it. */
function parseUrl(text: string): string {
  const url = URL.parse(text);
  const web = url?.protocol === 'http:' || url?.protocol === 'https:';
  if (!url || !web || url.username !== '' || url.password !== '' || url.search !== '')
    throw new Failure(exits.usage, messages.badUrl);
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
