import { fileURLToPath } from 'node:url';

/** The repository's root, from `tools/bench/dist`. */
export const checkout = fileURLToPath(new URL('../../..', import.meta.url));

/** Where models, photos and other revisions are kept from one run to the next; may be deleted at any time. */
export const scratch = `${checkout}var/bench`;
