/** The keys that a vendor signs with, as the root key vouched for them. */
export interface Keyset {
  version: number;
}
