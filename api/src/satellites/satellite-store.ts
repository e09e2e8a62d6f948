import { Injectable } from '@nestjs/common';
import { Audit } from '../audit/audit.service.js';
import { toAddress, toBytes, toHex } from '../chain/bytes.js';
import { Clock } from '../platform/clock.js';
import type { Ctx } from '../platform/context.js';
import { Database } from '../platform/database.js';
import { page, type Page, type PageQuery } from '../platform/page.js';
import { NotFound } from '../platform/problem.js';
import { Satellite, SatelliteStep } from './satellite.entity.js';
import {
  SATELLITE_STEPS,
  type SatelliteKind,
  type SatelliteState,
  type SatelliteStepName,
  type SatelliteView,
} from './satellite.schema.js';

/** A satellite with its steps, locked. */
export interface Locked {
  satellite: Satellite;
  steps: SatelliteStep[];
}

/** A satellite that a fact has changed. */
export interface Change extends Locked {
  /** Its state before. */
  was: SatelliteState;
}

/** Rows of satellites: found, locked, kept, shown. */
@Injectable()
export class SatelliteStore {
  constructor(
    private readonly db: Database,
    private readonly clock: Clock,
    private readonly audit: Audit,
  ) {}

  async insert(satellite: Satellite, steps: SatelliteStep[]): Promise<void> {
    await this.db.em.insert(Satellite, satellite);
    await this.db.em.insert(SatelliteStep, steps);
  }

  newest(assetId: string, kind: SatelliteKind, state?: SatelliteState): Promise<Satellite | null> {
    return this.db.em.findOne(Satellite, {
      where: { assetId, kind, ...(state ? { state } : {}) },
      order: { id: 'DESC' },
    });
  }

  byAddress(address: string): Promise<Satellite | null> {
    return this.db.em.findOneBy(Satellite, { address: toBytes(address) });
  }

  ofOrganisation(organisationId: string): Promise<Satellite[]> {
    return this.db.em.find(Satellite, { where: { organisationId }, order: { id: 'ASC' } });
  }

  /** @throws NotFound */
  async lock(id: string): Promise<Locked> {
    const satellite = await this.db.em.findOne(Satellite, {
      where: { id },
      lock: { mode: 'pessimistic_write' },
    });
    if (!satellite) throw new NotFound('satellite');
    return { satellite, steps: await this.stepsOf(id) };
  }

  /** What becomes of the satellite at an address where `contract` did a step of it, or did not. */
  async mark(
    address: string,
    name: SatelliteStepName,
    contract: string,
    done: { block: number; hash: string } | null,
  ): Promise<Change | null> {
    const known = await this.byAddress(address);
    if (!known) return null;
    const { satellite, steps } = await this.lock(known.id);
    const step = steps.find((one) => one.step === name);
    if (!step?.toAddress.equals(toBytes(contract))) return null;
    const was = satellite.state;
    step.blockNumber = done && BigInt(done.block);
    step.transactionHash = done && toBytes(done.hash);
    if (done) Object.assign(step, { failureCode: null, failure: null });
    satellite.state = stateOf(steps);
    return { satellite, steps, was };
  }

  /** Keeps both; the state follows from the steps. */
  async save(satellite: Satellite, steps: SatelliteStep[]): Promise<void> {
    satellite.state = stateOf(steps);
    satellite.updatedAt = this.clock.now();
    await this.db.em.save(SatelliteStep, steps);
    await this.db.em.save(Satellite, satellite);
  }

  list(assetId: string, query: PageQuery): Promise<Page<SatelliteView>> {
    return page(this.db.em, Satellite, { ...query, order: 'oldest' }, { assetId }, (found) =>
      Promise.all(found.map(async (one) => viewOf(one, await this.stepsOf(one.id)))),
    );
  }

  record(ctx: Ctx, satellite: Satellite, action: string, data: object): Promise<void> {
    return this.audit.record(ctx, {
      action,
      subject: { type: 'satellite', id: satellite.id },
      organisationId: satellite.organisationId,
      data: { assetId: satellite.assetId, kind: satellite.kind, state: satellite.state, ...data },
    });
  }

  private async stepsOf(satelliteId: string): Promise<SatelliteStep[]> {
    const steps = await this.db.em.findBy(SatelliteStep, { satelliteId });
    const place = ({ step }: SatelliteStep) => SATELLITE_STEPS.indexOf(step);
    return steps.sort((a, b) => place(a) - place(b));
  }
}

/** The chain has the last word: what it has done counts, whatever was refused before. */
function stateOf(steps: SatelliteStep[]): SatelliteState {
  const open = steps.filter(({ blockNumber }) => blockNumber === null);
  if (open.length === 0) return 'ready';
  if (open.some(({ failureCode }) => failureCode !== null)) return 'failed';
  return open.some(({ step }) => step === 'launch') ? 'launching' : 'enrolling';
}

export const viewOf = (satellite: Satellite, steps: SatelliteStep[]): SatelliteView => ({
  id: satellite.id,
  assetId: satellite.assetId,
  kind: satellite.kind,
  state: satellite.state,
  address: toAddress(satellite.address),
  steps: steps.map((one) => ({
    step: one.step,
    signer: one.signer,
    to: toAddress(one.toAddress),
    data: toHex(one.data),
    operationId: one.operationId,
    blockNumber: one.blockNumber === null ? null : Number(one.blockNumber),
    transactionHash: one.transactionHash && toHex(one.transactionHash),
    failureCode: one.failureCode,
    failure: one.failure,
  })),
  createdAt: satellite.createdAt.toISOString(),
  updatedAt: satellite.updatedAt.toISOString(),
});
