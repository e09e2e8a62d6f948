import type { NetRoot } from '@cadastre/contracts';
import { Injectable } from '@nestjs/common';
import { Signature } from 'ethers';
import { Committee } from '../chain/committee.js';
import { Rpc } from '../chain/rpc.js';
import { FeedDirectory } from '../discovery/directory.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { NodeKey } from '../platform/keys.js';
import { pool } from '../platform/pool.js';
import { Refusal } from '../platform/refusal.js';
import { ReportDomain } from '../report/report.js';
import { fetchJson, readJson } from '../sources/fetch-json.js';
import { readBalanceAt, readNetState, readSupplyAt } from './net-chain.js';
import { deriveNetRoot, netRootDigest } from './net-root.js';
import {
  approvedCalculation,
  type ApprovedCalculation,
  type NetLines,
  type SignNetRootRequest,
} from './wire.js';

/** No root is signed that could be proposed later than this. */
const LONGEST_EXPIRY = 900;
/** Balances asked for at a time; what is asked together travels in requests of a hundred (`Endpoint`). */
const ASKED_AT_A_TIME = 400;

/**
 * This node's own signature under what a distribution pays net of tax. Lines come from whoever asks; what is signed
 * is derived from them here, and only where they are the approved ones (the API's hash), the balances are the chain's
 * and the money lies there. The rates are the approval's word: no chain knows them.
 */
@Injectable()
export class NetRootSigner {
  constructor(
    private readonly config: Config,
    private readonly key: NodeKey,
    private readonly rpc: Rpc,
    private readonly committee: Committee,
    private readonly domain: ReportDomain,
    private readonly clock: Clock,
    private readonly directory: FeedDirectory,
  ) {}

  get address(): string {
    return this.key.address;
  }

  /**
   * The root as this node derives it, with its compact signature.
   * @throws Refusal `WRONG_EPOCH`, `WRONG_EXPIRY`, `UNKNOWN_DISTRIBUTOR`, `NOT_FUNDED`, `ROOT_PENDING`,
   * `LINES_UNUSABLE`, `LINES_DIFFER`, `BALANCE_DIFFERS`, `SUPPLY_DIFFERS`, and of `fetchJson`; RpcError, RpcUnreachable
   */
  async sign(request: SignNetRootRequest): Promise<{ netRoot: NetRoot; signature: string }> {
    const head = await this.rpc.block('latest');
    this.clock.observe(head.timestamp);
    await this.checkFrame(request, head.timestamp);
    const approved = await this.approved(request.distributionId);
    const netRoot = await this.judge(request, approved);
    const digest = netRootDigest(this.domain, netRoot);
    return { netRoot, signature: Signature.from(this.key.key.sign(digest)).compactSerialized };
  }

  private async checkFrame({ epoch: given, expiry }: SignNetRootRequest, chainTime: number) {
    const { epoch } = await this.committee.state();
    if (given !== epoch) {
      throw new Refusal('WRONG_EPOCH', `The committee is in epoch ${epoch}, not ${given}.`);
    }
    if (expiry <= chainTime || expiry > chainTime + LONGEST_EXPIRY) {
      throw new Refusal('WRONG_EXPIRY', 'The root expires in the past or too far ahead.');
    }
  }

  private async approved(distributionId: string): Promise<ApprovedCalculation> {
    const url = new URL(
      `api/v1/public/distributions/${distributionId}/net`,
      this.config.env.API_URL,
    );
    const document = await fetchJson(url.href, this.clock.now());
    const parsed = approvedCalculation.safeParse(readJson(document));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    throw new Refusal(
      'CALCULATION_SCHEMA',
      `${document.source}: ${issue?.path.join('.')}: ${issue?.message}.`,
    );
  }

  private async judge(
    { epoch, expiry, lines }: SignNetRootRequest,
    approved: ApprovedCalculation,
  ): Promise<NetRoot> {
    const { distributor, chainNumber: id, amountBaseUnits: amount } = approved;
    const state = await readNetState(this.rpc, distributor, id);
    await this.refuseStranger(approved, state.token);
    if (!state.open || state.allocated < amount) {
      throw new Refusal('NOT_FUNDED', `Distribution ${id} holds ${state.allocated} of ${amount}.`);
    }
    if (state.effectiveAt !== 0n) {
      throw new Refusal('ROOT_PENDING', `A root of distribution ${id} waits already.`);
    }
    const { documentHash, ...derived } = deriveNetRoot({ distributor, id }, amount, lines);
    if (documentHash !== `0x${approved.linesHash}`) {
      throw new Refusal('LINES_DIFFER', 'These are not the lines that were approved.');
    }
    await this.checkBalances(approved, lines);
    return {
      distributor,
      id,
      number: state.number + 1n,
      epoch: BigInt(epoch),
      expiry: BigInt(expiry),
      ...derived,
      documentHash,
    };
  }

  /** The distributor pays holders of an asset that this committee serves. */
  private async refuseStranger(approved: ApprovedCalculation, token: string): Promise<void> {
    const listed = () =>
      this.directory.list.some(
        ({ assetId, tokenAddress }) => assetId === approved.assetId && tokenAddress === token,
      );
    if (token === approved.tokenAddress) {
      if (listed()) return;
      await this.directory.refresh();
      if (listed()) return;
    }
    throw new Refusal('UNKNOWN_DISTRIBUTOR', 'It is no distributor of an asset that is served.');
  }

  /** Every balance is the chain's at the record date, and nobody who held then is left out. */
  private async checkBalances(approved: ApprovedCalculation, lines: NetLines): Promise<void> {
    const { tokenAddress: token, recordNumber, excluded } = approved;
    await pool(ASKED_AT_A_TIME, lines, async ({ account, balance }) => {
      const held = await readBalanceAt(this.rpc, token, account, recordNumber);
      if (held === balance) return;
      throw new Refusal(
        'BALANCE_DIFFERS',
        `${account} held ${held} at the record date, not ${balance}.`,
      );
    });
    const escrowed = await Promise.all(
      excluded.map((account) => readBalanceAt(this.rpc, token, account, recordNumber)),
    );
    const told = [...lines.map(({ balance }) => balance), ...escrowed];
    const sum = told.reduce((total, balance) => total + balance, 0n);
    const supply = await readSupplyAt(this.rpc, token, recordNumber);
    if (sum === supply) return;
    throw new Refusal('SUPPLY_DIFFERS', `The lines come to ${sum}; in issue were ${supply}.`);
  }
}
