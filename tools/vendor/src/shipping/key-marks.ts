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

/** Bytes in hex, for a pattern over Latin 1. */
const hex = (bytes: string) => bytes.replaceAll(/../g, '\\x$&');

/** The same in bytes: id-ecPublicKey and prime256v1, then an octet string (a public key has a bit string there). */
const pkcs8 = new RegExp(
  `${hex('06072a8648ce3d020106082a8648ce3d03010704')}[^]${hex('30')}[^]${hex('0201010420')}`,
);

/** A private number of 32 bytes, then prime256v1. */
const sec1 = new RegExp(`${hex('0201010420')}[^]{32}${hex('a00a06082a8648ce3d030107')}`);

/** PBES2 within the outermost sequence, at the very beginning: an encrypted key, whatever its kind. */
const encrypted = new RegExp(
  `^${hex('30')}[^]{1,4}${hex('30')}[^]{1,3}${hex('06092a864886f70d01050d')}`,
);

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
