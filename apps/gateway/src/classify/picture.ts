import { isUtf8 } from 'node:buffer';
import { limits, parseClassifyRequest, parseTopNum } from '@easel/contract';
import { EaselError } from '@easel/errors';
import { decodeBase64 } from './base64.js';

/** What a caller wants classified. */
export interface Picture {
  image: Buffer;
  topNum: number;
}

/** What the headers and the query say about a body. Of the headers only these few are obeyed. */
export interface Envelope {
  contentType: string | undefined;
  query: URLSearchParams;
}

/**
 * The picture in a body, in either of the two ways in: JSON, whatever the Content-Type says, or the file itself under
 * one of the three types that are obeyed.
 * @throws EaselError the first thing that is wrong.
 */
export function readPicture(body: Buffer, { contentType, query }: Envelope): Picture {
  const type = mediaType(contentType);
  if (pictureTypes.has(type)) return readFile(body, query);
  const { image, topNum } = parseClassifyRequest(readJson(body, type));
  return { image: decodeBase64(image), topNum };
}

const pictureTypes = new Set(['image/jpeg', 'image/png', 'image/bmp']);
const formTypes = new Set(['application/x-www-form-urlencoded', 'multipart/form-data']);

const mediaType = (contentType = '') => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();

function readFile(body: Buffer, query: URLSearchParams): Picture {
  if (body.length === 0) throw new EaselError(336006, 'the body is empty');
  if (body.length > limits.pictureBytes)
    throw new EaselError(
      336004,
      `the picture has ${body.length} bytes, at most ${limits.pictureBytes}`,
    );
  return { image: body, topNum: parseTopNum(query.get('top_num')) };
}

function readJson(body: Buffer, type: string): unknown {
  if (body.length === 0) throw new EaselError(336002, 'the body is empty');
  if (formTypes.has(type) && !/^\s*[{[]/.test(beginning(body)))
    throw new EaselError(
      336001,
      `the body is a form (${type}), it must be JSON${pictureHint(body)}`,
    );
  if (!isUtf8(body)) throw new EaselError(336002, `the body is not UTF-8${pictureHint(body)}`);
  if (hasOver(limits.jsonBrackets, body))
    throw new EaselError(336001, `the body has over ${limits.jsonBrackets} brackets`);
  try {
    return JSON.parse(withoutBom(body.toString('utf8')));
  } catch (cause) {
    throw new EaselError(336002, `the body is not JSON: ${complaint(cause as SyntaxError)}`);
  }
}

/** Parsing 8 MiB of brackets takes over a second, in which nobody else is answered; finding them takes none. */
function hasOver(most: number, body: Buffer): boolean {
  let found = 0;
  for (const bracket of ['[', '{'])
    for (
      let at = body.indexOf(bracket);
      at >= 0 && found <= most;
      at = body.indexOf(bracket, at + 1)
    )
      found += 1;
  return found > most;
}

/** V8 quotes what it could not parse; nobody wants their picture back. */
const complaint = ({ message }: SyntaxError) =>
  message.replace(/, (\.{3})?".*is not valid JSON$/s, '').slice(0, 120);

const beginning = (body: Buffer) => withoutBom(body.toString('utf8', 0, 256));
const withoutBom = (text: string) => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** Whoever posts a file as it is, and forgot to say so, is told how. */
function pictureHint(body: Buffer): string {
  const start = body.toString('latin1', 0, 4);
  const type = start.startsWith('\xFF\xD8') ? 'image/jpeg' : start === '\x89PNG' ? 'image/png' : '';
  return type && `; a picture sent as it is needs Content-Type: ${type}`;
}
