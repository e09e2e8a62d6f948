import {
  AssetFactory__factory,
  AssetToken__factory,
  assetIdOf,
  Distributor__factory,
  InvestorRegistry__factory,
} from '@cadastre/contracts';
import { getAddress, zeroPadValue, toBeHex, ZeroHash } from 'ethers';
import { KEY_INDEX } from '../../scripts/lib/dev-keys.ts';
import { clientKeys, type Origin } from './chain.ts';
import type { ToWorker } from './messages.ts';
import { assetParams, assetUuid, EVIDENCE, recordOf } from './params.ts';
import { DISTRIBUTION, PAYEES } from './payout.ts';
import type { Plan, Verb } from './plan.ts';

const TOKEN = AssetToken__factory.createInterface();
const REGISTRY = InvestorRegistry__factory.createInterface();
const FACTORY = AssetFactory__factory.createInterface();
const DISTRIBUTOR = Distributor__factory.createInterface();
const REASON = `0x${'22'.repeat(32)}`;

/** A log as the node gives it. */
export interface RawLog {
  address: string;
  topics: string[];
  data: string;
}

/** A command, what it must do on the chain, and how to know its doing there. */
export interface Command {
  number: number;
  verb: Verb;
  message: Extract<ToWorker, { type: 'accept' }>;
  /** How it must end; `one of` shares its operation id with another, of which one succeeds. */
  must: 'confirmed' | 'rejected' | 'one of';
  /** Whether a log is this command's effect. */
  isEffect: (log: RawLog) => boolean;
  /** The effect it is for: without what a contract says that was asked for it before. */
  isDeed: (log: RawLog) => boolean;
  /** Whether the contract does it once however often it is asked: by a spend id, or by what it is. */
  once: boolean;
}

/** Of the rest the contracts do each that they are asked for. */
const ONCE: ReadonlySet<Verb> = new Set(['mint', 'twin', 'stranger', 'burn', 'payout', 'deploy']);

/** Amounts say whose doing a transfer was: no two commands move the same. */
const amountOf = (number: number): bigint => 1_000_000n + BigInt(number);
export const clientAmountOf = (number: number): bigint => 500_000n + BigInt(number);
const operationIdOf = (number: number): bigint => 1_000n + BigInt(number);
const addressOf = (number: number): string =>
  getAddress(zeroPadValue(toBeHex(0xfa_00_00_00 + number), 20));
const payee = (number: number): string => PAYEES[number % PAYEES.length] ?? '';
const client = (number: number): string => clientKeys[number % clientKeys.length]?.address ?? '';

export function workload(plan: Plan, origin: Origin): Command[] {
  const verbs = plan.steps.flatMap(({ act }) => (act.kind === 'command' ? [act] : []));
  const mint = verbs.find(({ verb }) => verb === 'mint');
  const hasTwin = verbs.some(({ verb }) => verb === 'twin');
  return verbs.map(({ verb, number }) => {
    const shared = mint && hasTwin && (verb === 'twin' || number === mint.number);
    const id = operationIdOf(verb === 'twin' && mint ? mint.number : number);
    const made = MAKERS[verb](number, id, origin);
    const must = verb === 'stranger' ? 'rejected' : shared ? 'one of' : 'confirmed';
    const { signer, to, data } = made;
    const key = `${plan.seed}-${number}`;
    const message = { type: 'accept' as const, key, kind: `faults.${verb}`, signer, to, data };
    const { isEffect, isDeed = isEffect } = made;
    return { number, verb, message, must, isEffect, isDeed, once: ONCE.has(verb) };
  });
}

interface Made {
  signer: Command['message']['signer'];
  to: string;
  data: string;
  isEffect: Command['isEffect'];
  isDeed?: Command['isDeed'];
}

type Maker = (number: number, operationId: bigint, origin: Origin) => Made;

const mint: Maker = (number, id, { token }) => ({
  signer: 'issuance',
  to: token,
  data: TOKEN.encodeFunctionData('mint', [client(number), amountOf(number), id]),
  isEffect: tokenEvent(token, 'Minted', (args) => args['amount'] === amountOf(number)),
});

