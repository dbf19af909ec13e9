/** An argument that cannot be meant, in words for whoever typed it. */
export class UsageError extends Error {
  override name = 'UsageError';
}
