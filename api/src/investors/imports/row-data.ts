import type { Crypto } from '../../platform/crypto.js';
import type { ImportedInvestor } from './import.schema.js';

export const sealRow = (
  crypto: Crypto,
  importId: string,
  line: number,
  investor: ImportedInvestor,
): Buffer => crypto.seal(JSON.stringify(investor), bound(importId, line));

export const openRow = (
  crypto: Crypto,
  importId: string,
  line: number,
  sealed: Buffer,
): ImportedInvestor => JSON.parse(crypto.open(sealed, bound(importId, line))) as ImportedInvestor;

const bound = (importId: string, line: number) => `investor_import_row:${importId}:${line}`;
