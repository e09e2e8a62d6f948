import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { unpackWoff } from './woff.js';

const require = createRequire(import.meta.url);

const unpacked = new Map<string, Buffer>();

/** @throws Error naming the file that is missing: without its fonts no paper is made */
const file = (family: 'sans' | 'serif' | 'mono', script: string, weight: number): Buffer => {
  const name = `ibm-plex-${family}`;
  const path = `@fontsource/${name}/files/${name}-${script}-${weight}-normal.woff`;
  const known = unpacked.get(path);
  if (known) return known;
  const font = unpackWoff(readFileSync(require.resolve(path)));
  unpacked.set(path, font);
  return font;
};

/** Faces the reports are set in; embedded, so that they look the same everywhere and for ever. */
export const FACES = {
  text: () => file('sans', 'latin', 400),
  strong: () => file('sans', 'latin', 600),
  title: () => file('serif', 'latin', 500),
  mono: () => file('mono', 'latin', 400),
  textExt: () => file('sans', 'latin-ext', 400),
  strongExt: () => file('sans', 'latin-ext', 600),
  titleExt: () => file('serif', 'latin-ext', 500),
  textGreek: () => file('sans', 'greek', 400),
  textCyrillic: () => file('sans', 'cyrillic', 400),
} as const;
export type Face = keyof typeof FACES;

/** Where a face lacks a letter, the next of its line has it. */
export const FALLBACKS: Readonly<Partial<Record<Face, readonly Face[]>>> = {
  text: ['textExt', 'textGreek', 'textCyrillic'],
  strong: ['strongExt', 'textGreek', 'textCyrillic'],
  title: ['titleExt', 'textGreek', 'textCyrillic'],
  mono: ['text', 'textExt', 'textGreek', 'textCyrillic'],
};
