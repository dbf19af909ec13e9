import { gzipSync } from 'node:zlib';
import type { BadRequest } from './bad-request.js';
import { post } from './raw-http.js';

const good = '{"image":"aGVsbG8="}';
const MiB = 1024 * 1024;
const image = (value: unknown) => post(JSON.stringify({ image: value }));
const topNum = (literal: string) => post(`{"image":"aGVsbG8=","top_num":${literal}}`);
const withType = (type: string, body: string | Buffer, query = '') =>
  post(body, {
    path: `/steel/ImageClassification${query}`,
    headers: { 'Content-Type': type },
  });
const gzipped = (body: Buffer) => post(body, { headers: { 'Content-Encoding': 'gzip' } });

const notJson: BadRequest[] = [
  { title: 'an empty body', say: post(''), code: 336002, says: /empty/ },
  {
    title: 'no body and no length',
    say: post('', { headers: { 'Content-Length': '', 'Content-Type': '' } }),
    code: 336002,
    says: /empty/,
  },
  { title: 'JSON cut short', say: post(good.slice(0, -3)), code: 336002, says: /not JSON/ },
  { title: 'single quotes', say: post("{'image':'aGVsbG8='}"), code: 336002, says: /not JSON/ },
  { title: 'a comma too many', say: post('{"image":"aGVsbG8=",}'), code: 336002, says: /not JSON/ },
  { title: 'NaN', say: post('{"image":"aGVsbG8=","top_num":NaN}'), code: 336002, says: /not JSON/ },
  { title: 'two values', say: post(`${good}${good}`), code: 336002, says: /not JSON/ },
  { title: 'a NUL after the JSON', say: post(`${good}\0`), code: 336002, says: /not JSON/ },
  { title: 'only a byte order mark', say: post('\uFEFF'), code: 336002, says: /not JSON/ },
  {
    title: 'two byte order marks',
    say: post(`\uFEFF\uFEFF${good}`),
    code: 336002,
    says: /not JSON/,
  },
  {
    title: 'UTF-16',
    say: post(Buffer.from(`\uFEFF${good}`, 'utf16le')),
    code: 336002,
    says: /not UTF-8/,
  },
  {
    title: 'GBK',
    say: withType(
      'application/json; charset=GBK',
      Buffer.concat([
        Buffer.from('{"name":"'),
        Buffer.from([0xbb, 0xae, 0xba, 0xdb]),
        Buffer.from('"}'),
      ]),
    ),
    code: 336002,
    says: /not UTF-8/,
  },
  {
    title: '8 MiB of brackets',
    say: post('['.repeat(8 * MiB)),
    code: 336002,
    says: /over 200000 brackets, too many to be read/,
  },
  {
    title: '8 MiB of different keys',
    say: post(`{${Array.from({ length: 700_000 }, (_, key) => `"${key}":1`).join()}}`),
    code: 336002,
    says: /over 10000 colons, too many to be read/,
  },
  {
    title: '8 MiB of numbers',
    say: post(`[${'1,'.repeat(4 * MiB - 2)}1]`),
    code: 336002,
    says: /over 200000 commas, too many to be read/,
  },
  {
    title: '100,000 brackets that open',
    say: post('['.repeat(100_000)),
    code: 336002,
    says: /not JSON/,
  },
  {
    title: 'a JPEG without its Content-Type',
    say: withType('image/jpg', Buffer.from('ffd8ffe000104a464946', 'hex')),
    code: 336002,
    says: /needs Content-Type: image\/jpeg/,
  },
  {
    title: 'a BMP without its Content-Type',
    say: post('BM\0'),
    code: 336002,
    says: /not JSON.*needs Content-Type: image\/bmp/,
  },
  {
    title: 'gzip that is cut short',
    say: gzipped(gzipSync(good).subarray(0, -9)),
    code: 336002,
    says: /gzip/,
  },
  { title: 'gzip that is none', say: gzipped(Buffer.from(good)), code: 336002, says: /gzip/ },
  { title: 'nothing, as gzip', say: gzipped(Buffer.alloc(0)), code: 336002, says: /empty/ },
  {
    title: 'a gzip of 10 kB that would be 10 MB',
    say: gzipped(gzipSync(Buffer.alloc(10_000_000, ' '))),
    code: 336004,
    says: /inflated/,
  },
];

