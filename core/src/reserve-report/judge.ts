import { formatDecimal } from '../money/decimal.js';
import { deviationBps } from '../nav.js';
import { daysBetween } from '../time/dates.js';
import { newYorkDate } from '../time/new-york.js';
import type { ReportInputs } from './inputs.js';
import { unixSeconds } from './primitives.js';
import type { ReasonCode, Reason, ReportResult, ReportStatus } from './result.js';
import type { Valuation } from './valuation.js';

/** The numbers the judgement looks at. */
export type Judged = Pick<ReportResult, 'supply' | 'coverage' | 'bridge' | 'attestationOutcomes'>;

const WORDS = {
  signature_wrong: 'is not signed by the key it names',
  key_unknown: 'names a key that is not registered for this account',
  key_not_valid: 'is of a time at which its key was not valid',
  key_revoked: 'is signed with a revoked key',
  from_the_future: 'speaks of a time after the block',
  expired: 'had expired',
  stale: 'is too old',
  other_unit: 'counts in another unit',
  encumbered_beyond: 'encumbers more than it counts',
  contradicted: 'shares its number with another statement',
} as const;

/** PASS, FAIL or DO NOT RELY, with every reason in a fixed order. */
export function judge(
  inputs: ReportInputs,
  valuation: Valuation,
  judged: Judged,
): { status: ReportStatus; reasons: Reason[] } {
  const doubts = [
    ...published(inputs, valuation),
    ...valuation.findings,
    ...attested(inputs, judged),
    ...inputs.parked.map(({ feed, answer, parkedAt }) =>
      reason(
        'parked',
        `A ${feed} report of ${usd(answer)} USD waits for approval since ${parkedAt}.`,
      ),
    ),
    ...reconciled(inputs, judged),
  ];
  const told = encumbered(judged);
  const isShort = BigInt(judged.coverage.surplus) < 0n;
  const short = isShort ? [reason('short', 'The reserves do not cover what is owed.')] : [];
  return {
    status: doubts.length > 0 ? 'DO NOT RELY' : isShort ? 'FAIL' : 'PASS',
    reasons: [...doubts, ...short, ...told],
  };
}

const reason = (code: ReasonCode, detail: string): Reason => ({ code, detail });
const usd = (usd6: string): string => formatDecimal(BigInt(usd6), 6);

function published({ navRounds, asOf, policy }: ReportInputs, { navUsd6 }: Valuation): Reason[] {
  const [nav] = navRounds;
  if (!nav) return [reason('unpublished', 'No NAV has been published on-chain up to this block.')];
  const valued = newYorkDate(unixSeconds(nav.valuationTime));
  const age = daysBetween(valued, newYorkDate(unixSeconds(asOf.blockTime)));
  const reasons: Reason[] = [];
  if (age > policy.navMaxAgeDays) {
    const limit = `at most ${policy.navMaxAgeDays} are relied on`;
    reasons.push(
      reason('stale', `The NAV in force is of ${valued}, ${age} days before the block; ${limit}.`),
    );
  }
  if (navUsd6 === null) return reasons;
  const off = navUsd6 === 0n ? 10_000n : deviationBps(navUsd6, BigInt(nav.answer));
  if (off > BigInt(policy.toleranceBps)) {
    const both = `${usd(nav.answer)} USD, recomputed ${formatDecimal(navUsd6, 6)} USD`;
    reasons.push(reason('diverged', `The NAV in force is ${both}: ${off} basis points apart.`));
  }
  return reasons;
}

function attested(inputs: ReportInputs, { bridge, attestationOutcomes }: Judged): Reason[] {
  const reasons = inputs.attestations.flatMap((one, i) => {
    const outcome = attestationOutcomes[i] ?? 'valid';
    // An older statement of the account that a newer one replaced is the ordinary course of things.
    if (outcome === 'valid' || outcome === 'replaced') return [];
    const { nonce, custodian, account } = one;
    const said = `The attestation ${nonce} of ${custodian}, account ${account}, ${WORDS[outcome]}.`;
    const code =
      outcome === 'expired' || outcome === 'stale'
        ? 'stale'
        : outcome === 'contradicted'
          ? 'diverged'
          : 'unattested';
    return [{ counts: outcome === 'contradicted', ...reason(code, said) }];
  });
  if (!bridge) {
    const none = reason('unattested', 'No valid attestation of a custodian covers the reserves.');
    return [...reasons.map(({ code, detail }) => reason(code, detail)), none];
  }
  // Beside a valid attestation, an invalid one changes nothing but for a contradiction.
  const told = reasons.filter(({ counts }) => counts).map((one) => reason(one.code, one.detail));
  if (bridge.difference === '0') return told;
  const show = (quantity: string) => formatDecimal(BigInt(quantity), bridge.scale);
  const apart = `Attested and moved since: ${show(bridge.expected)} ${bridge.unit}; counted: ${show(bridge.counted)}.`;
  return [...told, reason('diverged', apart)];
}

function reconciled({ supply, holders }: ReportInputs, judged: Judged): Reason[] {
  const reasons: Reason[] = [];
  if (judged.supply.closingBaseUnits !== supply.closingBaseUnits) {
    reasons.push(
      reason('unreconciled', 'Mints less burns do not add up to the supply at this block.'),
    );
  }
  if (holders.sumBaseUnits !== supply.closingBaseUnits) {
    reasons.push(
      reason('unreconciled', 'The holders’ balances do not add up to the supply at this block.'),
    );
  }
  return reasons;
}

function encumbered({ bridge }: Judged): Reason[] {
  if (!bridge || bridge.encumbered === '0') return [];
  const quantity = formatDecimal(BigInt(bridge.encumbered), bridge.scale);
  return [
    reason('encumbered', `${quantity} ${bridge.unit} are encumbered and not counted as cover.`),
  ];
}
