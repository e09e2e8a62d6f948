import { CoreError, differencesOf, REPORT_POLICY, type ReserveReport } from '@cadastre/core';
import type { Protocol } from './protocol.js';

const PPM = 1_000_000n;

/** ⌈a ÷ b⌉ of numbers that are not negative. */
const up = (a: bigint, b: bigint): bigint => (a + b - 1n) / b;
const shown = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? 'nothing' : JSON.stringify(value);

/**
 * Every number of the result anew from the inputs, by the format's own rules; then the steps that lead to
 * the coverage once more, written out. @throws Lie `result.<path>` for the first number that differs
 */
export function checkArithmetic(report: ReserveReport, protocol: Protocol): void {
  checkTerms(report, protocol);
  const what = 'Every number of the result follows from the inputs';
  try {
    const [first] = differencesOf(report);
    if (first) {
      const { path, stated, recomputed } = first;
      protocol.same(path, `${path} follows from the inputs`, shown(stated), shown(recomputed));
    }
    protocol.holds('result', what, true, `${countOf(report.result)} numbers and words`, '');
  } catch (error) {
    if (!(error instanceof CoreError)) throw error;
    protocol.lie('result', what, `Nothing follows from these inputs: ${error.message}`);
  }
  checkSupply(report, protocol);
  checkReserves(report, protocol);
  checkOwed(report, protocol);
  checkCoverage(report, protocol);
}

/** The terms nobody may choose: which line's rules hold, and how old is too old. */
function checkTerms({ inputs }: ReserveReport, protocol: Protocol): void {
  const { asset, line, policy } = inputs;
  protocol.same('inputs.line', 'The reserves are of the asset’s kind', asset.kind, line.kind);
  for (const [field, due] of Object.entries(REPORT_POLICY[asset.kind])) {
    protocol.same(
      `inputs.policy.${field}`,
      `The report is held to the format’s ${field} for this kind`,
      policy[field as keyof typeof policy],
      due,
    );
  }
}

function checkSupply({ inputs, result }: ReserveReport, protocol: Protocol): void {
  const { openingBaseUnits, mintedBaseUnits, burntBaseUnits, closingBaseUnits } = result.supply;
  protocol.same(
    'step.supply',
    `opening ${openingBaseUnits} + minted ${mintedBaseUnits} − burnt ${burntBaseUnits} = closing, base units`,
    closingBaseUnits,
    `${BigInt(openingBaseUnits) + BigInt(mintedBaseUnits) - BigInt(burntBaseUnits)}`,
  );
  const locked = result.supply.nonRedeemableBaseUnits;
  protocol.same(
    'step.redeemable',
    `supply ${inputs.supply.closingBaseUnits} − not redeemable ${locked} = redeemable, base units`,
    result.supply.redeemableBaseUnits,
    `${BigInt(inputs.supply.closingBaseUnits) - BigInt(locked)}`,
  );
}

function checkReserves({ result }: ReserveReport, protocol: Protocol): void {
  const { classes, fairUsd6, encumberedUsd6, freeUsd6 } = result.reserves;
  const parts = classes.map((one) => `${one.name} ${one.fairUsd6}`).join(' + ');
  protocol.same(
    'step.reserves',
    `${parts} = reserves at fair value, 10⁻⁶ USD`,
    fairUsd6,
    `${classes.reduce((sum, one) => sum + BigInt(one.fairUsd6), 0n)}`,
  );
  protocol.same(
    'step.free',
    `reserves ${fairUsd6} − encumbered ${encumberedUsd6} = free, 10⁻⁶ USD`,
    freeUsd6,
    `${BigInt(fairUsd6) - BigInt(encumberedUsd6)}`,
  );
}

function checkOwed({ inputs, result }: ReserveReport, protocol: Protocol): void {
  const { navUsd6, redeemableBaseUnits, bookEntryBaseUnits, roundingUsd6 } = result.owed;
  const { toHoldersUsd6, liabilities, totalUsd6 } = result.owed;
  const shares = BigInt(redeemableBaseUnits) + BigInt(bookEntryBaseUnits);
  const unit = 10n ** BigInt(inputs.token.decimals);
  protocol.same(
    'step.owedToHolders',
    `NAV ${navUsd6} × (redeemable ${redeemableBaseUnits} + book entry ${bookEntryBaseUnits}) ÷ ${unit}, rounded up, 10⁻⁶ USD`,
    toHoldersUsd6,
    `${up(BigInt(navUsd6) * shares, unit)}`,
  );
  const others = liabilities.reduce((sum, { usd6 }) => sum + BigInt(usd6), 0n);
  protocol.same(
    'step.owed',
    `to holders ${toHoldersUsd6} − what rounding the NAV added ${roundingUsd6} + liabilities ${others} = owed, 10⁻⁶ USD`,
    totalUsd6,
    `${BigInt(toHoldersUsd6) - BigInt(roundingUsd6) + others}`,
  );
}

function checkCoverage({ result }: ReserveReport, protocol: Protocol): void {
  const { reserves, owed, surplus, ppm, unit } = result.coverage;
  const measure = unit === 'USD6' ? '10⁻⁶ USD' : '10⁻³ fine ounces';
  const [have, owe] = [BigInt(reserves), BigInt(owed)];
  protocol.same(
    'step.surplus',
    `reserves ${reserves} − owed ${owed} = surplus, ${measure}`,
    surplus,
    `${have - owe}`,
  );
  if (owe <= 0n || have < 0n) return;
  protocol.same(
    'step.coverage',
    `reserves ${reserves} ÷ owed ${owed} × 10⁶, rounded down, parts per million`,
    ppm,
    `${(have * PPM) / owe}`,
  );
}

/** How many leaves a value has. */
function countOf(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 1;
  return Object.values(value).reduce((sum: number, one) => sum + countOf(one), 0);
}
