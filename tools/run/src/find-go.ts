import { spawnSync } from 'node:child_process';

/** Go, where its own archive puts it too, which is on nobody's PATH. */
export const findGo = (): string | undefined =>
  ['go', '/usr/local/go/bin/go'].find(
    (command) => spawnSync(command, ['version']).error === undefined,
  );
