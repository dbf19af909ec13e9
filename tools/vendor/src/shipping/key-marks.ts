/** How far before a mark its context may begin: what is looked at in pieces must overlap by as much. */
export const LONGEST_MARK = 8192;

const base64 = '[A-Za-z0-9+/_-]';

/** The text of a PEM private key of any kind, or what a program would join to one. */
const pem =
  /-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----(?:[\r\n]|\\[rn])[^]{0,300}?[A-Za-z0-9+/]{40}/;

/** PEM in base64 once more, as configuration files of clusters hold it. */
const wrappedPem = new RegExp(
  ['', 'EC ', 'RSA ', 'ENCRYPTED ', 'OPENSSH ']
    .map((kind) => Buffer.from(`-----BEGIN ${kind}PRIVATE KEY-----`).toString('base64'))
    // The last letters depend on what follows.
    .map((text) => `${text.replaceAll('=', '').slice(0, -1).replaceAll('+', '\\+')}${base64}{40}`)
    .join('|'),
);

/** PKCS8 or SEC1 of a P-256 key without its PEM lines. */
const bareBase64 = new RegExp(
  `MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQ${base64}{43}|MHcCAQEE${base64}{43}`,
);

/** The same in bytes: id-ecPublicKey and prime256v1, then an octet string (a public key has a bit string there). */
const pkcs8 =
  /\x06\x07\x2a\x86\x48\xce\x3d\x02\x01\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07\x04[^]\x30[^]\x02\x01\x01\x04\x20/;

/** A private number of 32 bytes, then prime256v1. */
const sec1 = /\x02\x01\x01\x04\x20[^]{32}\xa0\x0a\x06\x08\x2a\x86\x48\xce\x3d\x03\x01\x07/;

/** PBES2 within the outermost sequence, at the very beginning: an encrypted key, whatever its kind. */
const encrypted = /^\x30[^]{1,4}\x30[^]{1,3}\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x05\x0d/;

const braces = /\{[^{}]{1,4000}\}/g;
const privatePart = /(?:^|[\s{,"'\\])d["'\\]*\s*:\s*["'\\]+[A-Za-z0-9_-]{30,}/;

/** An object with `kty` and `d`, in JSON or in a program. */
const isJwk = (text: string) =>
  text.includes('kty') &&
  [...text.matchAll(braces)].some(([object]) => object.includes('kty') && privatePart.test(object));

/** Each kind of private key, and how its bytes (as Latin 1) give it away. */
const marks: [what: string, isIn: (text: string) => boolean][] = [
  ['a private key in PEM', (text) => pem.test(text)],
  ['a private key in PEM, in base64', (text) => wrappedPem.test(text)],
  ['a P-256 private key in base64', (text) => bareBase64.test(text)],
  ['a P-256 private key in DER', (text) => pkcs8.test(text) || sec1.test(text)],
  ['a private JWK', isJwk],
];

/** What private keys are in a piece of a file. */
export const marksIn = (piece: Buffer): string[] => {
  const text = piece.toString('latin1');
  return marks.filter(([, isIn]) => isIn(text)).map(([what]) => what);
};

/** What private key a file is from its first byte on, if it is one. */
export const markOf = (start: Buffer): string | undefined =>
  encrypted.test(start.subarray(0, 64).toString('latin1'))
    ? 'an encrypted private key in DER'
    : undefined;
