export { createApp } from './app.js';
export { readConfig, ConfigError } from './platform/config.js';
export { dryRun } from './cli/dry-run.js';
export { checkWhy } from './cli/check-why.js';
export { canary } from './cli/canary.js';
export { Engine } from './engine.js';
export { operate } from './cli/operator.js';
