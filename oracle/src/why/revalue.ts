import {
  canonicalHash,
  CoreError,
  explainFundValue,
  lowerMedian,
  mergeCurves,
  securitiesByCusip,
  valueFund,
} from '@cadastre/core';
import { z } from 'zod';
import { Refusal } from '../platform/refusal.js';
import type { RawDocument } from '../sources/document.js';
import { parseTreasuryFile } from '../sources/treasury-files.js';
import { parseStatement } from '../treasury/statement.js';
import type { BundledValuation } from './schema.js';

const TREASURY = 'treasury-portfolio';
const treasuryInputs = z.looseObject({
  adapter: z.literal(TREASURY),
  curve: z.looseObject({ date: z.string() }),
  totalSupply: z.string().transform(BigInt),
});
const voices = z.array(
  z.looseObject({ feed: z.string(), outcome: z.string(), value: z.string().optional() }),
);

/** SHA-256 of the canonical JSON of what a valuation depends on, as its adapter hashes it. */
export function inputsHashOf({ inputs, nav, reserve }: BundledValuation): string {
  if (inputs['adapter'] === TREASURY) {
    // Block and time stand beside the hash, not in it.
    const { asOfBlock: _b, asOfTime: _t, ...hashed } = inputs;
    return canonicalHash(hashed);
  }
  const values = {
    nav: [nav.value, nav.valuationTime],
    reserve: [reserve.value, reserve.valuationTime],
  };
  return canonicalHash({ ...inputs, values });
}

/**
 * Does the arithmetic again: a fund of Treasuries from the documents themselves, an asset with a plan
 * from what its sources said.
 * @returns what does not come out as stated, or null
 */
export function revalue(
  valuation: BundledValuation,
  assetId: string,
  documents: readonly RawDocument[],
): string | null {
  return valuation.inputs['adapter'] === TREASURY
    ? revalueFund(valuation, assetId, documents)
    : recount(valuation);
}

/**
 * Nodes that derive at once may each keep the statement of another block: the inputs are the same, and each of
 * the statements must give the valuation.
 */
function revalueFund(
  { inputs, nav, reserve, lines }: BundledValuation,
  assetId: string,
  documents: readonly RawDocument[],
): string | null {
  const about = treasuryInputs.safeParse(inputs);
  if (!about.success) return 'its inputs lack the curve or the supply';
  const isFile = ({ source }: RawDocument): boolean => source.startsWith('file:');
  const statements = documents.filter((document) => !isFile(document));
  if (statements.length === 0) return 'the statement is not among its documents';
  try {
    const files = documents
      .filter(isFile)
      .map(({ source, bytes }) => parseTreasuryFile(source.slice('file:'.length), bytes));
    const { date } = about.data.curve;
    const curve = mergeCurves(files.map(({ curves }) => curves)).find((one) => one.date === date);
    if (!curve) return `there is no curve of ${date} among its documents`;
    const securities = securitiesByCusip(files.flatMap((file) => file.securities));
    for (const stated of statements) {
      const statement = parseStatement(stated, assetId);
      const value = valueFund(statement, securities, curve, about.data.totalSupply);
      if (value.navPerShareUsd6.toString() !== nav.value)
        return `its documents give a NAV of ${value.navPerShareUsd6}, it says ${nav.value}`;
      if (value.totalAssetsUsd6.toString() !== reserve.value)
        return `its documents give assets of ${value.totalAssetsUsd6}, it says ${reserve.value}`;
      const told = explainFundValue(value);
      const wrong = told.findIndex((line, i) => line !== lines[i]);
      if (wrong >= 0 || told.length !== lines.length)
        return `line ${wrong + 1} of its arithmetic is not what its documents give`;
    }
    return null;
  } catch (error) {
    if (error instanceof Refusal || error instanceof CoreError) return error.message;
    throw error;
  }
}

/** The lower median of the voices that counted, per feed. */
function recount({ nav, reserve, voices: given }: BundledValuation): string | null {
  const said = voices.safeParse(given);
  if (!said.success) return 'it does not tell what its sources said';
  for (const [feed, { value }] of Object.entries({ nav, reserve })) {
    const used = said.data.filter((one) => one.feed === feed && one.outcome === 'USED');
    const values = used.flatMap((one) => (one.value === undefined ? [] : [BigInt(one.value)]));
    const median = values.length > 0 ? lowerMedian(values).toString() : 'nothing';
    if (median !== value) return `its sources for the ${feed} give ${median}, it says ${value}`;
  }
  return null;
}
