import { batchLimits } from '@easel/contract';
import { EaselError } from '@easel/errors';
import type { Picture } from '@easel/jobs';

/** What is wrong with a picture, as it will stand in its row. */
export const toPictureError = ({ code, message }: EaselError): NonNullable<Picture['error']> => ({
  code,
  msg: message,
});

export const tooLarge = (bytes: number) =>
  toPictureError(
    new EaselError(336004, `the file has ${bytes} bytes, at most ${batchLimits.fileBytes}`),
  );
