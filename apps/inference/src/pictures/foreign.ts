const ascii = (bytes: Uint8Array, from: number, to: number): string =>
  String.fromCharCode(...bytes.subarray(from, to));

/** Files that people send by mistake, by their first bytes. */
const foreign: readonly { name: string; is: (bytes: Uint8Array) => boolean }[] = [
  { name: 'a GIF', is: (b) => /^GIF8[79]a/.test(ascii(b, 0, 6)) },
  { name: 'a WebP', is: (b) => ascii(b, 0, 4) === 'RIFF' && ascii(b, 8, 12) === 'WEBP' },
  { name: 'a TIFF', is: (b) => /^(?:II[*+]\0|MM\0[*+])/.test(ascii(b, 0, 4)) },
  { name: 'a PDF', is: (b) => ascii(b, 0, 5) === '%PDF-' },
  { name: 'a HEIC', is: (b) => /^ftyp(?:hei|hev|mif1|msf1)/.test(ascii(b, 4, 12)) },
  { name: 'an AVIF', is: (b) => /^ftypavi[fs]/.test(ascii(b, 4, 12)) },
  { name: 'a video', is: (b) => ascii(b, 4, 8) === 'ftyp' },
  {
    name: 'a JPEG 2000',
    is: (b) => ascii(b, 4, 8) === 'jP  ' || ascii(b, 0, 4) === '\xff\x4f\xff\x51',
  },
  { name: 'an icon', is: (b) => ascii(b, 0, 4) === '\0\0\x01\0' },
  { name: 'a ZIP', is: (b) => ascii(b, 0, 4) === 'PK\x03\x04' },
  { name: 'HTML', is: (b) => /^\s*<(?:!doctype html|html|head|body)/i.test(ascii(b, 0, 64)) },
  { name: 'SVG or XML', is: (b) => /^\s*<(?:\?xml|svg)/i.test(ascii(b, 0, 64)) },
  { name: 'JSON', is: (b) => /^\s*[{[]\s*["{[]/.test(ascii(b, 0, 64)) },
  { name: 'base64 text', is: (b) => /^(?:\/9j\/|iVBORw0KGgo|data:image\/)/.test(ascii(b, 0, 12)) },
];

/** What a file that is no JPEG, PNG or BMP looks like instead; undefined when nothing comes to mind. */
export const looksLike = (bytes: Uint8Array): string | undefined =>
  foreign.find((kind) => kind.is(bytes))?.name;
