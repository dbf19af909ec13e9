import type { License } from '@easel/license';
import type { Standing } from './standing.js';

/**
 * Whether what is in force stays, although another licence was handed in: that one has no higher number. What is in
 * force no more keeps nobody out.
 */
export const seqKeeps = (standing: Standing, candidate: License): boolean =>
  standing.inForce &&
  candidate.jti !== standing.license.jti &&
  candidate.seq <= standing.license.seq;
