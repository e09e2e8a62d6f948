import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot } from './paths.ts';

/** From these lines on a test runner tells what failed; above stands all that passed, and what services logged. */
const BEGINNINGS = [/^Summary of all failing tests$/m, /^✖ failing tests:$/m];

/** What a suite said of its failures; all it said where it does not put them last. */
export function failuresIn(output: string): string {
  const places = BEGINNINGS.map((line) => output.search(line)).filter((place) => place >= 0);
  return output.slice(places.length > 0 ? Math.min(...places) : 0).trim();
}

/** Keeps all that a suite said. @returns the file's path */
export function keepOutput(suite: string, output: string): string {
  const file = inRoot('node_modules', '.cache', 'tests', `${suite}.log`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, output);
  return file;
}
