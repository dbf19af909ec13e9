export { boundedRead, type BoundedRead } from './bounded-read.js';
export { ConfigError, parseEnv, readEnv, settings } from './env.js';
export { observeHost, readHost, type HostFiles } from './host.js';
export { createLogger, type Logger } from './log.js';
export { onShutdown } from './shutdown.js';
export { readTrust, trustFiles } from './trust.js';