const wrongShape: BadRequest[] = [
  { title: 'an array', say: post('[]'), code: 336001, says: /an array/ },
  {
    title: '100,000 brackets that open and close',
    say: post(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    code: 336001,
    says: /an array/,
  },
  { title: 'a string', say: post('"aGVsbG8="'), code: 336001, says: /a string/ },
  { title: 'null', say: post('null'), code: 336001, says: /null/ },
  { title: 'a number', say: post('7'), code: 336001, says: /a number/ },
  { title: 'no image', say: post('{}'), code: 336006, says: /absent/ },
  { title: 'image: null', say: image(null), code: 336006, says: /null/ },
  { title: 'image: ""', say: image(''), code: 336006, says: /empty/ },
  { title: 'image of nothing but line breaks', say: image('\r\n\n'), code: 336006, says: /empty/ },
  { title: 'image: 7', say: image(7), code: 336001, says: /image is a number/ },
  { title: 'image: true', say: image(true), code: 336001, says: /image is a boolean/ },
  { title: 'image: {}', say: image({}), code: 336001, says: /image is an object/ },
  { title: 'image: []', say: image(['aGVsbG8=']), code: 336001, says: /image is an array/ },
  {
    title: 'image twice, the last one null',
    say: post('{"image":"aGVsbG8=","image":null}'),
    code: 336006,
    says: /null/,
  },
  { title: 'Image', say: post('{"Image":"aGVsbG8="}'), code: 336006, says: /absent/ },
  { title: 'top_num: 0', say: topNum('0'), code: 336001, says: /top_num is 0,/ },
  { title: 'top_num: -1', say: topNum('-1'), code: 336001, says: /top_num is -1,/ },
  { title: 'top_num: 1.5', say: topNum('1.5'), code: 336001, says: /top_num is 1.5,/ },
  { title: 'top_num: "x"', say: topNum('"x"'), code: 336001, says: /top_num is "x",/ },
  { title: 'top_num: "1.0"', say: topNum('"1.0"'), code: 336001, says: /top_num is "1.0",/ },
  { title: 'top_num: "0"', say: topNum('"0"'), code: 336001, says: /top_num is "0",/ },
  { title: 'top_num: "-3"', say: topNum('"-3"'), code: 336001, says: /top_num is "-3",/ },
  { title: 'top_num: ""', say: topNum('""'), code: 336001, says: /top_num is "",/ },
  { title: 'top_num: true', say: topNum('true'), code: 336001, says: /top_num is true,/ },
  { title: 'top_num: [3]', say: topNum('[3]'), code: 336001, says: /top_num is an array,/ },
  { title: 'top_num: {}', say: topNum('{}'), code: 336001, says: /top_num is an object,/ },
  {
    title: 'top_num of 100,000 arrays in each other',
    say: topNum(`${'['.repeat(100_000)}${']'.repeat(100_000)}`),
    code: 336001,
    says: /top_num is an array,/,
  },
  { title: 'top_num: 1e999', say: topNum('1e999'), code: 336001, says: /top_num is Infinity,/ },
  {
    title: 'a form',
    say: withType('application/x-www-form-urlencoded', 'image=aGVsbG8%3D&top_num=5'),
    code: 336001,
    says: /form.*must be JSON/,
  },
  {
    title: 'a multipart form',
    say: withType('multipart/form-data; boundary=x', '--x\r\n\r\n\r\n--x--'),
    code: 336001,
    says: /form.*must be JSON/,
  },
  {
    title: 'a multipart body that is no form',
    say: withType('multipart/mixed; boundary=x', '--x\r\n\r\n\r\n--x--'),
    code: 336001,
    says: /form \(multipart\/mixed\).*must be JSON/,
  },
  {
    title: 'a BMP as a form',
    say: withType('application/x-www-form-urlencoded', 'BM\0'),
    code: 336001,
    says: /form.*must be JSON; .*needs Content-Type: image\/bmp/,
  },
  {
    title: 'a form of blanks',
    say: withType('application/x-www-form-urlencoded', ' '.repeat(1000)),
    code: 336001,
    says: /form.*must be JSON/,
  },
];

const wrongBase64: BadRequest[] = [
  {
    title: 'a data-URI header',
    say: image('data:image/png;base64,aGVsbG8='),
    code: 336003,
    says: /data-URI header.*"data:image\/png;base64,"/,
  },
  { title: '1 modulo 4', say: image('aGVsb'), code: 336003, says: /5 characters/ },
  { title: 'a single character', say: image('a'), code: 336003, says: /1 character,/ },
  { title: 'a star', say: image('aGVs*G8='), code: 336003, says: /"\*" at character 5/ },
  {
    title: 'a space for a plus',
    say: image('aGVs G8='),
    code: 336003,
    says: /" " at character 5.*\+/,
  },
  {
    title: 'a space before the base64',
    say: image(' aGVsbG8='),
    code: 336003,
    says: /" " at character 1 is not base64$/,
  },
  { title: 'a tab', say: image('aGVs\tG8='), code: 336003, says: /at character 5/ },
  { title: 'only padding', say: image('===='), code: 336003, says: /length|=/ },
  { title: 'padding in the middle', say: image('aGVsbG8=aGVsbG8='), code: 336003, says: /=/ },
  { title: 'padding too long', say: image('aGVsbG8=='), code: 336003, says: /9 characters/ },
  {
    title: 'a Chinese character',
    say: image('aGVs划b'),
    code: 336003,
    says: /"划" at character 5/,
  },
  {
    title: 'a letter whose low byte is base64',
    say: image('aGV\u0144bG8='),
    code: 336003,
    says: /"ń" at character 4/,
  },
  {
    title: 'half of a surrogate pair',
    say: post('{"image":"aGVs\\ud800"}'),
    code: 336003,
    says: /at character 5/,
  },
  {
    title: 'a NUL in the base64',
    say: post('{"image":"aG\\u0000Vs"}'),
    code: 336003,
    says: /character 3/,
  },
  {
    title: '4 MiB and one character',
    say: image('A'.repeat(4 * MiB + 1)),
    code: 336004,
    says: /4194305 characters, at most 4194304/,
  },
  {
    title: '4 MiB and four characters, in lines',
    say: image(
      'A'
        .repeat(76)
        .concat('\r\n')
        .repeat(Math.ceil((4 * MiB + 4) / 76)),
    ),
    code: 336004,
    says: /characters, at most 4194304/,
  },
];

const wrongFile: BadRequest[] = [
  { title: 'an empty JPEG', say: withType('image/jpeg', ''), code: 336006, says: /empty/ },
  {
    title: 'a PNG of 3 MiB and a byte',
    say: withType('Image/PNG; x=y', Buffer.alloc(3 * MiB + 1)),
    code: 336004,
    says: /3145729 bytes, at most 3145728/,
  },
  {
    title: 'a BMP and top_num=0',
    say: withType('image/bmp', 'BM', '?top_num=0'),
    code: 336001,
    says: /top_num is "0",/,
  },
  {
    title: 'a BMP and an empty top_num',
    say: withType('image/bmp', 'BM', '?top_num='),
    code: 336001,
    says: /top_num is "",/,
  },
];

/** What can be wrong in a body. */
export const badBodies: BadRequest[] = [...notJson, ...wrongShape, ...wrongBase64, ...wrongFile];
