import { promisify } from 'node:util';
import { gunzip as inflate } from 'node:zlib';
import { EaselError } from '@easel/errors';

const inflated = promisify(inflate);

/**
 * Undoes `Content-Encoding: gzip`, alone or in a list; any other value, such as the `UTF8` of Baidu's Java SDK, is not
 * obeyed.
 * @param most bytes that may come out.
 * @throws EaselError 336004 beyond `most`, 336002 when it is broken.
 */
export async function gunzip(body: Buffer, encoding: string | undefined, most: number) {
  if (!saysGzip(encoding) || body.length === 0) return body;
  try {
    return await inflated(body, { maxOutputLength: most });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE')
      throw new EaselError(336004, `the body has more than ${most} bytes once inflated`);
    throw new EaselError(336002, 'Content-Encoding says gzip, but the body is not whole gzip', {
      cause,
    });
  }
}

const saysGzip = (encoding = '') =>
  encoding.split(',').some((coding) => /^\s*(x-)?gzip\s*$/i.test(coding));
