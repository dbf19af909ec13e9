import type { PackageManifest } from '@easel/package';

export type Runtime = PackageManifest['runtime'];

/**
 * A compose file as a package brings it, for what is to be run: lines behind `#cuda12` are for a card, lines that end
 * with `#cpu` for the processor alone. So a release has one file, and a host keeps what it runs by.
 */
export function composeFor(runtime: Runtime, text: string): string {
  if (runtime === 'cpu') return text;
  const lines = text.split('\n').filter((line) => !line.endsWith(' #cpu'));
  return lines.map((line) => line.replace(/^( *)#cuda12 /, '$1')).join('\n');
}

/** What a compose file that is in place runs. */
export const runtimeOf = (text: string): Runtime =>
  /^ *- driver: nvidia$/m.test(text) ? 'cuda12' : 'cpu';
