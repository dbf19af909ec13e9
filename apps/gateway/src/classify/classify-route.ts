/**
 * What a path on the classify route calls the deployment; `undefined` on any other path. Read as Fastify's router reads
 * its own: slashes may be doubled or trail, anything may be percent-encoded, and a host may stand before it.
 */
export function deploymentAsked(path: string): string | undefined {
  const [name, route, ...more] = path
    .replace(/^https?:\/\/[^/]*/i, '')
    .split('/')
    .filter(Boolean);
  if (name === undefined || route === undefined || more.length > 0) return undefined;
  return decoded(route) === 'ImageClassification' ? decoded(name) : undefined;
}

function decoded(segment: string): string | undefined {
  if (!segment.includes('%')) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
