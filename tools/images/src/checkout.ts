import { fileURLToPath } from 'node:url';

/** The repository's root, from `tools/images/dist`. */
export const checkout = fileURLToPath(new URL('../../..', import.meta.url));
