import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The project's root folder. */
export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** The pinned Node binary, whatever Node the machine has. */
export const NODE = join(ROOT, 'node_modules', '.bin', 'node');

/** Absolute path of something in the project. */
export const inRoot = (...parts: string[]): string => join(ROOT, ...parts);
