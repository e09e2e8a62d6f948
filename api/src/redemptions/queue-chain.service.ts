import type { Gate, SharePrice } from '@cadastre/core';
import { Injectable } from '@nestjs/common';
import { ContractReader } from '../chain/rpc/contract-reader.js';
import { RpcError } from '../chain/rpc/rpc.js';
import { FEED, QUEUE } from './queue.contract.js';

/** A queue's state as its contract tells it, with what waits in the node. */
export interface QueueNow {
  open: number;
  settled: number;
  openShares: bigint;
  /** The epoch that waits for its strike, or null. */
  closed: ClosedNow | null;
  pending: bigint;
  buffer: bigint;
  owed: bigint;
  lane: { feeBps: number; dailyLimit: bigint; leftToday: bigint };
  paused: boolean;
}

/** A closed epoch: its gate, if it has one, and the shares that are still to be divided by it. */
export interface ClosedNow {
  epoch: number;
  shares: bigint;
  closedAt: number;
  gate: Gate | null;
  undivided: bigint;
}

/** What a wallet has with a queue; shares and payment in base units. */
export interface ControllerNow {
  pending: bigint;
  claimableShares: bigint;
  claimableAssets: bigint;
  cancelled: bigint;
}

/** The newest answer of a price feed. */
export interface PriceNow extends SharePrice {
  round: bigint;
  /** Unix seconds. */
  valuedAt: number;
}

interface Epoch {
  shares: bigint;
  sharesLeft: bigint;
  closedAt: bigint;
}

interface GateNow {
  epoch: bigint;
  admitted: bigint;
  shares: bigint;
}

interface Totals {
  pending: bigint;
  buffer: bigint;
  owed: bigint;
}

/** What the contracts of a queue say right now, pending transactions included. */
@Injectable()
export class QueueChain {
  constructor(private readonly reader: ContractReader) {}

  async queue(at: string): Promise<QueueNow> {
    const [open, settled] = await this.numbers(at, 'epochs');
    const [totals] = await this.reader.ask<[Totals]>(QUEUE, at, 'totals');
    const [lane, leftToday] = await this.reader.ask<
      [{ feeBps: bigint; dailyLimit: bigint }, bigint]
    >(QUEUE, at, 'instantLane');
    const [paused] = await this.reader.ask<[boolean]>(QUEUE, at, 'paused');
    const waits = settled + 1 < open ? settled + 1 : null;
    return {
      open,
      settled,
      openShares: (await this.epoch(at, open)).shares,
      closed: waits === null ? null : await this.closed(at, waits),
      pending: totals.pending,
      buffer: totals.buffer,
      owed: totals.owed,
      lane: { feeBps: Number(lane.feeBps), dailyLimit: lane.dailyLimit, leftToday },
      paused,
    };
  }

  async controller(at: string, wallet: string): Promise<ControllerNow> {
    const one = async (method: string, ...parameters: unknown[]) =>
      (await this.reader.ask<[bigint]>(QUEUE, at, method, parameters))[0];
    return {
      pending: await one('pendingRedeemRequest', 0n, wallet),
      claimableShares: await one('maxRedeem', wallet),
      claimableAssets: await one('maxWithdraw', wallet),
      cancelled: await one('claimableCancelRedeemRequest', 0n, wallet),
    };
  }

  /** Null before the feed's first answer. */
  async price(feed: string): Promise<PriceNow | null> {
    try {
      const round = await this.reader.ask<bigint[]>(FEED, feed, 'latestRoundData');
      const [decimals] = await this.reader.ask<[bigint]>(FEED, feed, 'decimals');
      const [number = 0n, value = 0n, valuedAt = 0n] = round;
      if (value <= 0n) return null;
      return { round: number, value, valuedAt: Number(valuedAt), decimals: Number(decimals) };
    } catch (error) {
      if (error instanceof RpcError && error.reverted) return null;
      throw error;
    }
  }

  private async closed(at: string, epoch: number): Promise<ClosedNow> {
    const { shares, closedAt, sharesLeft } = await this.epoch(at, epoch);
    const [gate] = await this.reader.ask<[GateNow]>(QUEUE, at, 'gate');
    return {
      epoch,
      shares,
      closedAt: Number(closedAt),
      gate: Number(gate.epoch) === epoch ? { fill: gate.admitted, shares: gate.shares } : null,
      undivided: sharesLeft,
    };
  }

  private async epoch(at: string, epoch: number): Promise<Epoch> {
    return (await this.reader.ask<[Epoch]>(QUEUE, at, 'epochOf', [epoch]))[0];
  }

  private async numbers(at: string, method: string): Promise<[number, number]> {
    const [first, second] = await this.reader.ask<[bigint, bigint]>(QUEUE, at, method);
    return [Number(first), Number(second)];
  }
}
