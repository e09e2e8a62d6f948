import { Refusal } from './refusal.js';

/** Secrets that sources name are variables of the environment; they are never kept or told. */
export const secretOf =
  (env: NodeJS.ProcessEnv) =>
  (name: string): string => {
    const value = env[name];
    if (value) return value;
    throw new Refusal('SECRET_MISSING', `The environment lacks ${name}, which the source needs.`);
  };
