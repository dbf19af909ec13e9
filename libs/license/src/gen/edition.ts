// The development edition. A release build overwrites this file with the vendor's root key and keyset.
import type { Edition } from '../edition.js';

export const edition: Edition = { kind: 'development' };
