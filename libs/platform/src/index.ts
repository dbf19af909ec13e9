export { ConfigError, parseEnv, readEnv, settings } from './env.js';
export { createLogger, type Logger } from './log.js';
export { onShutdown } from './shutdown.js';
export { observeHost } from './host.js';
export { readTrust } from './trust.js';
