/** A model that cannot be served as it is, in words for the person who brought it. */
export class ModelError extends Error {
  override name = 'ModelError';
}
