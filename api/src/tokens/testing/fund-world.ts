import {
  OracleCommittee__factory,
  packProof,
  ReportFeed__factory,
  reportDomain,
  signReport,
} from '@cadastre/contracts';
import type { Wallet } from 'ethers';
import { Clock, DAY_MS } from '../../platform/clock.js';
import { approve } from '../../testing/approvals.js';
import { approvedFund, approveInvestor } from '../../testing/builders.js';
import { type Persona, startTestApp, type TestApp } from '../../testing/test-app.js';
import { startTestChain, type TestChain } from '../../testing/test-chain.js';
import { until } from '../../testing/until.js';
import type { SupplyOrderView } from '../supply.schema.js';
import type { TokenView } from '../token.schema.js';

export const RULES = {
  minTier: 2,
  countries: [276, 840],
  maxHolders: 3,
  maxBalanceBaseUnits: '100000000000',
  maxSupplyBaseUnits: '100000000000',
};

export interface Holder {
  persona: Persona;
  walletId: string;
  account: Wallet;
}

/** A fund with people, on a chain and a database of its own: everything through the public API. */
export class FundWorld {
  token: TokenView;

  private constructor(
    readonly t: TestApp,
    readonly chain: TestChain,
    readonly issuer: Persona,
    readonly officer: Persona,
    readonly second: Persona,
    readonly assetId: string,
  ) {}

  /**
   * An approved asset, a treasury fund unless another is given; no token yet. Without workers nothing goes to the chain until they start.
   * Beyond one confirmation somebody must mine.
   */
  static async start(
    workers = true,
    confirmations = 1,
    asset = approvedFund,
    more: { ORACLE_URL?: string } = {},
  ): Promise<FundWorld> {
    const chain = await startTestChain();
    const env = {
      ...chain.env,
      CHAIN_POLL_MS: '50',
      CONFIRMATIONS: String(confirmations),
      ...more,
    };
    const t = await startTestApp({ env, workers });
    const issuer = await t.signIn('issuer');
    const officer = await t.signIn('compliance');
    const second = await t.signIn('compliance');
    const assetId = await asset(issuer, officer);
    return new FundWorld(t, chain, issuer, officer, second, assetId);
  }

  /** Whose account pays what holders are paid. */
  get treasurer(): string {
    return this.chain.wallet(6).address;
  }

  /** The domain's day, or one so many days later. */
  today(days = 0): string {
    const instant = this.t.get(Clock).now().getTime() + days * DAY_MS;
    return new Date(instant).toISOString().slice(0, 10);
  }

  approve(approvalId: string, by: Persona = this.officer): Promise<string> {
    return approve(by, approvalId);
  }

  /** Designs, proposes, approves and waits until the token is live and its register has the papers. */
  async deploy(rules: object = RULES): Promise<TokenView> {
    const path = `/assets/${this.assetId}/token`;
    const design = { name: 'Example Treasury Fund', symbol: 'EXTF', rules };
    const { body } = await this.issuer.http.put(path, design).expect(200);
    const proposal = await this.issuer.http.post(`/tokens/${body.id as string}/deploy`).expect(202);
    await this.approve(proposal.body.approvalId as string);
    this.token = await this.until(
      async () => (await this.issuer.http.get(path).expect(200)).body as TokenView,
      (token) => token.state === 'live',
    );
    await this.until(
      () =>
        this.t.db.sql(
          `SELECT FROM api.chain_command WHERE state NOT IN ('confirmed', 'rejected', 'reverted')`,
        ),
      (underWay) => underWay.length === 0,
    );
    return this.token;
  }

  /** An investor with an approved case and a registered wallet (accounts 20 and up, or a contract they sign for). */
  async holder(
    index: number,
    over: object = {},
    approval: { expiresOn?: string } = {},
    contract?: string,
  ): Promise<Holder> {
    const { persona, walletId, account } = await this.proven(index, contract);
    await approveInvestor(persona, this.officer, over, approval);
    await this.officer.http.post(`/wallets/${walletId}/approve`).expect(202);
    await this.until(
      async () =>
        (await persona.http.get(`/wallets/${walletId}`).expect(200)).body as { state: string },
      (wallet) => wallet.state === 'registered',
    );
    return { persona, walletId, account };
  }

