import { approve } from '../approvals.js';
import { uploadPaper } from '../files.js';
import { reach, until } from '../patience.js';
import type { Page, SatelliteView, VoteAnswer, VoteOrderView, VoteView } from '../views.js';
import type { World } from '../world.js';
import type { Holder } from './sales.js';
import { ledgerReaches, type Product } from './tokens.js';
import { signAndSend } from './wallets.js';

/** When a motion is voted on, by whose holdings, and what carries it. */
export interface Poll {
  /** `YYYY-MM-DD`; opened on the chain at once where it is today. */
  recordDate: string;
  opensAt: string;
  closesAt: string;
  quorumBps: number;
  majorityBps: number;
}

/** Motions put to the holders of one product. Each step looks first and can be repeated. */
export class Motions {
  constructor(
    private readonly world: World,
    private readonly product: Product,
  ) {}

  /** The motion of this title; drafted where there is none yet. `poll` is asked for only then. */
  async draft(title: string, because: string[], poll: () => Promise<Poll>): Promise<VoteView> {
    const issuer = await this.issuer();
    const path = `/assets/${this.product.assetId}/votes`;
    const found = await reach(
      async () =>
        (await issuer.get<Page<VoteView>>(`${path}?limit=200`)).items.find(
          (one) => one.title === title,
        ),
      (one) => one !== undefined,
      async () => {
        const times = await poll();
        const { id } = await uploadPaper(issuer, `${title}.pdf`, 'asset', {
          title,
          from: 'The issuer',
          dated: times.recordDate,
          paragraphs: because,
        });
        const key = `motion-${this.product.assetId}-${title}`;
        await issuer.post(path, { title, documentId: id, ...times }, { key });
      },
      { what: `the motion ${title} to be drafted` },
    );
    if (!found) throw new Error(`the motion ${title} is gone`);
    return found;
  }

  /** Recorded, and asked to be put to the vote. @returns with its approval pending, where it was not given yet */
  async submit(id: string): Promise<VoteView> {
    const issuer = await this.issuer();
    await until(
      () => this.view(id),
      ({ state }) => state !== 'draft',
      { what: 'the record date of the motion' },
    );
    const satellites = `/assets/${this.product.assetId}/satellites`;
    await until(
      async () =>
        (await issuer.get<{ items: SatelliteView[] }>(satellites)).items.find(
          ({ kind }) => kind === 'ballot',
        ),
      (one) => one?.state === 'ready',
      { what: 'the ballot to be ready' },
    );
    return reach(
      () => this.view(id),
      ({ state, approvalId }) => state !== 'recorded' || approvalId !== null,
      () => issuer.post<VoteAnswer>(`/votes/${id}/submit`),
      { what: 'the motion to await approval' },
    );
  }

  /** Submitted, approved, and known to the ballot. */
  async open(id: string): Promise<VoteView> {
    const { state, approvalId } = await this.submit(id);
    if (state === 'recorded' && approvalId) {
      await approve(this.world, approvalId, 'The motion is what the paper says.');
    }
    return until(
      () => this.view(id),
      (one) => !['recorded', 'proposing'].includes(one.state),
      { what: 'the motion to be put to the vote' },
    );
  }

  /** A holder votes with the wallet; who has voted already does not again. @throws Error with what stands against it */
  async cast(id: string, holder: Holder, choice: 'for' | 'against' | 'abstain'): Promise<void> {
    const client = await this.world.as(holder.investor);
    const { transaction, obstacles } = await client.post<VoteOrderView>(
      `/votes/${id}/orders`,
      { walletId: holder.walletId, choice },
      { repeatable: true },
    );
    if (obstacles.some(({ code }) => code === 'already_voted')) return;
    if (!transaction) throw new Error(obstacles.map(({ sentence }) => sentence).join(' '));
    const { blockNumber } = await signAndSend(this.world, holder.investor, [transaction]);
    await ledgerReaches(this.world, this.product.tokenId, blockNumber);
  }

  async view(id: string): Promise<VoteView> {
    return (await this.issuer()).get<VoteView>(`/votes/${id}`);
  }

  private issuer() {
    return this.world.as(this.product.issuer);
  }
}
