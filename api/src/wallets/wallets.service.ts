import { RECORD_STATUS } from '@cadastre/contracts';
import { allowedEvents, walletMachine } from '@cadastre/core';
import { getAddress } from 'ethers';
import { Injectable } from '@nestjs/common';
import { In, Like, Not } from 'typeorm';
import { LedgerReader } from '../chain/ledger/reader.js';
import type { Registration } from '../chain/ledger/project-registry.js';
import { Investors } from '../investors/investors.service.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { Together } from '../platform/together.js';
import { Wallet } from './wallet.entity.js';
import type { WalletListQuery, WalletView } from './wallet.schema.js';

/** What other rooms may know of a wallet. */
export interface WalletFacts {
  id: string;
  organisationId: string;
  /** EIP-55. */
  address: string;
  label: string;
  state: Wallet['state'];
  investorReference: string;
  investorNumber: bigint;
}

/** The register of wallets: whose they are, and what the chain says of them. */
@Injectable()
export class Wallets {
  private readonly known: Together<Readonly<Wallet>>;
  private readonly chains: Together<Registration>;

  constructor(
    private readonly db: Database,
    private readonly investors: Investors,
    ledger: LedgerReader,
  ) {
    this.known = new Together(db, async (ids) => {
      const wallets = await db.em.findBy(Wallet, { id: In([...ids]) });
      return new Map(wallets.map((wallet) => [wallet.id, wallet]));
    });
    this.chains = new Together(db, (addresses) => ledger.registrations(addresses));
  }

  /** An investor's own; for an issuer every wallet it may issue to; for staff all. */
  async list(ctx: Ctx, { state, search, ...query }: WalletListQuery): Promise<Page<WalletView>> {
    const own = scope(ctx);
    const sought = search ? await this.sought(search, own.organisationId) : {};
    const where = { ...(state ? { state } : {}), ...own, ...sought };
    return page(this.db.em, Wallet, query, where, (rows) => this.views(ctx, rows));
  }

  async get(ctx: Ctx, id: string): Promise<WalletView> {
    return this.view(ctx, await this.find(ctx, id));
  }

  async lock(ctx: Ctx, id: string): Promise<Wallet> {
    const wallet = await this.db.em.findOne(Wallet, {
      where: { id, ...scope(ctx) },
      lock: { mode: 'pessimistic_write' },
    });
    if (!wallet) throw new NotFound('wallet');
    return wallet;
  }

  /** The wallet, if the actor may see it. @throws NotFound */
  async require(ctx: Ctx, walletId: string): Promise<WalletFacts> {
    const [facts] = await this.factsOf([await this.find(ctx, walletId)]);
    if (!facts) throw new NotFound('wallet');
    return facts;
  }

  /** The wallet, whoever asks: an issuer mints to an investor's. @throws NotFound */
  async requireUnscoped(walletId: string): Promise<WalletFacts> {
    const wallet = await this.db.em.findOneBy(Wallet, { id: walletId });
    const [facts] = await this.factsOf(wallet ? [wallet] : []);
    if (!facts) throw new NotFound('wallet');
    return facts;
  }

  /** Who stands behind these addresses, by lower-case address. Unscoped: the caller redacts. */
  async byAddresses(addresses: string[]): Promise<Map<string, WalletFacts>> {
    const wanted = addresses.map((address) => address.toLowerCase());
    // Oldest first, so that the newest owner of a re-entered address is the one that stays.
    const wallets = await this.db.em.find(Wallet, {
      where: { address: In(wanted) },
      order: { id: 'ASC' },
    });
    return new Map(
      (await this.factsOf(wallets)).map((facts) => [facts.address.toLowerCase(), facts]),
    );
  }

  async ofOrganisation(organisationId: string): Promise<WalletFacts[]> {
    return this.factsOf(
      await this.db.em.find(Wallet, {
        where: { organisationId, state: Not('removed' as const) },
        order: { id: 'ASC' },
      }),
    );
  }

  /**
   * What is or was an organisation's, removed ones included: their past, and what is still on them, is theirs.
   * An address that somebody else has proven since is not.
   */
  async everOf(organisationId: string): Promise<WalletFacts[]> {
    const own = await this.db.em.findBy(Wallet, { organisationId });
    const newest = await this.byAddresses(own.map(({ address }) => address));
    return [...newest.values()].filter((wallet) => wallet.organisationId === organisationId);
  }

  async view(ctx: Ctx, wallet: Wallet): Promise<WalletView> {
    const [view] = await this.views(ctx, [wallet]);
    if (!view) throw new NotFound('wallet');
    return view;
  }

