import { load } from '../load.js';
import type { ReleaseHost } from './release-host.js';

/** Callers who ask without a pause until `end`: what they were answered, by which versions, and the longest silence. */
export function calls(host: ReleaseHost, callers = 2) {
  const over = new AbortController();
  const versions = new Set<string>();
  let [last, longest] = [performance.now(), 0];
  const post = async () => {
    const answer = await host.classify();
    if (!('results' in answer)) return answer;
    versions.add(/-v(.*)$/.exec(answer.results[0]?.name ?? '')?.[1] ?? '');
    const now = performance.now();
    [longest, last] = [Math.max(longest, now - last), now];
    return answer;
  };
  const loaded = load(post, { callers, signal: over.signal });
  return {
    end: async () => {
      over.abort();
      const { tally } = await loaded;
      return { tally, versions: [...versions].sort(), longest };
    },
  };
}
