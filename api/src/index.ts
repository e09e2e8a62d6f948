export { Config, ConfigError, type Environment, readConfig } from './platform/config.js';
