import { next, walletMachine } from '@cadastre/core';
import { getAddress } from 'ethers';
import { Injectable } from '@nestjs/common';
import { Not } from 'typeorm';
import { Audit } from '../audit/audit.service.js';
import { Deployed } from '../chain/deployed.js';
import { Screening } from '../investors/screening/screening.service.js';
import { Clock } from '../platform/clock.js';
import { Config } from '../platform/config.js';
import { actorOf, type Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { Conflict, Refused } from '../platform/problem.js';
import { refuseListed } from './listed-address.js';
import { readMessage, type SiweContext, writeChallenge } from './siwe.js';
import { Wallet, WalletChallenge } from './wallet.entity.js';
import type { ChallengeBody, ChallengeView, ProveAgainBody, ProveBody } from './wallet.schema.js';
import { type ProofKind, WalletSignatures } from './wallet-signatures.service.js';
import { Wallets } from './wallets.service.js';

const CHALLENGE_MINUTES = 10;

/** Proof that a wallet is its owner's: a challenge, signed. On the wall clock, like any session. */
@Injectable()
export class WalletProof {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly config: Config,
    private readonly audit: Audit,
    private readonly deployed: Deployed,
    private readonly screening: Screening,
    private readonly signatures: WalletSignatures,
    private readonly wallets: Wallets,
  ) {}

  /**
   * For a new wallet, or for one of the actor's own that is to be proven again.
   * @throws Conflict `wallet_taken`; Refused `sanctioned_address`
   */
  async challenge(ctx: Ctx, body: ChallengeBody): Promise<ChallengeView> {
    const actor = actorOf(ctx);
    const address = getAddress(body.address);
    await this.refuseTaken(address, actor.organisationId);
    await refuseListed(this.screening, address);
    const issuedAt = new Date();
    const expiresAt = new Date(issuedAt.getTime() + CHALLENGE_MINUTES * 60_000);
    const { message, nonce } = writeChallenge({
      ...this.context(),
      address,
      issuedAt,
      expiresAt,
    });
    await this.db.em.insert(WalletChallenge, {
      nonce,
      organisationId: actor.organisationId,
      userId: actor.userId,
      address,
      message,
      issuedAt,
      expiresAt,
    });
    return { message, nonce, expiresAt: expiresAt.toISOString() };
  }

  /**
   * Takes a signed challenge and enters the wallet as proven.
   * @throws Malformed `siwe_malformed`; Refused `siwe_wrong_domain`, `siwe_wrong_chain`,
   *   `siwe_nonce_unknown`, `siwe_nonce_used`, `siwe_expired`, `siwe_message_changed`,
   *   `siwe_wrong_signer`, `siwe_contract_refused`, `sanctioned_address`; Conflict `wallet_taken`;
   *   Problem 503 `chain_unreachable`
   */
  async prove(ctx: Ctx, body: ProveBody): Promise<Wallet> {
    const { address, kind, challenge } = await this.signed(ctx, body);
    await this.refuseTaken(address);
    await refuseListed(this.screening, address);
    await this.use(challenge);
    return this.enter(ctx, address, body, kind);
  }

  /**
   * Proves a wallet once more: that it still is its owner's, or that a contract wallet still answers to
   * its owners.
   * @throws NotFound; Conflict `wallet_removed`; Refused `siwe_wrong_wallet`, and as `prove` says
   */
  async proveAgain(ctx: Ctx, id: string, body: ProveAgainBody): Promise<Wallet> {
    const wallet = await this.wallets.lock(ctx, id);
    if (wallet.state === 'removed') {
      throw new Conflict(
        'wallet_removed',
        'The wallet has left the register: prove it as a new one.',
      );
    }
    const { address, kind, challenge } = await this.signed(ctx, body);
    if (address.toLowerCase() !== wallet.address) {
      throw new Refused(
        'siwe_wrong_wallet',
        `The message is of ${address}, the wallet is ${getAddress(wallet.address)}.`,
      );
    }
    await refuseListed(this.screening, address);
    await this.use(challenge);
    const now = this.clock.now();
    Object.assign(wallet, {
      proofMessage: body.message,
      proofSignature: body.signature,
      proofKind: kind,
      provenBy: actorOf(ctx).userId,
      provenAt: now,
      updatedAt: now,
    });
    await this.db.em.save(wallet);
    await this.audit.record(ctx, {
      action: 'wallet.prove_again',
      subject: { type: 'wallet', id },
      organisationId: wallet.organisationId,
      data: { address, kind },
    });
    return wallet;
  }

  /** Who signed which of our challenges, and how. */
  private async signed(ctx: Ctx, { message, signature }: ProveAgainBody) {
    const { nonce, address } = readMessage(message, this.context());
    const challenge = await this.lockChallenge(actorOf(ctx).organisationId, nonce);
    if (challenge.message !== message) {
      throw new Refused(
        'siwe_message_changed',
        'The signed text differs from the challenge: sign it exactly as it was given.',
      );
    }
    return { address, challenge, kind: await this.signatures.require(message, signature, address) };
  }

  private async use(challenge: WalletChallenge): Promise<void> {
    challenge.usedAt = new Date();
    await this.db.em.save(challenge);
  }

  private async enter(
    ctx: Ctx,
    address: string,
    body: ProveBody,
    proofKind: ProofKind,
  ): Promise<Wallet> {
    const actor = actorOf(ctx);
    const now = this.clock.now();
    const wallet = this.db.em.create(Wallet, {
      id: this.db.newId(),
      organisationId: actor.organisationId,
      address: address.toLowerCase(),
      label: body.label,
      state: next(walletMachine, walletMachine.initial, 'prove'),
      proofMessage: body.message,
      proofSignature: body.signature,
      proofKind,
      provenBy: actor.userId,
      provenAt: now,
      createdAt: now,
      updatedAt: now,
    });
    const inserted = await this.db.em
      .createQueryBuilder()
      .insert()
      .into(Wallet)
      .values(wallet)
      .orIgnore()
      .returning('id')
      .execute();
    if ((inserted.raw as unknown[]).length === 0) throw taken();
    await this.audit.record(ctx, {
      action: 'wallet.prove',
      subject: { type: 'wallet', id: wallet.id },
      organisationId: actor.organisationId,
      data: { address, kind: proofKind },
    });
    return this.db.em.findOneByOrFail(Wallet, { id: wallet.id });
  }

  private async lockChallenge(organisationId: string, nonce: string): Promise<WalletChallenge> {
    const challenge = await this.db.em.findOne(WalletChallenge, {
      where: { nonce, organisationId },
      lock: { mode: 'pessimistic_write' },
    });
    if (!challenge) {
      throw new Refused(
        'siwe_nonce_unknown',
        'This challenge was not given to you: ask for a new one.',
      );
    }
    if (challenge.usedAt) {
      throw new Refused('siwe_nonce_used', 'This challenge was used already: ask for a new one.');
    }
    if (challenge.expiresAt.getTime() <= Date.now()) {
      throw new Refused(
        'siwe_expired',
        `The challenge was good for ${CHALLENGE_MINUTES} minutes: ask for a new one and sign it at once.`,
      );
    }
    return challenge;
  }

  /** @param but whose own wallet may be asked for again */
  private async refuseTaken(address: string, but?: string): Promise<void> {
    const known = { address: address.toLowerCase(), state: Not('removed' as const) };
    const owner = await this.db.em.findOneBy(Wallet, known);
    if (owner && owner.organisationId !== but) throw taken();
  }

  private context(): SiweContext {
    const url = new URL(this.config.env.PUBLIC_URL);
    return { domain: url.host, uri: url.href, chainId: this.deployed.deployment.chainId };
  }
}

const taken = () =>
  new Conflict(
    'wallet_taken',
    'This address is in the register already: one wallet, one investor.',
  );