  /** An investor with a proven wallet that nobody has approved. */
  async proven(index: number, contract?: string): Promise<Holder> {
    const persona = await this.t.signIn('investor');
    const account = this.chain.wallet(index);
    const address = contract ?? account.address;
    const { body } = await persona.http.post('/wallets/challenges', { address });
    const message = body.message as string;
    const signature = await account.signMessage(message);
    const wallet = await persona.http
      .post('/wallets', { message, signature, label: 'Main' })
      .expect(201);
    return { persona, walletId: wallet.body.id as string, account };
  }

  /** The committee publishes an answer (US dollars × 10⁶); resolves when the ledger has it. */
  async publish(feed: string, answer: bigint): Promise<void> {
    const committee = OracleCommittee__factory.connect(
      this.chain.deployment.addresses.OracleCommittee,
      this.chain.wallet(5),
    );
    const contract = ReportFeed__factory.connect(feed, this.chain.provider);
    // A valuation time must be newer than the last one and not lie ahead of the block.
    await this.chain.rpc('evm_increaseTime', [5]);
    await this.chain.rpc('evm_mine');
    const timestamp = (await this.chain.provider.getBlock('latest'))?.timestamp ?? 0;
    const report = {
      feed,
      epoch: await committee.epoch(),
      round: (await contract.latestRound()) + 1n,
      answer,
      valuationTime: BigInt(timestamp),
      expiry: BigInt(timestamp + 3_600),
    };
    const domain = reportDomain(31337, await committee.getAddress());
    const signatures = new Map<string, string>();
    for (const signer of [10, 11, 12].map((i) => this.chain.wallet(i))) {
      signatures.set(signer.address, await signReport(signer, domain, report));
    }
    const { bitmap, proof } = packProof([...(await committee.signers())], 3, signatures);
    const sent = await committee.submit(report, bitmap, proof);
    await this.reached((await sent.wait())?.blockNumber ?? 0);
  }

  /** Waits until the ledger has taken a block in. */
  async reached(block: number): Promise<void> {
    await this.until(
      () => this.t.db.sql<{ n: string }>('SELECT block_number AS n FROM api.ledger_cursor'),
      ([cursor]) => Number(cursor?.n ?? 0) >= block,
    );
  }

  /** Waits until the asset's further contract, its only one, is ready. */
  async launched(): Promise<void> {
    await this.until(
      () => this.t.db.sql<{ state: string }>('SELECT state FROM api.satellite'),
      ([only]) => only?.state === 'ready',
    );
  }

  /** Lets the chain's time pass, and the domain's with it. */
  async travel(seconds: number): Promise<void> {
    await this.chain.rpc('evm_increaseTime', [seconds]);
    await this.chain.rpc('evm_mine');
    await this.reached(await this.chain.provider.getBlockNumber());
  }

  /** Asks for a mint, approves it, and waits for its end. */
  async mint(holder: Holder, considerationCents: bigint): Promise<SupplyOrderView> {
    const { body } = await this.issuer.http
      .post(`/tokens/${this.token.id}/mints`, {
        walletId: holder.walletId,
        considerationCents: considerationCents.toString(),
      })
      .expect(202);
    await this.approve(body.approvalId as string);
    return this.ended(body.supplyOrder.id as string);
  }

  async ended(orderId: string): Promise<SupplyOrderView> {
    const order = await this.until(
      async () => {
        const { body } = await this.issuer.http.get(`/tokens/${this.token.id}/supply-orders`);
        return (body.items as SupplyOrderView[]).find((one) => one.id === orderId);
      },
      (one) => one !== undefined && ['settled', 'failed', 'rejected'].includes(one.state),
    );
    if (!order) throw new Error('the order vanished');
    return order;
  }

  until<T>(read: () => Promise<T>, done: (value: T) => boolean): Promise<T> {
    return until(read, done);
  }

  async stop(): Promise<void> {
    await this.t.close();
    await this.chain.stop();
  }
}
