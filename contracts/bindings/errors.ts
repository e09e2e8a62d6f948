import {
  dataLength,
  decodeBytes32String,
  ErrorFragment,
  Interface,
  isHexString,
  type Result,
} from 'ethers';
import { ERROR_SENTENCES } from './error-sentences.js';
import { DELIVERY_OBSTACLE_SENTENCES, DELIVERY_OBSTACLES } from './market.js';
import { MINT_STOP_SENTENCES, MINT_STOPS } from './reserves.js';
import { PAY_OBSTACLE_SENTENCES, PAY_OBSTACLES } from './rights.js';
import { REASON_SENTENCES, REASONS } from './reasons.js';
import {
  AccessHub__factory,
  AssetFactory__factory,
  AssetToken__factory,
  InvestorRegistry__factory,
  OracleCommittee__factory,
  ReportFeed__factory,
  BarVault__factory,
  DeedVault__factory,
  PropertyDeed__factory,
  ReserveFeed__factory,
  SecureMint__factory,
  Ballot__factory,
  CorporateActions__factory,
  Distributor__factory,
  Offering__factory,
  RedemptionQueue__factory,
  Settlement__factory,
} from './generated/index.js';

/** A revert, decoded: the error's name, its arguments by name, and a sentence with what to do about it. */
export interface DecodedRevert {
  readonly name: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly sentence: string;
}

/** Every custom error of every contract, each once. */
export const contractErrors: Interface = new Interface([
  ...new Map(
    [
      AccessHub__factory,
      AssetFactory__factory,
      AssetToken__factory,
      InvestorRegistry__factory,
      OracleCommittee__factory,
      ReportFeed__factory,
      BarVault__factory,
      DeedVault__factory,
      PropertyDeed__factory,
      ReserveFeed__factory,
      SecureMint__factory,
      Ballot__factory,
      CorporateActions__factory,
      Distributor__factory,
      Offering__factory,
      RedemptionQueue__factory,
      Settlement__factory,
    ]
      .flatMap((factory) => factory.createInterface().fragments)
      .filter((fragment) => ErrorFragment.isFragment(fragment))
      .map((fragment) => [fragment.format('sighash'), fragment] as const),
  ).values(),
]);

const builtIn = new Interface(['error Error(string message)', 'error Panic(uint256 code)']);

/**
 * Decodes the return data of a call that reverted. Never throws: data that nobody knows comes back as `Unknown`.
 * @param data hex return data, for instance the `data` of an ethers `CALL_EXCEPTION`
 */
export function decodeRevert(data: string | null | undefined): DecodedRevert {
  if (data == null || data === '0x') {
    return {
      name: 'Empty',
      args: {},
      sentence:
        'The contract refused without a reason: out of gas, or no contract at this address.',
    };
  }
  const known = isHexString(data) && dataLength(data) >= 4 ? parse(data) : null;
  if (known === null) {
    return {
      name: 'Unknown',
      args: { data },
      sentence: `The contract refused with unknown data ${data}.`,
    };
  }
  const args = named(known.fragment, known.args);
  const template = sentenceFor(known.fragment);
  return {
    name: known.fragment.name,
    args,
    sentence:
      template === undefined
        ? `The contract refused: ${known.fragment.name}.`
        : fill(template, args),
  };
}

/**
 * The revert data inside an error that ethers threw, or null when it was no revert (a broken connection, say).
 * Looks through the nesting that the different calls use.
 */
export function revertDataOf(error: unknown): string | null {
  const seen = new Set<unknown>();
  let at: unknown = error;
  while (typeof at === 'object' && at !== null && !seen.has(at)) {
    seen.add(at);
    const { data, error: inner, info, cause } = at as Record<string, unknown>;
    if (isHexString(data)) return data;
    at = inner ?? info ?? cause ?? data;
  }
  return null;
}

/** The template of an error: by its full form where one name has two (`Name(type,…)`), else by its name. */
export function sentenceFor(fragment: ErrorFragment): string | undefined {
  return ERROR_SENTENCES[fragment.format('sighash')] ?? ERROR_SENTENCES[fragment.name];
}

/** Puts the arguments into a template of `error-sentences.ts`. */
function fill(template: string, args: Readonly<Record<string, unknown>>): string {
  return template.replace(/\{(\w+)(?::(\w+))?\}/g, (_, name: string, form?: string) => {
    const value = String(args[name]);
    if (form === 'reason') {
      const reason = REASONS[Number(value)];
      return reason === undefined ? `unknown reason ${value}` : REASON_SENTENCES[reason];
    }
    if (form === 'mintStop') {
      const stop = MINT_STOPS[Number(value)];
      return stop === undefined ? `unknown stop ${value}` : MINT_STOP_SENTENCES[stop];
    }
    if (form === 'payObstacle') {
      const obstacle = PAY_OBSTACLES[Number(value)];
      return obstacle === undefined
        ? `unknown obstacle ${value}`
        : PAY_OBSTACLE_SENTENCES[obstacle];
    }
    if (form === 'delivery') {
      const obstacle = DELIVERY_OBSTACLES[Number(value)];
      return obstacle === undefined
        ? `unknown obstacle ${value}`
        : DELIVERY_OBSTACLE_SENTENCES[obstacle];
    }
    if (form === 'text') return decodeBytes32String(value);
    if (form === 'time') return readableTime(Number(value));
    return value;
  });
}

/** Seconds since 1970 in UTC; numbers beyond the calendar stay numbers. */
function readableTime(seconds: number): string {
  const date = new Date(seconds * 1000);
  return Number.isNaN(date.getTime()) ? String(seconds) : `${date.toISOString().slice(0, 19)}Z`;
}

function parse(data: string): { fragment: ErrorFragment; args: Result } | null {
  try {
    return contractErrors.parseError(data) ?? builtIn.parseError(data);
  } catch {
    return null;
  }
}

function named(fragment: ErrorFragment, args: Result): Record<string, unknown> {
  return Object.fromEntries(
    fragment.inputs.map((input, index) => [input.name || String(index), args[index] as unknown]),
  );
}
