export { atomicWrite, replaceFile } from './atomic-write.js';
export { boundedRead, type BoundedRead } from './bounded-read.js';
export { CardWatch } from './card-watch.js';
export { ConfigError, parseEnv, readEnv, settings } from './env.js';
export { hostFiles, type HostFiles } from './host-files.js';
export { readCards } from './host-cards.js';
export { observeHost, readHost, type Sources } from './host.js';
export { readMachineShare, type MachineShare } from './machine-share.js';
export { createLogger, type Logger } from './log.js';
export { LogIds } from './log-id.js';
export { onShutdown } from './shutdown.js';
export {
  startTracing,
  toTracing,
  tracingSettings,
  type Span,
  type TraceContext,
  type Tracing,
} from './tracing.js';
export { sha256Of } from './sha256-of.js';
export { syncFolder, syncTree } from './sync-tree.js';
export { readTrust, trustFiles } from './trust.js';