  /** @throws NotFound */
  async find(ctx: Ctx, id: string): Promise<Readonly<Wallet>> {
    const wallet = await this.known.of(id);
    if (!wallet || !within(scope(ctx), wallet)) throw new NotFound('wallet');
    return wallet;
  }

  /** Those whose address begins so, or of the investor with that reference; of `own` where that is all one sees. */
  private async sought(search: string, own: string | undefined) {
    if (/^0x/i.test(search)) return { address: Like(`${search.toLowerCase()}%`) };
    const id = await this.investors.byNumber(BigInt(search.replace(/^inv-/i, '')));
    return { organisationId: id && (!own || own === id) ? id : In<string>([]) };
  }

  private async factsOf(wallets: Wallet[]): Promise<WalletFacts[]> {
    const numbers = await this.investors.numbers(wallets.map((wallet) => wallet.organisationId));
    return wallets.map((wallet) => ({
      id: wallet.id,
      organisationId: wallet.organisationId,
      address: getAddress(wallet.address),
      label: wallet.label,
      state: wallet.state,
      investorReference: numbers.get(wallet.organisationId)?.investorReference ?? '',
      investorNumber: numbers.get(wallet.organisationId)?.investorNumber ?? 0n,
    }));
  }

  private async views(ctx: Ctx, wallets: Wallet[]): Promise<WalletView[]> {
    const numbers = await this.investors.numbers(wallets.map((wallet) => wallet.organisationId));
    // A label may be a person's name: it is between the owner and compliance. An issuer learns which
    // wallet it may issue to and what the chain shows anyway, not who stands behind it.
    const { role, organisationId: own } = actorOf(ctx);
    const outsider = role === 'issuer';
    const chains = await this.chains.ofAll(wallets.map(({ address }) => address));
    return wallets.map((wallet) => {
      const chain = chains.get(wallet.address) ?? null;
      const entry = wallet.registerEntry;
      return {
        id: wallet.id,
        organisationId: outsider ? null : wallet.organisationId,
        investorReference: numbers.get(wallet.organisationId)?.investorReference ?? null,
        address: getAddress(wallet.address),
        label: role === 'compliance' || own === wallet.organisationId ? wallet.label : '',
        state: wallet.state,
        allowedEvents: allowedEvents(walletMachine, wallet.state),
        provenAt: wallet.provenAt.toISOString(),
        proofKind: wallet.proofKind,
        kycCaseId: outsider ? null : wallet.kycCaseId,
        kycExpiresOn: entry ? lastDay(entry.expiresAt) : null,
        operationId: outsider ? null : wallet.operationId,
        register: entry,
        chain: chain && chainView(chain),
        agrees: entry && chain ? agrees(entry, chain) : null,
        decidedBy: outsider ? null : wallet.decidedBy,
        decidedAt: wallet.decidedAt?.toISOString() ?? null,
        decisionReason: outsider ? null : wallet.decisionReason,
        createdAt: wallet.createdAt.toISOString(),
        updatedAt: wallet.updatedAt.toISOString(),
      };
    });
  }
}

type Scope = { organisationId?: string; state?: 'registered' };

const within = (scope: Scope, wallet: Readonly<Wallet>): boolean =>
  (scope.organisationId ?? wallet.organisationId) === wallet.organisationId &&
  (scope.state ?? wallet.state) === wallet.state;

function scope(ctx: Ctx): Scope {
  const actor = actorOf(ctx);
  if (actor.role === 'issuer') return { state: 'registered' };
  return actor.role === 'investor' ? { organisationId: actor.organisationId } : {};
}

function chainView(chain: Registration): NonNullable<WalletView['chain']> {
  return {
    investorId: chain.investorId.toString(),
    tier: chain.tier,
    country: chain.country,
    expiresAt: chain.expiresAt.toISOString(),
    evidenceHash: chain.evidenceHash.replace(/^0x/, ''),
    suspended: (chain.flags & RECORD_STATUS.suspended) !== 0,
    revoked: (chain.flags & RECORD_STATUS.revoked) !== 0,
    replaced: (chain.flags & RECORD_STATUS.replaced) !== 0,
  };
}

function agrees(entry: NonNullable<WalletView['register']>, chain: Registration): boolean {
  const { suspended, revoked, replaced, ...held } = chainView(chain);
  return (
    !revoked &&
    !replaced &&
    !suspended &&
    held.investorId === entry.investorId &&
    held.tier === entry.tier &&
    held.country === entry.country &&
    held.expiresAt === entry.expiresAt &&
    held.evidenceHash === entry.evidenceHash
  );
}

const lastDay = (expiresAt: string) =>
  new Date(new Date(expiresAt).getTime() - 1).toISOString().slice(0, 10);
