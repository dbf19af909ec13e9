/** What a request asked for, as far as it could be read. */
export interface Asked {
  method: string;
  path: string;
}

/**
 * Whether a request means the classify route, be it misspelt: its callers read nothing but EasyDL's answers. Whoever
 * posts, and not to a page of Easel's own, is one of them; whoever reads is most often a person with a browser.
 */
export function meansClassify({ method, path }: Asked): boolean {
  if (/^\/(admin|docs|healthz|metrics|openapi\.json|readyz)(\/|$)/.test(path)) return false;
  if (/^\/+[^/]+\/+ImageClassification\/+batches(\/|$)/i.test(path)) return false;
  const reads = method === 'GET' || method === 'HEAD';
  return !reads || /\/imageclassification\/?$/i.test(path) || malformed(path);
}

function malformed(path: string): boolean {
  try {
    decodeURIComponent(path);
    return false;
  } catch {
    return true;
  }
}
