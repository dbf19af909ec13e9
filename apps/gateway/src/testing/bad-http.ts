import type { BadRequest } from './bad-request.js';
import { classifyHead as head, post } from './raw-http.js';

const good = '{"image":"aGVsbG8="}';

const wrongMethods: BadRequest[] = [
  ...['GET', 'PUT', 'DELETE', 'OPTIONS', 'PATCH', 'TRACE', 'PROPFIND', 'PURGE', 'MKCALENDAR'].map(
    (method) => ({
      title: `${method} with a good body`,
      say: post(good, { method }),
      code: 336001 as const,
      says: /POST/,
    }),
  ),
  {
    title: 'HEAD',
    say: post('', { method: 'HEAD', headers: { 'Content-Length': '' } }),
    code: 336001,
    says: /POST/,
    head: true,
  },
  {
    title: 'an unknown method',
    say: post(good, { method: 'CLASSIFY' }),
    code: 336001,
    says: /POST/,
  },
  {
    title: 'CONNECT',
    say: 'CONNECT easel.test:80 HTTP/1.1\r\nHost: easel.test\r\n\r\n',
    code: 336001,
    says: /POST/,
  },
];

const wrongPaths: BadRequest[] = [
  {
    title: 'a deployment nobody knows',
    say: post(good, { path: '/nobody/ImageClassification' }),
    code: 336001,
    says: /"nobody".*deployed: steel, tiles/,
  },
  {
    title: 'a deployment in the wrong case',
    say: post(good, { path: '/Steel/ImageClassification' }),
    code: 336001,
    says: /"Steel".*upper and lower case/,
  },
  {
    title: 'the wrong case in ImageClassification',
    say: post(good, { path: '/steel/imageclassification' }),
    code: 336001,
    says: /POST \/\{DEPLOY_NAME\}\/ImageClassification/,
  },
  {
    title: 'no deployment at all',
    say: post(good, { path: '/ImageClassification' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'a segment too many',
    say: post(good, { path: '/v1/steel/ImageClassification' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'a blank after ImageClassification',
    say: post(good, { path: '/steel/ImageClassification%20' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'a session in the path',
    say: post(good, { path: '/steel/ImageClassification;jsessionid=1' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'a segment after ImageClassification',
    say: post(good, { path: '/steel/ImageClassification/y' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  { title: 'no path', say: post(good, { path: '/' }), code: 336001, says: /DEPLOY_NAME/ },
  {
    title: 'the deployment alone',
    say: post(good, { path: '/steel' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'GET of the route, escaped',
    say: post('', { method: 'GET', path: '/steel/%49mageClassification' }),
    code: 336001,
    says: /must be POST/,
  },
  {
    title: 'an escape that is none',
    say: post(good, { path: '/%ZZ/ImageClassification' }),
    code: 336001,
    says: /DEPLOY_NAME/,
  },
  {
    title: 'nothing but such an escape',
    say: post(good, { path: '/%ZZ' }),
    code: 336001,
    says: /POST/,
  },
  {
    title: 'a deployment name of 600 characters',
    say: post(good, { path: `/${'x'.repeat(600)}/ImageClassification` }),
    code: 336001,
    says: /no deployment is called "x+"/,
  },
  {
    title: 'another name and 20 kB of query',
    say: post(good, { path: `/nobody/ImageClassification?q=${'x'.repeat(20_000)}` }),
    code: 336001,
    says: /"nobody"/,
  },
];

const notHttp: BadRequest[] = [
  { title: 'garbage', say: 'GARBAGE\r\n\r\n', code: 336001, says: /POST|not HTTP/ },
  {
    title: 'the hello of TLS',
    say: Buffer.from('16030100c8010000c40303', 'hex'),
    code: 336001,
    says: /POST|not HTTP/,
  },
  {
    title: 'the preface of HTTP/2',
    say: 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
    code: 336001,
    says: /not HTTP|POST/,
  },
  {
    title: 'a version nobody speaks',
    say: head().replace('HTTP/1.1', 'HTTP/9.9'),
    code: 336001,
    says: /not HTTP/,
  },
  { title: 'a header without a colon', say: head('Nonsense'), code: 336001, says: /not HTTP/ },
  { title: 'a NUL in a header', say: head('X-Broken: a\0b'), code: 336001, says: /not HTTP/ },
  {
    title: 'headers of 100 kB',
    say: head(`X-Long: ${'x'.repeat(100_000)}`),
    code: 336001,
    says: /longer than 32768 bytes/,
  },
  {
    title: 'a query of 100 kB',
    say: post(good, { path: `/steel/ImageClassification?q=${'x'.repeat(100_000)}` }),
    code: 336001,
    says: /longer than 32768 bytes/,
  },
  {
    title: 'two lengths that differ',
    say: `${head('Content-Length: 20', 'Content-Length: 21')}${good}`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'a length that is no number',
    say: `${head('Content-Length: many')}${good}`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'a negative length',
    say: `${head('Content-Length: -1')}${good}`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'both a length and chunks',
    say: `${head('Content-Length: 20', 'Transfer-Encoding: chunked')}0\r\n\r\n`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'a chunk whose size is garbage',
    say: `${head('Transfer-Encoding: chunked')}zz\r\n${good}\r\n0\r\n\r\n`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'garbage after a good chunk',
    say: `${head('Transfer-Encoding: chunked')}5\r\n{"ima\r\nXYZ\r\n`,
    code: 336001,
    says: /not HTTP/,
  },
  {
    title: 'an expectation beside the point, and an empty object',
    say: post('{}', { headers: { Expect: 'miracles' } }),
    code: 336006,
    says: /absent/,
  },
  {
    title: 'no Host, and no JSON',
    say: post('?', { headers: { Host: '' } }),
    code: 336002,
    says: /not JSON/,
  },
];

/** What can be wrong before there is a body. */
export const badHttp: BadRequest[] = [...wrongMethods, ...wrongPaths, ...notHttp];
