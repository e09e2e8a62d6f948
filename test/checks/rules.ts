import { randomBytes } from 'node:crypto';
import { isCallException, type JsonRpcProvider, Wallet } from 'ethers';
import { addressOf, rulesFrom } from '@cadastre/api/demo';
import { REASONS, REGISTRY_ABI, TOKEN_ABI, view, whole } from './chain.ts';
import type { Subject } from './subject.ts';

const FRANCE = 250;
const PROBE = 1_000_000n;

/** The contract carries the rules as they were designed, and keeps them. */
export async function checkRules({ world, rpc, checks }: Subject): Promise<void> {
  const designed = rulesFrom(world.begins);
  const token = world.know('tokenAddress');
  const [rules] = await view(rpc, TOKEN_ABI, token, 'rules');
  const { maxBalance, maxHolders, minTier, lockUntil } = rules as Record<string, bigint>;
  checks.equal('minimum tier on-chain', String(minTier), designed.minTier);
  checks.equal('most holders on-chain', String(maxHolders), designed.maxHolders);
  checks.equal('most per holder on-chain', String(maxBalance), designed.maxBalanceBaseUnits);
  const lockEnds = Date.parse(designed.lockUntil) / 1000;
  checks.equal('lock-up end on-chain', String(lockUntil), lockEnds);
  const cap = await whole(rpc, TOKEN_ABI, token, 'maxSupply');
  checks.equal('supply cap on-chain', cap, designed.maxSupplyBaseUnits);
  for (const country of [...designed.countries, FRANCE]) {
    const [allowed] = await view(rpc, TOKEN_ABI, token, 'isCountryAllowed', [country]);
    checks.equal(`country ${country} on-chain`, String(allowed), String(country !== FRANCE));
  }
  await checkLockUp(rpc, token, [addressOf(world.cast.first), addressOf(world.cast.second)], {
    lockEnds,
    equal: (what, actual, expected) => {
      checks.equal(what, actual, expected);
    },
  });
}

/** The same question asked a second before the lock-up ends and at its end, by moving the block's time. */
async function checkLockUp(
  rpc: JsonRpcProvider,
  token: string,
  [from, to]: [string, string],
  expected: { lockEnds: number; equal: (what: string, actual: string, expected: string) => void },
): Promise<void> {
  const ask = async (time: number) => {
    const data = TOKEN_ABI.encodeFunctionData('explain', [from, from, to, PROBE]);
    const override = { time: `0x${time.toString(16)}` };
    const answer = (await rpc.send('eth_call', [
      { to: token, data },
      'latest',
      {},
      override,
    ])) as string;
    return REASONS[Number(TOKEN_ABI.decodeFunctionResult('explain', answer)[0])] ?? 'unknown';
  };
  const { lockEnds, equal } = expected;
  equal('a transfer one second before the lock-up ends', await ask(lockEnds - 1), 'locked_up');
  equal('the same transfer at the lock-up’s end', await ask(lockEnds), 'ok');
}

interface Preflight {
  allowed: boolean;
  reason: { code: string; sentence: string } | null;
}

/** A wallet that nobody verified receives nothing: the API says why, and the chain says the same. */
export async function checkStranger({ world, rpc, checks }: Subject): Promise<void> {
  const token = world.know('tokenAddress');
  const from = addressOf(world.cast.first);
  const stranger = new Wallet(`0x${randomBytes(32).toString('hex')}`).address;
  const [registry] = await view(rpc, TOKEN_ABI, token, 'identityRegistry');
  const [verified] = await view(rpc, REGISTRY_ABI, String(registry), 'isVerified', [stranger]);
  checks.equal('the registry does not know the stranger', String(verified), 'false');

  const investor = await world.as(world.cast.first);
  const preflight = await investor.post<Preflight>(
    `/tokens/${world.know('tokenId')}/transfers/preflight`,
    { from, to: stranger, amountBaseUnits: PROBE.toString() },
    { repeatable: true },
  );
  checks.equal('the preflight to an unverified wallet', String(preflight.allowed), 'false');

  const data = TOKEN_ABI.encodeFunctionData('transfer', [stranger, PROBE]);
  const reason = await revertReason(rpc, { from, to: token, data });
  checks.equal('the chain’s reason', reason, 'receiver_not_verified');
  checks.equal('the preflight’s reason = the chain’s', preflight.reason?.code ?? 'none', reason);

  const before = await whole(rpc, TOKEN_ABI, token, 'balanceOf', [from]);
  const wallet = new Wallet(world.cast.first.walletKey, rpc);
  const sent = await wallet.sendTransaction({ to: token, data, gasLimit: 200_000 });
  const status = await sent.wait().then(
    (receipt) => receipt?.status ?? null,
    (error: unknown) => (isCallException(error) ? (error.receipt?.status ?? null) : null),
  );
  checks.equal(`transaction ${sent.hash} to the stranger reverts (status)`, String(status), '0');
  const after = await whole(rpc, TOKEN_ABI, token, 'balanceOf', [from]);
  checks.equal('the sender’s balance is as before', after, before);
}

async function revertReason(
  rpc: JsonRpcProvider,
  call: { from: string; to: string; data: string },
): Promise<string> {
  try {
    await rpc.call(call);
    return 'no revert';
  } catch (error) {
    if (!isCallException(error) || !error.data) throw error;
    const parsed = TOKEN_ABI.parseError(error.data);
    if (parsed?.name !== 'TransferRefused') return `unexpected error ${error.data}`;
    return REASONS[Number(parsed.args.reason)] ?? 'unknown';
  }
}
