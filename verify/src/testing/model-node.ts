import { registeredName, type Holding, type ReportInputs } from '@cadastre/core';
import { AbiCoder, id, Interface, zeroPadValue } from 'ethers';
import type { Fetch } from '../rpc.js';
import { blockTime, PLATFORM, REPORT_ID } from './sample.js';

const ABI = new Interface([
  'function totalSupply() view returns (uint256)',
  'function balanceOf(address) view returns (uint256)',
  'function latestRoundData() view returns (uint80, int256, uint256, uint256, uint80)',
  'function getRoundData(uint80) view returns (uint80, int256, uint256, uint256, uint80)',
  'function getDocument(bytes32) view returns (string, bytes32, uint256)',
]);
const ZERO = `0x${'00'.repeat(20)}`;
const coder = AbiCoder.defaultAbiCoder();

/** What is asked of a node, and what an honest one answers. */
export type Ask = (method: string, params: unknown[]) => unknown;
/** A node that says otherwise: it may ask the honest one first. */
export type Twist = (method: string, params: unknown[], honest: Ask) => unknown;

/** A node's refusal, as JSON-RPC says it. */
export class Refusal extends Error {}

/** A chain on which everything a report says is true. */
export class ModelNode {
  /** How far it is. */
  head: number;
  readonly asked: string[] = [];

  constructor(
    private readonly inputs: ReportInputs,
    private readonly holders: readonly Holding[],
    private readonly pdfSha256: string | null,
  ) {
    this.head = inputs.asOf.block + 3;
  }

  /** A node at the end of a line, honest or not. */
  fetch(twist: Twist = (method, params, honest) => honest(method, params)): Fetch {
    const honest: Ask = (method, params) => this.answer(method, params);
    return (_url, { body }) => {
      const said: unknown = JSON.parse(body as string);
      const one = ({ id: number, method, params }: Request) => {
        this.asked.push(method);
        try {
          return { jsonrpc: '2.0', id: number, result: twist(method, params, honest) };
        } catch (error) {
          if (!(error instanceof Refusal)) throw error;
          return { jsonrpc: '2.0', id: number, error: { code: -32000, message: error.message } };
        }
      };
      const answer = Array.isArray(said) ? (said as Request[]).map(one) : one(said as Request);
      return Promise.resolve(new Response(JSON.stringify(answer)));
    };
  }

  private answer(method: string, params: unknown[]): unknown {
    const { token, asOf } = this.inputs;
    switch (method) {
      case 'eth_chainId':
        return hex(token.chainId);
      case 'eth_blockNumber':
        return hex(this.head);
      case 'eth_getBlockByNumber':
        return this.block(Number(params[0]));
      case 'eth_getLogs':
        return this.logs(params[0] as Filter);
      case 'eth_call':
        return this.call(...(params as [{ to: string; data: string }, unknown]));
      case 'eth_getTransactionByHash':
        return { from: PLATFORM.address };
      default:
        throw new Refusal(`no ${method} at block ${asOf.block}`);
    }
  }

  private block(number: number) {
    if (number > this.head) return null;
    const { asOf } = this.inputs;
    return {
      number: hex(number),
      hash: number === asOf.block ? asOf.blockHash : id(`block ${number}`),
      timestamp: hex(Date.parse(blockTime(number)) / 1000),
    };
  }

  private logs({ topics, fromBlock, toBlock }: Filter) {
    const { token, asOf } = this.inputs;
    if (topics[0] !== id('Transfer(address,address,uint256)')) {
      const data = coder.encode(['string', 'bytes32'], ['', `0x${this.pdfSha256 ?? ''}`]);
      return [log(token.address, asOf.block + 1, 0, topics, data, id('registration'))];
    }
    return this.inputs.supply.movements
      .map(({ kind, holder, baseUnits, block, transactionHash }, i) => {
        const [from, to] = kind === 'mint' ? [ZERO, holder] : [holder, ZERO];
        const words = [topics[0] ?? '', zeroPadValue(from, 32), zeroPadValue(to, 32)];
        return log(token.address, block, i, words, hex(BigInt(baseUnits), 64), transactionHash);
      })
      .filter(({ blockNumber: at }) => +at >= Number(fromBlock) && +at <= Number(toBlock));
  }

  private call({ to, data }: { to: string; data: string }, at: unknown): string {
    const { token, supply, navRounds, reserveRounds, asOf } = this.inputs;
    const call = ABI.parseTransaction({ data });
    const pinned = typeof at === 'object' && at !== null && 'blockHash' in at ? at.blockHash : null;
    if (pinned !== null && pinned !== asOf.blockHash) throw new Refusal('unknown block');
    const answer = (values: unknown[]) => ABI.encodeFunctionResult(call?.name ?? '', values);
    const [arg]: unknown[] = [...(call?.args ?? [])];
    switch (call?.name) {
      case 'totalSupply':
        return answer([supply.closingBaseUnits]);
      case 'balanceOf':
        return answer([
          this.holders.find(({ holder }) => holder === String(arg).toLowerCase())?.balance ?? 0n,
        ]);
      case 'getDocument': {
        const known = this.pdfSha256 !== null && String(arg).startsWith(nameOf());
        return answer(known ? ['', `0x${this.pdfSha256}`, 1n] : ['', id('another paper'), 1n]);
      }
      default: {
        const [round] = to === token.navFeed ? navRounds : reserveRounds;
        const seconds = (at: string) => BigInt(Date.parse(at) / 1000);
        return round
          ? answer([
              round.round,
              round.answer,
              seconds(round.valuationTime),
              seconds(round.publishedAt),
              round.round,
            ])
          : answer([0n, 0n, 0n, 0n, 0n]);
      }
    }
  }
}

interface Request {
  id: number;
  method: string;
  params: unknown[];
}
interface Filter {
  topics: string[];
  fromBlock: string;
  toBlock: string;
}

const hex = (value: number | bigint, digits = 0): string =>
  `0x${value.toString(16).padStart(digits, '0')}`;
const nameOf = () => `0x${Buffer.from(registeredName(REPORT_ID)).toString('hex')}`;

const log = (
  address: string,
  block: number,
  index: number,
  topics: string[],
  data: string,
  transactionHash: string,
) => ({
  address,
  topics,
  data,
  transactionHash,
  blockNumber: hex(block),
  logIndex: hex(index),
});
