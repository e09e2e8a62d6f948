import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { inRoot } from './paths.ts';

/** From these lines on a test runner tells what failed; above stands all that passed, and what services logged. */
const BEGINNINGS = [/^Summary of all failing tests$/m, /^✖ failing tests:$/m];

/**
 * What a suite said of its failures, each stack by its first frame; all it said where it does not put them last.
 * The rest of the stacks is in the file that is kept.
 */
export function failuresIn(output: string): string {
  const places = BEGINNINGS.map((line) => output.search(line)).filter((place) => place >= 0);
  const told = output.slice(places.length > 0 ? Math.min(...places) : 0).trim();
  return told.replace(/(\n\s+at [^\n]*)(?:\n\s+at [^\n]*)+/g, '$1');
}

/** Keeps all that a suite said. @returns the file's path */
export function keepOutput(suite: string, output: string): string {
  const file = inRoot('node_modules', '.cache', 'tests', `${suite}.log`);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, output);
  return file;
}
