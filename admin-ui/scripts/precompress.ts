import { globSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Plugin } from 'vite';

/** Below this the head of an answer weighs as much as what is saved. */
const WORTH_BYTES = 1024;

const ENCODINGS = [
  {
    suffix: '.br',
    compress: (bytes: Buffer) =>
      promisify(brotliCompress)(bytes, {
        params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length },
      }),
  },
  { suffix: '.gz', compress: (bytes: Buffer) => promisify(gzip)(bytes, { level: 9 }) },
];

/**
 * Lays `x.js.br` and `x.js.gz` beside each built script, style and picture of text: whoever serves the folder sends
 * them as they are, and compresses nothing while somebody waits.
 */
export function precompress(): Plugin {
  let folder = '';
  return {
    name: 'precompress',
    apply: 'build',
    configResolved: ({ root, build }) => {
      folder = join(root, build.outDir);
    },
    closeBundle: async () => {
      await Promise.all(
        globSync('**/*.{js,css,svg}', { cwd: folder }).map((file) => beside(join(folder, file))),
      );
    },
  };
}

async function beside(file: string): Promise<void> {
  const bytes = await readFile(file);
  if (bytes.length < WORTH_BYTES) return;
  for (const { suffix, compress } of ENCODINGS) {
    const small = await compress(bytes);
    if (small.length < bytes.length) await writeFile(file + suffix, small);
  }
}
