import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LOCAL_CHAIN_ID } from '../../scripts/lib/anvil.ts';
import { clientKeys, type Origin } from './chain.ts';
import { type Restored, whatCame } from './check-restore.ts';
import { checkAll } from './checks.ts';
import type { Crew } from './crew.ts';
import { inject, type Stage } from './inject.ts';
import type { Lane } from './lane.ts';
import { ScheduleNode } from './node.ts';
import { Perils } from './perils.ts';
import { type Act, describe, type Plan } from './plan.ts';
import { type Quiet, quiet } from './quiet.ts';
import { Losses } from './restore.ts';
import { type Place, Slot, takesSeveralNodes } from './slot.ts';
import { type Command, signTransfer, workload } from './workload.ts';

/** How long a command is offered to one worker, and to all in turn. */
const ACCEPT_MS = 1_500;
const ACCEPT_PATIENCE_MS = 60_000;

export interface Outcome {
  seed: number;
  seconds: number;
  /** Empty where all is well; each a sentence with its figures. */
  failures: string[];
  /** Of the commands, how many ended in which state. */
  states: Record<string, number>;
  kills: number;
  /** Null where no backup was restored. */
  restored: Restored | null;
  folder: string;
}

/** What schedules share. */
export interface Ground {
  lane: Lane;
  origin: Origin;
  crew: Crew;
  logs: string;
}

/** Lives one plan from its first command to the last check. */
export async function runSchedule(plan: Plan, ground: Ground): Promise<Outcome> {
  const began = performance.now();
  const folder = join(ground.logs, `seed-${plan.seed}`);
  mkdirSync(folder, { recursive: true });
  const schedule = new Schedule(plan, ground, folder);
  const failures: string[] = [];
  try {
    failures.push(...(await schedule.live()));
  } catch (error) {
    failures.push(error instanceof Error ? (error.stack ?? error.message) : String(error));
  } finally {
    failures.push(...(await schedule.putAway()));
  }
  const seconds = (performance.now() - began) / 1000;
  if (failures.length === 0) rmSync(folder, { recursive: true, force: true });
  else writeFileSync(join(folder, 'report.txt'), [describe(plan), ...failures, ''].join('\n'));
  return {
    seed: plan.seed,
    seconds,
    failures,
    states: schedule.states,
    kills: schedule.kills,
    restored: schedule.restored,
    folder,
  };
}

class Schedule {
  states: Record<string, number> = {};
  restored: Restored | null = null;
  private slots: Slot[] = [];
  private node: ScheduleNode | null = null;
  private readonly perils = new Perils();
  private readonly losses = new Losses();
  private readonly database: string;
  private readonly commands: Command[];
  private readonly plan: Plan;
  private readonly ground: Ground;
  private readonly folder: string;

  constructor(plan: Plan, ground: Ground, folder: string) {
    this.plan = plan;
    this.ground = ground;
    this.folder = folder;
    this.database = `schedule_${plan.seed}`;
    this.commands = workload(plan, ground.origin);
  }

  get kills(): number {
    return this.slots.reduce((sum, slot) => sum + slot.kills, 0);
  }

  async live(): Promise<string[]> {
    const { plan, ground } = this;
    const { lane, origin, crew } = ground;
    const [node] = await Promise.all([ScheduleNode.start(origin), lane.database(this.database)]);
    this.node = node;
    const place: Place = {
      nodeUrl: node.url,
      nodes: 1,
      databasePort: lane.port,
      databaseUrl: (port: number) => lane.url(this.database, port),
      deploymentFile: origin.deploymentFile,
      confirmations: plan.confirmations,
      folder: this.folder,
    };
    if (plan.nodes > 1 && takesSeveralNodes(place)) place.nodes = plan.nodes;
    this.slots = Array.from(
      { length: plan.workers },
      (_, i) => new Slot(i, place, crew, this.perils),
    );
    for (const slot of this.slots) await slot.open();
    node.startMining(plan.blockMs);
    const { slots, perils, losses } = this;
    node.forgotten = losses.transactions;
    const stage: Stage = {
      slots,
      node,
      perils,
      lane,
      database: this.database,
      folder: this.folder,
      losses,
      askAgain: (keys) => this.askAgain(stage, keys),
    };
    await this.play(stage);
    this.perils.calm();
    for (const slot of this.slots) slot.calm();
    await node.spike(1);
    const database = this.database;
    const { confirmations } = plan;
    const state: Quiet = await quiet({ node, lane, database, confirmations, losses });
    this.states = state.states;
    const { commands } = this;
    const scene = { plan, commands, node, lane, database, origin, folder: this.folder, losses };
    this.restored = await whatCame(scene);
    return state.trouble ? [state.trouble] : checkAll(scene);
  }

  async putAway(): Promise<string[]> {
    const { lane } = this.ground;
    const closed = await Promise.all(this.slots.map((slot) => slot.close()));
    await this.node?.stopMining();
    await this.node?.stop();
    await lane.drop(this.database);
    return closed.filter((one) => one !== null);
  }

  /** All steps at their moments; ends when the last has. */
  private async play(stage: Stage): Promise<void> {
    const began = Date.now();
    const acts: Promise<void>[] = [];
    for (const { at, act } of this.plan.steps) {
      await sleep(Math.max(0, began + at - Date.now()));
      const done = this.act(stage, act);
      // Looked at below; until then a failure must not count as unheard.
      done.catch(() => undefined);
      acts.push(done);
    }
    // All of them, also when one fails: none may reach into the next schedule.
    for (const done of await Promise.allSettled(acts)) {
      if (done.status === 'rejected') throw done.reason;
    }
  }

  private async act(stage: Stage, act: Act): Promise<void> {
    if (act.kind === 'fault') return inject(stage, act.fault);
    if (act.kind === 'transfer') return transfer(stage, this.ground.origin, act);
    const command = this.commands.find(({ number }) => number === act.number);
    if (command) await submit(stage, command);
  }

  /** Only what the contracts take once: for the rest it stands on the chain whether it was done. */
  private async askAgain(stage: Stage, keys: string[]): Promise<void> {
    const lost = this.commands.filter(({ message }) => keys.includes(message.key));
    await Promise.all(lost.filter(({ once }) => once).map((one) => submit(stage, one)));
  }
}

/** As a client with an idempotency key does: again, to whoever answers, until there is an answer. */
async function submit({ slots, losses }: Stage, command: Command): Promise<void> {
  const { restores } = losses;
  const deadline = Date.now() + ACCEPT_PATIENCE_MS;
  for (let turn = command.number; Date.now() < deadline; turn += 1) {
    if (losses.restores > restores && !command.once) {
      losses.givenUp.add(command.message.key);
      return;
    }
    const worker = slots[turn % slots.length]?.worker;
    if (worker && (await worker.accept(command.message, ACCEPT_MS)) !== null) return;
    await sleep(30);
  }
  throw new Error(`command ${command.number} was not accepted by anybody`);
}

/** A client's own transfer, past the platform; it may be lost in a reorganisation, as such are. */
async function transfer(
  { node }: Stage,
  origin: Origin,
  act: Extract<Act, { kind: 'transfer' }>,
): Promise<void> {
  const address = clientKeys[act.from]?.address;
  const nonce = Number(await node.call<string>('eth_getTransactionCount', address, 'pending'));
  const raw = await signTransfer(origin, LOCAL_CHAIN_ID, act, nonce);
  await node.call('eth_sendRawTransaction', raw).catch(() => undefined);
}
