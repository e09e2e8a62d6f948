export { createApp } from './app.js';
export { readConfig, ConfigError } from './platform/config.js';
export { dryRun } from './cli/dry-run.js';
export { operate } from './cli/operator.js';
