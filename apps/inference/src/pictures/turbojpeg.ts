import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type * as Koffi from 'koffi';
import type { Shrink } from './canvas.js';
import type { Size } from './picture.js';

/**
 * libjpeg-turbo's own library out of the package that brings it prebuilt, called through its C interface: the package's
 * binding knows one kind of decoding only, the inexact one. Numbers are those of libjpeg-turbo 3's turbojpeg.h.
 */
const INIT_DECOMPRESS = 1;
const PARAM = { width: 5, height: 6, scanLimit: 13 } as const;
const FORMAT_RGB = 0;

/** As libvips: a progressive file of more scans than this was made to keep somebody busy. */
const SCANS = 100;

/** Bytes of a JPEG to interleaved 8-bit RGB, as libjpeg defines it. */
interface TurboJpeg {
  /**
   * Decodes a picture whose header says `size`, `by` times smaller.
   * @param pixels receives ceil(height / by) rows of ceil(width / by) pixels
   * @returns false when libjpeg is not content with everything; what is in `pixels` is worth nothing then.
   */
  decode(bytes: Uint8Array, { size, by }: { size: Size; by: Shrink }, pixels: Buffer): boolean;
}

const require = createRequire(import.meta.url);

/** @throws Error where the library, or what calls it, has no build for this machine or is not installed */
function open(): TurboJpeg {
  // Not imported: a lane must start without it.
  const koffi = require('koffi') as typeof Koffi;
  const brought = dirname(require.resolve('@julusian/jpeg-turbo/package.json'));
  const build = `jpeg-turbo-${process.platform}-${process.arch}`;
  const library = koffi.load(join(brought, 'prebuilds', build, 'libturbojpeg.so.0'));
  const init = library.func('void *tj3Init(int type)') as (type: number) => unknown;
  const destroy = library.func('void tj3Destroy(void *handle)');
  const set = library.func('int tj3Set(void *handle, int param, int value)');
  const get = library.func('int tj3Get(void *handle, int param)');
  koffi.struct('tjscalingfactor', { num: 'int', denom: 'int' });
  const scale = library.func('int tj3SetScalingFactor(void *handle, tjscalingfactor factor)');
  const readHeader = library.func(
    'int tj3DecompressHeader(void *handle, const void *bytes, size_t length)',
  );
  const decompress = library.func(
    'int tj3Decompress8(void *handle, const void *bytes, size_t length, void *pixels, int pitch, int format)',
  );

  const fresh = () => {
    const handle = init(INIT_DECOMPRESS);
    set(handle, PARAM.scanLimit, SCANS);
    return handle;
  };
  let handle = fresh();

  const attempt: TurboJpeg['decode'] = (bytes, { size, by }, pixels) => {
    const { length } = bytes;
    if (readHeader(handle, bytes, length) !== 0) return false;
    // What is written follows libjpeg's reading of the header: there must be no second opinion on the size.
    if (get(handle, PARAM.width) !== size.width || get(handle, PARAM.height) !== size.height)
      return false;
    const pitch = Math.ceil(size.width / by) * 3;
    if (pixels.length < pitch * Math.ceil(size.height / by))
      throw new Error('no room for the pixels');
    scale(handle, { num: 1, denom: by });
    // A warning counts as a failure, though all pixels may be there.
    return decompress(handle, bytes, length, pixels, pitch, FORMAT_RGB) === 0;
  };
  return {
    decode(...asked) {
      const content = attempt(...asked);
      if (!content) {
        // A handle that has complained was seen to complain of every picture that came after.
        destroy(handle);
        handle = fresh();
      }
      return content;
    },
  };
}

function openOrWhyNot(): TurboJpeg | { whyNot: unknown } {
  try {
    return open();
  } catch (whyNot) {
    return { whyNot };
  }
}

const opened = openOrWhyNot();

/** Undefined where it cannot be had: libvips decodes everything then. Not for more than one thread. */
export const turboJpeg = 'decode' in opened ? opened : undefined;

/** Why it cannot be had. */
export const whyNoTurboJpeg = 'whyNot' in opened ? opened.whyNot : undefined;
