import { generateKeyPairSync, sign } from 'node:crypto';

const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });

function selfSigned(): string {
  const algorithm = der(0x30, oid('2a8648ce3d040302')); // ecdsa-with-SHA256
  const name = der(0x30, der(0x31, der(0x30, oid('550403'), der(0x0c, 'localhost'))));
  const validity = der(0x30, der(0x17, utcTime(-1)), der(0x17, utcTime(30)));
  const authority = der(0x30, der(0x01, Buffer.of(0xff)));
  const names = der(0x30, der(0x87, Buffer.of(127, 0, 0, 1)), der(0x82, 'localhost'));
  const extensions = der(
    0x30,
    der(0x30, oid('551d13'), der(0x01, Buffer.of(0xff)), der(0x04, authority)),
    der(0x30, oid('551d11'), der(0x04, names)),
  );
  const body = der(
    0x30,
    der(0xa0, der(0x02, Buffer.of(2))),
    der(0x02, Buffer.of(1)),
    ...[algorithm, name, validity, name],
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, extensions),
  );
  const signature = der(0x03, Buffer.of(0), sign('sha256', body, privateKey));
  const base64 = der(0x30, body, algorithm, signature).toString('base64');
  const lines = base64.replaceAll(/.{64}/g, '$&\n');
  return `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`;
}

const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));

const utcTime = (days: number) =>
  `${new Date(Date.now() + days * 86_400_000).toISOString().replaceAll(/\D/g, '').slice(2, 14)}Z`;

/** One value of ASN.1: its tag, its length and what it holds. */
function der(tag: number, ...parts: (Buffer | string)[]): Buffer {
  const content = Buffer.concat(parts.map((part) => Buffer.from(part)));
  const { length } = content;
  const size =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...size), content]);
}

/** Made anew each time: nothing that is shipped holds a private key, not even a worthless one. */
export const certificateKey = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string;

/** A certificate for 127.0.0.1 and localhost, signed with its own key. X.509 as RFC 5280 has it. */
export const certificate = selfSigned();
