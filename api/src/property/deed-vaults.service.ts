import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Assets } from '../assets/assets.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import { withCure } from '../chain/outbox/revert-reason.js';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { Signers } from '../chain/signers.js';
import { Documents } from '../documents/documents.service.js';
import { Clock } from '../platform/clock.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, NotFound, Refused } from '../platform/problem.js';
import { Satellites } from '../satellites/satellites.service.js';
import { Tokens } from '../tokens/tokens.service.js';
import { encodeSetUp as encodeBallotSetUp } from '../votes/vote.contract.js';
import { Wallets } from '../wallets/wallets.service.js';
import { encodeSetUp, titleIdOf } from './property.contract.js';
import { Deed } from './deed.entity.js';
import type { DeedBody, DeedView } from './deed.schema.js';
import { DeedStore } from './deed-store.js';

/** Deeds as they are drafted, and the vaults they go into: launched once the asset's ballot can be used. */
@Injectable()
export class DeedVaults implements OnModuleInit {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly assets: Assets,
    private readonly tokens: Tokens,
    private readonly wallets: Wallets,
    private readonly documents: Documents,
    private readonly satellites: Satellites,
    private readonly deployed: Deployed,
    private readonly signers: Signers,
    private readonly reader: ContractReader,
    private readonly store: DeedStore,
  ) {}

  onModuleInit(): void {
    this.satellites.onReady('ballot', async (ctx, { assetId }) => {
      const deed = await this.store.ofAsset(assetId);
      if (deed && deed.state !== 'draft') await this.launch(ctx, deed);
    });
  }

  /**
   * Drafts the title of a property whose token exists.
   * @throws NotFound; Conflict `token_not_deployed`, `deed_exists`, `title_exists`, `contract_not_deployed`;
   *   Refused `not_a_property`, `holder_not_registered`, `payment_is_the_asset`, `unknown_payment_token`
   */
  async create(ctx: Ctx, assetId: string, body: DeedBody): Promise<DeedView> {
    const asset = await this.assets.require(ctx, assetId);
    if (asset.organisationId !== actorOf(ctx).organisationId) throw new NotFound('asset');
    if (asset.kind !== 'real_estate') {
      throw new Refused('not_a_property', `A ${asset.kind} has no title in a land register.`);
    }
    const token = await this.tokens.ofAsset(assetId);
    if (!token) {
      throw new Conflict('token_not_deployed', 'The asset needs a deployed token first.');
    }
    await this.tokens.lock(token.id);
    if (await this.store.ofAsset(assetId)) {
      throw new Conflict('deed_exists', 'The asset has a deed already.');
    }
    const same = await this.store.byTitle(BigInt(titleIdOf(body)));
    if (same && same.state !== 'struck') {
      throw new Conflict('title_exists', 'Another asset has this title already.');
    }
    await this.requireRegistered(body.holder, 'holder');
    const payment = await this.reader.paymentToken(body.paymentToken, token.address);
    const document = await this.documents.get(ctx, body.documentId);
    this.deployed.optional('PropertyDeed');
    this.deployed.optional('DeedVaultImplementation');
    const now = this.clock.now();
    const deed = this.db.em.create(Deed, {
      id: this.db.newId(),
      assetId,
      organisationId: asset.organisationId,
      state: 'draft',
      country: body.country,
      register: body.register,
      folio: body.folio,
      titleId: toBytes(titleIdOf(body)),
      documentId: document.id,
      documentHash: Buffer.from(document.sha256, 'hex'),
      holder: toBytes(body.holder),
      paymentToken: toBytes(body.paymentToken),
      paymentSymbol: payment.symbol,
      paymentDecimals: payment.decimals,
      approvalBps: body.approvalBps,
      releasedTo: null,
      approvalId: null,
      operationId: null,
      failureCode: null,
      failure: null,
      requestedBy: actorOf(ctx).userId,
      createdAt: now,
      updatedAt: now,
    });
    await this.store.insert(ctx, deed);
    return this.store.view(deed);
  }

  /** Launches what the deed goes into: the ballot its vault listens to, then the vault. Idempotent. */
  async launch(ctx: Ctx, deed: Deed): Promise<void> {
    const { assetId } = deed;
    if (await this.satellites.find(assetId, 'deed_vault')) return;
    const token = await this.tokens.ofAsset(assetId);
    if (!token) throw new NotFound('token');
    const ballot = await this.satellites.find(assetId, 'ballot');
    if (!ballot) {
      await this.satellites.launch(ctx, assetId, 'ballot', encodeBallotSetUp(token.address));
      return;
    }
    if (ballot.state !== 'ready') return;
    const setUp = encodeSetUp({
      token: token.address,
      deed: this.deployed.optional('PropertyDeed'),
      titleId: toHex(deed.titleId),
      payment: toAddress(deed.paymentToken),
      ballot: ballot.address,
      approvalBps: deed.approvalBps,
    });
    await this.satellites.launch(ctx, assetId, 'deed_vault', setUp);
  }

  /** @throws Conflict `satellite_not_ready`; Refused with what the vault says to the issuance key now */
  async requireAllowed(assetId: string, data: string): Promise<void> {
    const { address: to } = await this.satellites.require(assetId, 'deed_vault');
    const reason = await this.reader.refuses(this.signers.address('issuance'), [{ to, data }]);
    if (reason) throw Refused.by(withCure(reason));
  }

  /** @throws Refused `<who>_not_registered` */
  async requireRegistered(address: string, who: 'holder' | 'bidder'): Promise<void> {
    const wallet = (await this.wallets.byAddresses([address])).get(address.toLowerCase());
    if (wallet?.state === 'registered') return;
    throw new Refused(
      `${who}_not_registered`,
      `${address} is ${wallet?.state ?? 'nobody’s wallet here'}: only a registered wallet can have the deed.`,
    );
  }
}
