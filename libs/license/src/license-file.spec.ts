import { describe, expect, it } from 'vitest';
import { LONGEST_LICENSE_FILE, parseLicenseFile } from './license-file.js';
import { verifyKeyset } from './keyset.js';
import { verifyLicense } from './license.js';
import { faultOf, testVendor } from './testing.js';

const vendor = testVendor();
const license = vendor.issue();
const keyset = vendor.keysetToken;

/** What whoever installs a file finds wrong with it. */
const fault = (file: Buffer | string) =>
  faultOf(() => {
    const lines = parseLicenseFile(Buffer.from(file));
    verifyLicense(lines.license, vendor.keyset);
    if (lines.keyset !== undefined) verifyKeyset(lines.keyset, vendor.root.publicKey);
  });

describe('a licence file', () => {
  it.each([
    ['no line end', license],
    ['a line end', `${license}\n`],
    ["Windows' line end", `${license}\r\n`],
    ['empty lines after it, as mail programs add them', `${license}\r\n\r\n\n`],
  ])('holds a licence with %s', (_, text) => {
    expect(parseLicenseFile(Buffer.from(text))).toEqual({ license });
    expect(fault(text)).toBe('accepted');
  });

  it.each([
    ['lines', `${license}\n${keyset}\n`],
    ['lines of Windows', `${license}\r\n${keyset}\r\n`],
    ['lines, the last without its end', `${license}\n${keyset}`],
  ])('holds a keyset as well, in %s', (_, text) => {
    expect(parseLicenseFile(Buffer.from(text))).toEqual({ license, keyset });
    expect(fault(text)).toBe('accepted');
  });

  it.each<[string, Buffer | string]>([
    ['empty', ''],
    ['an empty line', '\n'],
    ['zeros', Buffer.alloc(4096)],
    ['an empty line before', `\n${license}`],
    ['an empty line between', `${license}\n\n${keyset}`],
    ['a third line', `${license}\n${keyset}\n${keyset}\n`],
    ['a space after', `${license} \n`],
    ['a byte order mark', `\uFEFF${license}\n`],
    ['UTF-16', Buffer.from(license, 'utf16le')],
    ['UTF-16 with its mark and line end', Buffer.from(`\uFEFF${license}\r\n`, 'utf16le')],
    ['UTF-16, the big end first', Buffer.from(`\uFEFF${license}\r\n`, 'utf16le').swap16()],
    ['line ends of an old Mac', `${license}\r${keyset}\r`],
    ['cut in two by a line end', `${license.slice(0, 400)}\n${license.slice(400)}`],
    ['a picture', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    [
      'as long as may be',
      'A'
        .repeat(LONGEST_LICENSE_FILE)
        .replace(/^.{16384}/, '$&\n')
        .slice(0, -1),
    ],
  ])('is refused as damaged: %s', (_, file) => {
    expect(fault(file)).toBe('malformed');
  });

  it('is refused when the two lines are the wrong way round, or one licence after another', () => {
    expect(fault(`${keyset}\n${license}\n`)).toBe('form');
    expect(fault(`${license}\n${license}\n`)).toBe('form');
  });

  it('is refused with a line that is too long, whichever it is', () => {
    expect(fault(`${'A'.repeat(16 * 1024 + 1)}\n`)).toBe('too-long');
    expect(fault(`${license}\n${'A'.repeat(64 * 1024 + 1)}\n`)).toBe('too-long');
  });

  it('is refused for its length before it is looked into: 50 MB', () => {
    const huge = Buffer.alloc(50_000_000, 'A');
    huge.toString = () => {
      throw new Error('looked into');
    };
    expect(faultOf(() => parseLicenseFile(huge))).toBe('too-long');
    expect(fault(Buffer.alloc(LONGEST_LICENSE_FILE + 1, '\n'))).toBe('too-long');
  });
});
