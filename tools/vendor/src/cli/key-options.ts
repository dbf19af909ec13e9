import { z } from 'zod';

import { keyFiles, type KeyFolder } from '../keys/key-files.js';
import { isEncrypted } from '../keys/private-key.js';
import type { Terminal } from './terminal.js';

/** How every command that needs private keys is told of them. */
export const keyOptions = {
  keys: z.string({ error: '--keys takes the folder that keys init made' }),
  passphraseFile: z.string().optional(),
};

export const passphraseHelp =
  'a file with the passphrase; else EASEL_VENDOR_PASSPHRASE; else asked';

/** The folder of keys with what opens it: asks only where the keys are encrypted and nothing was given. */
export async function keyFolder(
  terminal: Terminal,
  { keys, passphraseFile }: { keys: string; passphraseFile?: string | undefined },
): Promise<KeyFolder> {
  const path = terminal.path(keys);
  const given = terminal.givenPassphrase(passphraseFile);
  if (!isEncrypted(keyFiles(path).rootKey)) return { path };
  return { path, passphrase: given ?? (await terminal.askPassphrase()) };
}
