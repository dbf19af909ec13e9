/**
 * Which Easel this is, fixed when it is built. A release carries the vendor's trust in its own code, so that no
 * variable, flag, file or mount can replace it; development reads its trust from `EASEL_HOME`.
 */
export type Edition =
  | { kind: 'development' }
  | {
      kind: 'release';
      /** The vendor's public root key, PEM. */
      rootKey: string;
      /** The keyset that root key signed, as a token. */
      keyset: string;
      /** Seconds since 1970. */
      builtAt: number;
    };