const MAKERS: Record<Verb, Maker> = {
  mint,
  twin: mint,
  stranger: (number, id, origin) => ({
    ...mint(number, id, origin),
    data: TOKEN.encodeFunctionData('mint', [addressOf(number), amountOf(number), id]),
  }),
  burn: (number, id, { token }) => ({
    signer: 'issuance',
    to: token,
    data: TOKEN.encodeFunctionData('burn', [client(number), amountOf(number), id]),
    isEffect: tokenEvent(token, 'Burned', (args) => args['amount'] === amountOf(number)),
  }),
  pay: (number, _id, { token }) => ({
    signer: 'issuance',
    to: token,
    data: TOKEN.encodeFunctionData('transfer', [client(number), amountOf(number)]),
    isEffect: tokenEvent(token, 'Transfer', (args) => args['value'] === amountOf(number)),
  }),
  payout: (number, _id, { distributor }) => ({
    signer: 'issuance',
    to: distributor,
    data: DISTRIBUTOR.encodeFunctionData('push', [DISTRIBUTION, [payee(number)]]),
    // The contract pays once; to have asked twice counts as well.
    isEffect: (log) => {
      const event = parse(DISTRIBUTOR, distributor, log);
      return (
        (event?.name === 'Paid' || event?.name === 'Skipped') &&
        event.args['account'] === payee(number)
      );
    },
    isDeed: (log) => {
      const event = parse(DISTRIBUTOR, distributor, log);
      return event?.name === 'Paid' && event.args['account'] === payee(number);
    },
  }),
  force: (number, _id, { token }) => ({
    signer: 'compliance',
    to: token,
    data: TOKEN.encodeFunctionData('forcedTransfer(address,address,uint256,bytes32,bytes32)', [
      client(number),
      client(number + 1),
      amountOf(number),
      REASON,
      ZeroHash,
    ]),
    isEffect: tokenEvent(token, 'Transfer', (args) => args['value'] === amountOf(number)),
  }),
  freeze: (number, _id, { token }) => ({
    signer: 'compliance',
    to: token,
    data: TOKEN.encodeFunctionData('setAddressFrozen(address,bool,bytes32,bytes32)', [
      addressOf(number),
      true,
      REASON,
      ZeroHash,
    ]),
    isEffect: tokenEvent(
      token,
      'AddressFrozen',
      (args) => args['userAddress'] === addressOf(number),
    ),
  }),
  register: (number, _id, { deployment }) => ({
    signer: 'registrar',
    to: deployment.addresses.InvestorRegistry,
    data: REGISTRY.encodeFunctionData('register', [
      addressOf(number),
      recordOf(100 + number),
      EVIDENCE,
    ]),
    isEffect: (log) => {
      const event = parse(REGISTRY, deployment.addresses.InvestorRegistry, log);
      if (event?.name === 'WalletRegistered') return event.args['wallet'] === addressOf(number);
      const wallets =
        event?.name === 'WalletsRegistered' ? (event.args['wallets'] as string[]) : [];
      return [...wallets].includes(addressOf(number));
    },
  }),
  deploy: (number, _id, { deployment }) => ({
    signer: 'factory',
    to: deployment.addresses.AssetFactory,
    data: FACTORY.encodeFunctionData('deploy', [assetParams(100 + number)]),
    isEffect: (log) => {
      const event = parse(FACTORY, deployment.addresses.AssetFactory, log);
      return (
        event?.name === 'AssetDeployed' &&
        event.args['assetId'] === assetIdOf(assetUuid(100 + number))
      );
    },
  }),
};

type Abi = typeof TOKEN | typeof REGISTRY | typeof FACTORY | typeof DISTRIBUTOR;

function parse(abi: Abi, address: string, log: RawLog) {
  return log.address.toLowerCase() === address.toLowerCase() ? abi.parseLog(log) : null;
}

const tokenEvent =
  (token: string, name: string, fits: (args: Record<string, unknown>) => boolean) =>
  (log: RawLog): boolean => {
    const event = parse(TOKEN, token, log);
    return event?.name === name && fits(event.args);
  };

/** A transfer that a client sends by itself; its raw bytes. */
export async function signTransfer(
  origin: Origin,
  chainId: number,
  { from, to, number }: { from: number; to: number; number: number },
  nonce: number,
): Promise<string> {
  const wallet = clientKeys[from];
  if (!wallet) throw new RangeError(`there is no client ${from}`);
  return wallet.signTransaction({
    type: 2,
    chainId,
    nonce,
    to: origin.token,
    data: TOKEN.encodeFunctionData('transfer', [client(to), clientAmountOf(number)]),
    value: 0n,
    gasLimit: 300_000n,
    maxFeePerGas: 500_000_000_000n,
    maxPriorityFeePerGas: 1_000_000_000n,
  });
}

/** The platform's keys that send here. */
export const SENDERS = {
  registrar: KEY_INDEX.registrar,
  issuance: KEY_INDEX.issuance,
  compliance: KEY_INDEX.compliance,
  factory: KEY_INDEX.factory,
} as const;
