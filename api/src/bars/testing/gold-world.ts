import {
  barTree,
  type IBarVault,
  OracleCommittee__factory,
  packProof,
  type ReserveAttestation,
  reportDomain,
  ReserveFeed__factory,
  signReserveAttestation,
} from '@cadastre/contracts';
import { encodeBytes32String, id } from 'ethers';
import { approvedGold } from '../../testing/builders.js';
import { FundWorld, type Holder, RULES } from '../../tokens/testing/fund-world.js';
import type { BarOrderView, BarsView, BarStepName, CallsView } from '../bar.schema.js';

/** A bar as the issuer lists it; gross weight and fineness give the fine weight. */
const bar = (serial: string, grossOz: string, fineOz: string) => ({
  refiner: 'Example Refiners',
  serial,
  year: 2020,
  grossOz,
  fineness: '999.0',
  fineOz,
});
export const BARS = [
  bar('A-1', '400.000', '399.600'),
  bar('A-2', '401.000', '400.599'),
  bar('A-3', '402.000', '401.598'),
] as const;
type ListedBar = ReturnType<typeof bar>;

/** Dollars per fine ounce × 10⁶. */
const SPOT = 2_000_000_000n;

/** Gold with three bars, and two holders who have a thousand ounces each. */
export class GoldWorld {
  private constructor(
    readonly gold: FundWorld,
    readonly anna: Holder,
    readonly bert: Holder,
  ) {}

  static async start(): Promise<GoldWorld> {
    const gold = await FundWorld.start(true, 1, (issuer, officer) =>
      approvedGold(issuer, officer, [...BARS]),
    );
    const free = { maxHolders: 100, maxBalanceBaseUnits: null, maxSupplyBaseUnits: null };
    await gold.deploy({ ...RULES, ...free });
    await gold.publish(gold.token.navFeed ?? '', SPOT);
    await gold.publish(gold.token.reserveFeed ?? '', 3_000_000_000n);
    const holders: Holder[] = [];
    for (const index of [20, 21]) {
      const holder = await gold.holder(index);
      await gold.mint(holder, 200_000_000n);
      holders.push(holder);
    }
    const [anna, bert] = holders as [Holder, Holder];
    return new GoldWorld(gold, anna, bert);
  }

  get path(): string {
    return `/tokens/${this.gold.token.id}`;
  }

  async openVault(): Promise<void> {
    const { issuer } = this.gold;
    const asked = await issuer.http.post(`${this.path}/bar-vault`, { reason: 'Bars.' }).expect(202);
    await this.gold.approve(asked.body.approvalId as string);
    await this.gold.until(
      () => this.bars(),
      ({ vault }) => vault !== null,
    );
  }

  async bars(): Promise<BarsView> {
    return (await this.gold.issuer.http.get(`${this.path}/bars`).expect(200)).body as BarsView;
  }

  /** The committee puts a list of bars on record, behind the newest round of the reserve feed. */
  async attest(list: readonly ListedBar[]): Promise<void> {
    const { chain, token } = this.gold;
    const feed = ReserveFeed__factory.connect(token.reserveFeed ?? '', chain.wallet(5));
    const committee = OracleCommittee__factory.connect(
      chain.deployment.addresses.OracleCommittee,
      chain.provider,
    );
    const now = BigInt((await chain.provider.getBlock('latest'))?.timestamp ?? 0);
    const attestation: ReserveAttestation = {
      feed: token.reserveFeed ?? '',
      epoch: await committee.epoch(),
      round: await feed.latestRound(),
      attestedAt: now,
      expiry: now + 600n,
      documentHash: id('bar list'),
      barListRoot: barTree(list.map(struct)).root,
      custodians: [encodeBytes32String('A vault')],
    };
    const domain = reportDomain(31337, await committee.getAddress());
    const signatures = new Map<string, string>();
    for (const signer of [10, 11, 12].map((i) => chain.wallet(i))) {
      signatures.set(signer.address, await signReserveAttestation(signer, domain, attestation));
    }
    const { bitmap, proof } = packProof([...(await committee.signers())], 3, signatures);
    const custodians = [...attestation.custodians];
    await (await feed.attest({ ...attestation, custodians }, bitmap, proof)).wait();
  }

  /** Asks to reserve a bar; the delivery instruction is uploaded first. */
  async reserve(holder: Holder, { refiner, serial, year, grossOz }: ListedBar) {
    const deliveryDocumentId = await holder.persona.http.upload();
    const body = { walletId: holder.walletId, refiner, serial, year, grossOz, deliveryDocumentId };
    return holder.persona.http.post(`${this.path}/bar-orders`, body);
  }

  async order(id: string): Promise<BarOrderView> {
    return (await this.gold.issuer.http.get(`/bar-orders/${id}`).expect(200)).body as BarOrderView;
  }

  async calls(holder: Holder, orderId: string): Promise<CallsView> {
    const { body } = await holder.persona.http.get(`/bar-orders/${orderId}/calls`).expect(200);
    return body as CallsView;
  }

  /** The holder's wallet signs what the order gives it to sign, and waits for the ledger. */
  async sign(holder: Holder, orderId: string): Promise<void> {
    const { transactions, obstacle } = await this.calls(holder, orderId);
    if (transactions.length === 0) throw new Error(`nothing to sign: ${obstacle?.code}`);
    let block = 0;
    for (const { to, data } of transactions) {
      const sent = await holder.account.sendTransaction({ to, data });
      block = (await sent.wait())?.blockNumber ?? 0;
    }
    await this.gold.reached(block);
  }

  ask(orderId: string, step: BarStepName, evidenceDocumentId: string | null = null) {
    const body = { step, evidenceDocumentId, reason: 'As agreed.' };
    return this.gold.issuer.http.post(`/bar-orders/${orderId}/steps`, body);
  }

  /** A step with its paper, approved and done. */
  async step(orderId: string, step: BarStepName, paper?: string): Promise<BarOrderView> {
    const { issuer } = this.gold;
    const evidence = paper ? await issuer.http.upload(paper) : null;
    const { body } = await this.ask(orderId, step, evidence).expect(202);
    await this.gold.approve(body.approvalId as string);
    await this.gold.until(
      () => this.order(orderId),
      ({ steps }) => steps.at(-1)?.state === 'settled',
    );
    // An order and its steps are two reads: the fact may come in between.
    return this.order(orderId);
  }

  stop(): Promise<void> {
    return this.gold.stop();
  }
}

const thousandths = (text: string): bigint => BigInt(text.replace('.', ''));

const struct = (listed: ListedBar): IBarVault.BarStruct => ({
  refiner: listed.refiner,
  serial: listed.serial,
  year: listed.year,
  grossMilliOz: thousandths(listed.grossOz),
  finenessTenths: thousandths(listed.fineness),
  fineMilliOz: thousandths(listed.fineOz),
});
