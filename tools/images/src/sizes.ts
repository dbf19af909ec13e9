import { spawnSync } from 'node:child_process';
import { images, referenceOf } from './image.js';

/** What every image stands on: a customer's machine keeps it once. */
const base = 'node:24-bookworm-slim';
const MB = 1_000_000;

export interface Size {
  reference: string;
  addedMB: number;
  limitMB: number;
}

/** @throws Error naming an image that is not there. */
export function measure(release: string): Size[] {
  const below = bytesOf(base);
  return images.map(({ name, limitMB }) => {
    const reference = referenceOf(name, release);
    return { reference, addedMB: (bytesOf(reference) - below) / MB, limitMB };
  });
}

/**
 * Prints what each image adds to its base.
 * @returns whether all keep to their limits.
 */
export function sizes(release: string): boolean {
  const measured = measure(release);
  for (const { reference, addedMB, limitMB } of measured) {
    const verdict = addedMB <= limitMB ? 'ok  ' : 'OVER';
    process.stdout.write(
      `${verdict} ${reference}: ${addedMB.toFixed(1)} MB on ${base}, at most ${limitMB}\n`,
    );
  }
  return measured.every(({ addedMB, limitMB }) => addedMB <= limitMB);
}

function bytesOf(reference: string): number {
  const args = ['image', 'inspect', '-f', '{{.Size}}', reference];
  const { status, stdout, stderr } = spawnSync('docker', args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${reference} is not there: ${stderr.trim()}`);
  return Number(stdout);
}
