import { cpSync, mkdirSync, mkdtempSync, readdirSync, readlinkSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkout } from './test-site.js';

/** A copy of parts of the checkout that may be broken or built otherwise; the packages are the installed ones. */
export function copyHouse(entries: string[], leaveOut: RegExp): string {
  const copy = mkdtempSync(join(tmpdir(), 'easel-house-'));
  for (const entry of entries)
    cpSync(join(checkout, entry), join(copy, entry), {
      recursive: true,
      filter: (path) => !leaveOut.test(path),
    });
  linkPackages(copy);
  return copy;
}

/** The installed packages, and the copy's own in the place of the checkout's. */
function linkPackages(copy: string): void {
  mkdirSync(join(copy, 'node_modules/@easel'), { recursive: true });
  for (const name of readdirSync(join(checkout, 'node_modules')))
    if (name !== '@easel')
      symlinkSync(join(checkout, 'node_modules', name), join(copy, 'node_modules', name));
  for (const name of readdirSync(join(checkout, 'node_modules/@easel')))
    symlinkSync(
      readlinkSync(join(checkout, 'node_modules/@easel', name)),
      join(copy, 'node_modules/@easel', name),
    );
}
