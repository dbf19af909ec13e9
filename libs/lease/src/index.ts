export { LeaseHolder, type LeaseHolderOptions, type LeaseStatus } from './lease-holder.js';
