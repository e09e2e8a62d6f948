export { createApp } from './app.js';
export { readConfig, ConfigError } from './platform/config.js';
