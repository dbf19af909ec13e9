import { LicenseError, signToken, verifyToken, type Keyset, type Signer } from '@easel/license';
import { places } from './layout.js';
import { LONGEST_PACKAGE, PACKAGE_TYP, packageSchema, type PackageManifest } from './manifest.js';
import { PackageError } from './package-error.js';
import { tokenRefusal } from './refusal.js';

/** A package's manifest as a token. @throws ZodError for a manifest that no one could accept. */
export const signPackage = (manifest: PackageManifest, signer: Signer): string =>
  signToken(packageSchema.parse(manifest), { typ: PACKAGE_TYP, ...signer });

/**
 * What a package says of itself, if a key for packages signed it that was not revoked since.
 * @throws PackageError whatever is wrong.
 */
export function verifyPackage(token: string, keyset: Keyset): PackageManifest {
  if (token.length > LONGEST_PACKAGE)
    throw new PackageError('too-long', {
      file: places.token,
      bytes: token.length,
      most: LONGEST_PACKAGE,
    });
  let manifest;
  try {
    manifest = verifyToken(token, {
      subject: 'package',
      typ: PACKAGE_TYP,
      longest: LONGEST_PACKAGE,
      claims: packageSchema,
      key: (kid) => keyOf(keyset, kid),
    });
  } catch (error) {
    throw tokenRefusal(error, places.token);
  }
  if (manifest.iss !== keyset.issuer)
    throw new PackageError('issuer', { says: manifest.iss, keyset: keyset.issuer });
  return manifest;
}

function keyOf({ keys }: Keyset, kid: string) {
  const known = keys.get(kid);
  // The header is a stranger's until the signature is checked: of a name only what a name can be is shown.
  if (!known) throw new PackageError('unknown-key', { kid: kid.replaceAll(/[^\w-]/g, '?') });
  if (known.use !== 'package') throw new PackageError('key-use', { kid });
  if (known.state === 'next') throw new PackageError('key-not-in-use', { kid });
  if (known.state === 'revoked') throw new PackageError('key-revoked', { kid });
  return known.key;
}

/** In the words of a LicenseError, for what is wrong with a keyset rather than with the package. */
export const keysetFault = (error: unknown, fault: 'keyset' | 'trust'): unknown =>
  error instanceof LicenseError
    ? new PackageError(fault, { why: error.message }, { cause: error })
    : error;
