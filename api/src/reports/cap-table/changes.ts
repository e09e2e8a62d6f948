/** One account's part in what happened between two blocks, base units. */
export interface AccountChange {
  /** Lower-case 0x-hex. */
  account: string;
  before: bigint;
  in: bigint;
  out: bigint;
  after: bigint;
}

/** Who is behind an account; null where it is nobody of ours (a contract, a stranger). */
export type InvestorOf = (account: string) => string | null;

export interface InvestorChange extends Omit<AccountChange, 'account'> {
  /** Null for all accounts that are nobody's of ours. */
  investor: string | null;
  /** Moved between accounts of the same investor: neither in nor out. */
  within: bigint;
  accounts: string[];
}

/** All transfers from one account to another between two blocks, summed. */
export interface Flow {
  from: string;
  to: string;
  quantity: bigint;
}

export interface CapTableChanges {
  accounts: AccountChange[];
  investors: InvestorChange[];
  minted: bigint;
  burned: bigint;
  supplyBefore: bigint;
  supplyAfter: bigint;
}

/** A register whose ends and movements do not agree. */
export class RegisterDisagrees extends Error {}

const NOBODY = `0x${'0'.repeat(40)}`;

/**
 * Who held what before, what came, what went and what was left, by account and by investor, by account
 * and by reference. Every account adds up, and all of them to the supply.
 * @throws RegisterDisagrees where they do not: such a list must not be given out
 */
export function capTableChanges(
  before: ReadonlyMap<string, bigint>,
  after: ReadonlyMap<string, bigint>,
  flows: readonly Flow[],
  investorOf: InvestorOf,
): CapTableChanges {
  const accounts = new Map<string, AccountChange>();
  const of = (account: string): AccountChange => {
    const known = accounts.get(account);
    if (known) return known;
    const [held, holds] = [before.get(account) ?? 0n, after.get(account) ?? 0n];
    const fresh = { account, before: held, in: 0n, out: 0n, after: holds };
    accounts.set(account, fresh);
    return fresh;
  };
  for (const account of [...before.keys(), ...after.keys()]) of(account);
  const within = new Map<string | null, bigint>();
  let [minted, burned] = [0n, 0n];
  for (const { from, to, quantity } of flows) {
    if (from === NOBODY) minted += quantity;
    else of(from).out += quantity;
    if (to === NOBODY) burned += quantity;
    else of(to).in += quantity;
    if (from === NOBODY || to === NOBODY || investorOf(from) !== investorOf(to)) continue;
    const investor = investorOf(from);
    within.set(investor, (within.get(investor) ?? 0n) + quantity);
  }
  const list = [...accounts.values()].sort((a, b) => (a.account < b.account ? -1 : 1));
  const [supplyBefore, supplyAfter] = [total(before), total(after)];
  requireAgreement(list, { supplyBefore, supplyAfter, minted, burned });
  const investors = byInvestor(list, investorOf, within);
  return { accounts: list, investors, minted, burned, supplyBefore, supplyAfter };
}

function byInvestor(
  accounts: readonly AccountChange[],
  investorOf: InvestorOf,
  within: ReadonlyMap<string | null, bigint>,
): InvestorChange[] {
  const found = new Map<string | null, InvestorChange>();
  for (const one of accounts) {
    const investor = investorOf(one.account);
    const sum = found.get(investor) ?? {
      investor,
      before: 0n,
      in: 0n,
      out: 0n,
      after: 0n,
      within: within.get(investor) ?? 0n,
      accounts: [],
    };
    sum.before += one.before;
    sum.in += one.in;
    sum.out += one.out;
    sum.after += one.after;
    sum.accounts.push(one.account);
    found.set(investor, sum);
  }
  const netted = [...found.values()].map((one) => ({
    ...one,
    in: one.in - one.within,
    out: one.out - one.within,
  }));
  // Those who are nobody's of ours come last.
  return netted.sort((a, b) => ((a.investor ?? '~') < (b.investor ?? '~') ? -1 : 1));
}

function requireAgreement(
  accounts: readonly AccountChange[],
  supply: Pick<CapTableChanges, 'supplyBefore' | 'supplyAfter' | 'minted' | 'burned'>,
): void {
  const wrong = accounts.find((one) => one.before + one.in - one.out !== one.after);
  if (wrong) throw new RegisterDisagrees(`the movements of ${wrong.account} do not add up`);
  if (supply.supplyBefore + supply.minted - supply.burned !== supply.supplyAfter) {
    throw new RegisterDisagrees('issues and redemptions do not add up to the supply');
  }
}

const total = (balances: ReadonlyMap<string, bigint>): bigint =>
  [...balances.values()].reduce((sum, balance) => sum + balance, 0n);
