import { createRequire } from 'node:module';
import createQpdf from '@neslinesli93/qpdf-wasm';

const require = createRequire(import.meta.url);

/** The part of the compiled file system that its types do not name. */
interface Files {
  writeFile(path: string, bytes: Uint8Array): void;
}

/** What `qpdf --check` ends with: 0 nothing found, 2 errors, 3 warnings. */
export async function qpdfCheck(pdf: Uint8Array): Promise<number> {
  const wasm = require.resolve('@neslinesli93/qpdf-wasm/dist/qpdf.wasm');
  const qpdf = await createQpdf({ locateFile: () => wasm });
  (qpdf.FS as unknown as Files).writeFile('/report.pdf', pdf);
  return qpdf.callMain(['--check', '/report.pdf']);
}
