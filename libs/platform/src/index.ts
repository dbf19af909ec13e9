export { boundedRead, type BoundedRead } from './bounded-read.js';
export { ConfigError, parseEnv, readEnv, settings } from './env.js';
export { hostFiles, type HostFiles } from './host-files.js';
export { observeHost, readHost } from './host.js';
export { createLogger, type Logger } from './log.js';
export { onShutdown } from './shutdown.js';
export { readTrust, trustFiles } from './trust.js';
