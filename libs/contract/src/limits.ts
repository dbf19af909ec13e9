const MiB = 1024 * 1024;

/** How much one request may bring. A body over `bodyBytes` is read and thrown away, a picture over its own is named. */
export const limits = {
  bodyBytes: 8 * MiB,
  /** Characters of base64, line breaks not counted. */
  base64Chars: 4 * MiB,
  /** A picture sent as it is: what `base64Chars` hold. */
  pictureBytes: 3 * MiB,
  /** Opening brackets in a JSON body, which needs one. */
  jsonBrackets: 200_000,
  /** Colons in a JSON body, which needs two. */
  jsonColons: 10_000,
  /** Commas in a JSON body, which needs one. */
  jsonCommas: 200_000,
} as const;
