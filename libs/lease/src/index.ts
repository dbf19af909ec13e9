export { AuthFailed } from './auth-failed.js';
export { systemClock, type Clock } from './clock.js';
export { LeaseHolder, type LeaseHolderOptions, type LeaseStatus } from './lease-holder.js';
