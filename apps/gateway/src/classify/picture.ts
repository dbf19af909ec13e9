import { isUtf8 } from 'node:buffer';
import { limits, parseClassifyRequest, parseTopNum } from '@easel/contract';
import { EaselError } from '@easel/errors';
import { decodeBase64, decodeWhole } from './base64.js';
import { requireReadable } from './json-bounds.js';
import { liftImage, mark } from './lifted-image.js';

/** What a caller wants classified. */
export interface Picture {
  image: Buffer;
  topNum: number;
}

/** What the headers and the query say about a body. Of the headers only these few are obeyed. */
export interface Envelope {
  contentType: string | undefined;
  /** Whose query holds `top_num` for a file that is sent as it is. */
  url: string | undefined;
}

/**
 * The picture in a body, in either of the two ways in: JSON, whatever the Content-Type says, or the file itself under
 * one of the three types that are obeyed.
 * @throws EaselError the first thing that is wrong.
 */
export function readPicture(body: Buffer, { contentType, url }: Envelope): Picture {
  const type = mediaType(contentType);
  if (pictureTypes.has(type)) return readFile(body, url);
  const lifted = readLifted(body, type);
  if (lifted) return lifted;
  const { image, topNum } = parseClassifyRequest(readJson(body, type));
  return { image: decodeBase64(image), topNum };
}

/** The short way through a body in which nothing is wrong. Of any other, the long way says what it is. */
function readLifted(body: Buffer, type: string): Picture | undefined {
  const lifted = liftImage(body);
  if (!lifted) return undefined;
  const parsed = attempt(() => parseClassifyRequest(readJson(lifted.rest, type)));
  if (parsed?.image !== mark) return undefined;
  const image = decodeWhole(lifted.image);
  return image && { image, topNum: parsed.topNum };
}

function attempt<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}

const pictureTypes = new Set(['image/jpeg', 'image/png', 'image/bmp']);
const isForm = (type: string) =>
  type === 'application/x-www-form-urlencoded' || type.startsWith('multipart/');

const mediaType = (contentType = '') => (contentType.split(';', 1)[0] ?? '').trim().toLowerCase();

function readFile(body: Buffer, url = ''): Picture {
  if (body.length === 0) throw new EaselError(336006, 'the body is empty');
  if (body.length > limits.pictureBytes)
    throw new EaselError(
      336004,
      `the picture has ${body.length} bytes, at most ${limits.pictureBytes}`,
    );
  return {
    image: body,
    topNum: parseTopNum(new URLSearchParams(/\?.*/s.exec(url)?.[0]).get('top_num')),
  };
}

function readJson(body: Buffer, type: string): unknown {
  if (body.length === 0) throw new EaselError(336002, 'the body is empty');
  if (isForm(type) && !opensJson(body))
    throw new EaselError(
      336001,
      `the body is a form (${type}), it must be JSON${pictureHint(body)}`,
    );
  if (!isUtf8(body)) throw new EaselError(336002, `the body is not UTF-8${pictureHint(body)}`);
  requireReadable(body);
  try {
    return JSON.parse(withoutBom(body.toString('utf8')));
  } catch (cause) {
    throw new EaselError(
      336002,
      `the body is not JSON: ${complaint(cause as SyntaxError)}${pictureHint(body)}`,
    );
  }
}

/** V8 quotes what it could not parse; nobody wants their picture back. */
const complaint = ({ message }: SyntaxError) =>
  message.replace(/, (\.{3})?".*is not valid JSON$/s, '').slice(0, 120);

/** Whether the first byte that is not blank is one that a JSON object or array begins with. */
function opensJson(body: Buffer): boolean {
  let at = body.indexOf(BOM) === 0 ? BOM.length : 0;
  while ((body[at] ?? Infinity) <= SPACE) at += 1;
  return body[at] === 0x7b || body[at] === 0x5b;
}

const BOM = Buffer.from('\uFEFF');
const SPACE = 0x20;
const withoutBom = (text: string) => (text.startsWith('\uFEFF') ? text.slice(1) : text);

/** Whoever posts a file as it is, and forgot to say so, is told how. */
function pictureHint(body: Buffer): string {
  const start = body.toString('latin1', 0, 4);
  const type = signatures.find(([signature]) => start.startsWith(signature))?.[1];
  return type === undefined ? '' : `; a picture sent as it is needs Content-Type: ${type}`;
}

const signatures = [
  ['\xFF\xD8', 'image/jpeg'],
  ['\x89PNG', 'image/png'],
  ['BM', 'image/bmp'],
] as const;
