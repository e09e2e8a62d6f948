import type { Crypto } from '../../platform/crypto.js';
import type { ImportedInvestor } from './import.schema.js';

export const sealRow = (
  crypto: Crypto,
  importId: string,
  line: number,
  investor: ImportedInvestor,
): Buffer => crypto.seal(JSON.stringify(investor), boundToRow(importId, line));

export const openRow = (
  crypto: Crypto,
  importId: string,
  line: number,
  sealed: Buffer,
): ImportedInvestor =>
  JSON.parse(crypto.open(sealed, boundToRow(importId, line))) as ImportedInvestor;

/** What an import's row is bound to. */
export const boundToRow = (importId: string, line: number) =>
  `investor_import_row:${importId}:${line}`;
