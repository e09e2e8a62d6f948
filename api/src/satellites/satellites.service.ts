import { Injectable, type OnModuleInit } from '@nestjs/common';
import type { RoleName } from '@cadastre/contracts';
import { Assets } from '../assets/assets.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Deployed } from '../chain/deployed.js';
import type { CommandOutcome } from '../chain/outbox/command.js';
import { Outbox } from '../chain/outbox/outbox.js';
import { Signers } from '../chain/signers.js';
import { Clock } from '../platform/clock.js';
import { type Ctx, systemCtx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import type { Page, PageQuery } from '../platform/page.js';
import { Conflict } from '../platform/problem.js';
import { type TokenFacts, Tokens } from '../tokens/tokens.service.js';
import {
  encodeEnrol,
  encodeExempt,
  encodeLaunch,
  encodeRegister,
  satelliteAddress,
} from './satellite.contract.js';
import { Satellite, SatelliteStep } from './satellite.entity.js';
import { KINDS } from './satellite.kinds.js';
import {
  SATELLITE_KINDS,
  SATELLITE_STEPS,
  type SatelliteKind,
  type SatelliteState,
  type SatelliteView,
} from './satellite.schema.js';
import { type Change, SatelliteStore, viewOf } from './satellite-store.js';

/** What other rooms may know of a satellite. */
export interface SatelliteFacts {
  id: string;
  assetId: string;
  organisationId: string;
  kind: SatelliteKind;
  state: SatelliteState;
  /** EIP-55; known before it is launched. */
  address: string;
}

/** Told in the transaction that changed it. After a reorganisation it may be told again. */
export type SatelliteHandler = (ctx: Ctx, satellite: SatelliteFacts) => Promise<void>;

/** The role on its asset with which the treasurer's key works a satellite. */
const OFFICER: RoleName = 'treasurer';

/**
 * The further contracts of assets: launched through the satellite factory, tied to their asset in the
 * hub, given what they need, and ready once the chain says so.
 */
@Injectable()
export class Satellites implements OnModuleInit {
  private readonly whenReady = new Map<SatelliteKind, SatelliteHandler[]>();
  private readonly whenFailed = new Map<SatelliteKind, SatelliteHandler[]>();
  private readonly beforeRetry = new Map<SatelliteKind, SatelliteHandler[]>();

  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly assets: Assets,
    private readonly tokens: Tokens,
    private readonly outbox: Outbox,
    private readonly signers: Signers,
    private readonly deployed: Deployed,
    private readonly store: SatelliteStore,
  ) {}

  onModuleInit(): void {
    for (const step of SATELLITE_STEPS) {
      const failed = (_: unknown, command: CommandOutcome) => this.failed(command);
      this.outbox.onOutcome(kindOf(step), { rejected: failed, reverted: failed });
    }
  }

  /** What to do when a satellite of a kind can be used. Must be idempotent; call it in `onModuleInit`. */
  onReady(kind: SatelliteKind, handler: SatelliteHandler): void {
    this.whenReady.set(kind, [...(this.whenReady.get(kind) ?? []), handler]);
  }

  /** What to do when the chain refused a step of a satellite; an operator may try it again. */
  onFailed(kind: SatelliteKind, handler: SatelliteHandler): void {
    this.whenFailed.set(kind, [...(this.whenFailed.get(kind) ?? []), handler]);
  }

  /** Whether a satellite is still wanted once it failed: the handler throws where it is not. */
  onRetry(kind: SatelliteKind, handler: SatelliteHandler): void {
    this.beforeRetry.set(kind, [...(this.beforeRetry.get(kind) ?? []), handler]);
  }

  /**
   * Launches a contract for an asset whose token is deployed; ready when `onReady` says so. Unscoped:
   * the caller has checked who asks. `setUp` is the encoded call of its `initialize`.
   * @throws Conflict `token_not_deployed`, `satellite_exists`, `contract_not_deployed`
   */
  async launch(
    ctx: Ctx,
    assetId: string,
    kind: SatelliteKind,
    setUp: string,
  ): Promise<SatelliteFacts> {
    const token = await this.tokenOf(assetId);
    await this.tokens.lock(token.id);
    if (KINDS[kind].single && (await this.store.newest(assetId, kind))) {
      throw new Conflict('satellite_exists', `The asset has a ${kind} already.`);
    }
    const { organisationId } = await this.assets.requireUnscoped(assetId);
    const id = this.db.newId();
    const factory = this.deployed.optional('SatelliteFactory');
    const implementation = this.deployed.optional(KINDS[kind].implementation);
    const maker = this.signers.address('factory');
    const address = satelliteAddress(factory, implementation, maker, id);
    const now = this.clock.now();
    const satellite = { id, assetId, organisationId, kind, createdAt: now, updatedAt: now };
    const steps = [
      stepOf(id, 'launch', 'factory', factory, encodeLaunch(implementation, id, setUp)),
      ...this.stepsAfter(id, kind, token, address),
    ];
    const row = { ...satellite, state: 'launching' as const, address: toBytes(address) };
    await this.enqueue(ctx, row, steps, ({ step }) => step === 'launch');
    await this.store.insert(row, steps);
    await this.store.record(ctx, row, 'satellite.launch', { address });
    return factsOf(row);
  }

  /** The newest satellite of a kind that can be used. Unscoped. @throws Conflict `satellite_not_ready` */
  async require(assetId: string, kind: SatelliteKind): Promise<SatelliteFacts> {
    const ready = await this.store.newest(assetId, kind, 'ready');
    if (ready) return factsOf(ready);
    throw new Conflict('satellite_not_ready', `The asset has no ${kind} that can be used yet.`);
  }

  /** The newest satellite of a kind, whatever its state, or null. Unscoped. */
  async find(assetId: string, kind: SatelliteKind): Promise<SatelliteFacts | null> {
    const found = await this.store.newest(assetId, kind);
    return found && factsOf(found);
  }

  /** Accounts of an asset's contracts that keep tokens for holders and have no right of their own; EIP-55. */
  async escrows(assetId: string): Promise<string[]> {
    const kinds = SATELLITE_KINDS.filter((kind) => KINDS[kind].keeps === 'tokens');
    const found = await Promise.all(kinds.map((kind) => this.find(assetId, kind)));
    return found.flatMap((one) => (one?.state === 'ready' ? [one.address] : []));
  }

  /** The satellite at an address (a fact's), or null for one that is not ours. Unscoped. */
  async byAddress(address: string): Promise<SatelliteFacts | null> {
    const found = await this.store.byAddress(address);
    return found && factsOf(found);
  }

  /** All of an organisation's assets, oldest first. Unscoped. */
  async ofOrganisation(organisationId: string): Promise<SatelliteFacts[]> {
    return (await this.store.ofOrganisation(organisationId)).map(factsOf);
  }

  /** An asset's satellites, oldest first. @throws NotFound for an asset the actor may not see */
  async list(ctx: Ctx, assetId: string, query: PageQuery): Promise<Page<SatelliteView>> {
    const asset = await this.assets.require(ctx, assetId);
    return this.store.list(asset.id, query);
  }

  /**
   * Makes the calls again that the chain refused.
   * @throws NotFound; Conflict `satellite_not_failed`, or why its domain does not want it any more
   */
  async retry(ctx: Ctx, id: string): Promise<SatelliteView> {
    const { satellite, steps } = await this.store.lock(id);
    if (satellite.state !== 'failed') {
      throw new Conflict('satellite_not_failed', `It is ${satellite.state}: nothing was refused.`);
    }
    await this.tell(this.beforeRetry, ctx, satellite);
    const refused = steps.filter(({ failureCode }) => failureCode !== null);
    for (const step of refused) Object.assign(step, { failureCode: null, failure: null });
    await this.enqueue(ctx, satellite, refused, () => true);
    await this.store.save(satellite, steps);
    await this.store.record(ctx, satellite, 'satellite.retry', {
      steps: refused.map(({ step }) => step),
    });
    return viewOf(satellite, steps);
  }

  /** Called by the facts: a step was done, or undone, on the chain. */
  async changed(ctx: Ctx, { satellite, steps, was }: Change): Promise<void> {
    const launched = steps.some(({ step, blockNumber }) => step === 'launch' && blockNumber);
    if (launched) {
      await this.enqueue(ctx, satellite, steps, (one) => !one.operationId && !one.blockNumber);
    }
    await this.store.save(satellite, steps);
    if (satellite.state === was) return;
    await this.store.record(ctx, satellite, `satellite.${satellite.state}`, {});
    if (satellite.state === 'ready') await this.tell(this.whenReady, ctx, satellite);
  }

  private async failed(command: CommandOutcome): Promise<void> {
    const { satellite, steps } = await this.store.lock(command.subject.id);
    const step = steps.find(({ operationId }) => operationId === command.operationId);
    if (!step || step.blockNumber) return;
    step.failureCode = command.reason?.code ?? 'unknown';
    step.failure = command.reason?.sentence ?? 'The chain refused it without a reason.';
    await this.store.save(satellite, steps);
    const ctx = systemCtx(`operation-${command.operationId}`);
    const { failureCode, failure } = step;
    await this.store.record(ctx, satellite, 'satellite.failed', {
      step: step.step,
      failureCode,
      failure,
    });
    await this.tell(this.whenFailed, ctx, satellite);
  }

  private async tell(
    handlers: Map<SatelliteKind, SatelliteHandler[]>,
    ctx: Ctx,
    satellite: Satellite,
  ): Promise<void> {
    for (const handler of handlers.get(satellite.kind) ?? [])
      await handler(ctx, factsOf(satellite));
  }

  private stepsAfter(id: string, kind: SatelliteKind, token: TokenFacts, at: string) {
    const { hubKind, holds, keeps } = KINDS[kind];
    const grants = [
      ...holds.map((role) => ({ role, account: at })),
      { role: OFFICER, account: this.signers.address('treasurer') },
    ];
    const enrol = encodeEnrol(token.assetId, at, hubKind, grants);
    const steps = [stepOf(id, 'enrol', 'deployer', this.deployed.address('AccessHub'), enrol)];
    if (!keeps) return steps;
    const register = encodeRegister(at, token.rules.countries);
    const registry = this.deployed.address('InvestorRegistry');
    steps.push(stepOf(id, 'register', 'registrar', registry, register));
    if (keeps === 'tokens') {
      steps.push(stepOf(id, 'exempt', 'compliance', token.address, encodeExempt(at)));
    }
    return steps;
  }

  /**
   * Gives the steps to the outbox; the caller keeps them. What a key that is kept away has to sign
   * waits: whoever makes the call, the chain tells of it.
   */
  private async enqueue(
    ctx: Ctx,
    satellite: Satellite,
    steps: SatelliteStep[],
    wanted: (step: SatelliteStep) => boolean,
  ): Promise<void> {
    for (const step of steps.filter(wanted)) {
      if (!this.signers.roles.includes(step.signer)) continue;
      const { operationId } = await this.outbox.enqueue({
        ctx,
        kind: kindOf(step.step),
        signer: step.signer,
        to: toAddress(step.toAddress),
        data: toHex(step.data),
        subject: { type: 'satellite', id: satellite.id },
        organisationId: satellite.organisationId,
      });
      step.operationId = operationId;
    }
  }

  private async tokenOf(assetId: string): Promise<TokenFacts> {
    const token = await this.tokens.ofAsset(assetId);
    if (token) return token;
    throw new Conflict('token_not_deployed', 'The asset needs a deployed token first.');
  }
}

const kindOf = (step: SatelliteStep['step']): string => `satellite.${step}`;

const stepOf = (
  satelliteId: string,
  step: SatelliteStep['step'],
  signer: SatelliteStep['signer'],
  to: string,
  data: string,
): SatelliteStep => ({
  satelliteId,
  step,
  signer,
  toAddress: toBytes(to),
  data: toBytes(data),
  operationId: null,
  blockNumber: null,
  transactionHash: null,
  failureCode: null,
  failure: null,
});

const factsOf = ({
  id,
  assetId,
  organisationId,
  kind,
  state,
  address,
}: Satellite): SatelliteFacts => ({
  id,
  assetId,
  organisationId,
  kind,
  state,
  address: toAddress(address),
});
