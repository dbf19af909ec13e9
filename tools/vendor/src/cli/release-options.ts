import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';

import { UsageError } from './usage-error.js';

/** `--release`, of build and of pack. */
export const releaseOption = z
  .string()
  .regex(/^\d{1,6}\.\d{1,6}\.\d{1,6}(?:-[A-Za-z0-9.]{1,32})?$/, {
    error: '--release takes three numbers such as 0.1.0',
  })
  .optional();

/** A folder that is there or can be made. @throws UsageError where a file stands in the way, before any work is done */
export function outFolder(path: string): string {
  for (let at = path; ; at = dirname(at)) {
    const there = statSync(at, { throwIfNoEntry: false });
    if (there?.isDirectory()) return path;
    if (there) throw new UsageError(`--out takes a folder, and ${at} is a file`);
  }
}
