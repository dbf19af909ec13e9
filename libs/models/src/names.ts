/** First path segments that are Easel's own. */
const reserved = new Set(['admin', 'docs', 'healthz', 'metrics', 'readyz']);

/** Why this cannot be a DEPLOY_NAME, or undefined when it can. */
export function deploymentNameProblem(name: string): string | undefined {
  if (!/^[A-Za-z][A-Za-z0-9_-]{1,63}$/.test(name))
    return 'is not 2 to 64 of A-Z a-z 0-9 _ - beginning with a letter';
  if (reserved.has(name.toLowerCase())) return "is one of Easel's own paths";
  return undefined;
}

export const isVersion = (text: string): boolean =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(text) && text !== 'current';

/** Older first: by the numbers in them, then by their letters. */
export const compareVersions = (a: string, b: string): number =>
  a.localeCompare(b, 'en', { numeric: true });
