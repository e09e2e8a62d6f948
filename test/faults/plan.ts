import { Random } from './random.ts';

/** Where in a process's life it is killed: at its n-th call to the node or the database. */
export interface KillPoint {
  door: 'rpc' | 'sql';
  /** The call, counted over all workers from the moment the fault is armed. */
  call: number;
  /** Before the call leaves, or after it was carried out and before its answer is heard. */
  when: 'before' | 'after';
}

/** A worker by its index, or the one that sent the last transaction. */
export type Who = number | 'sender';

/** One thing that goes wrong; `ms` wall-clock milliseconds. */
export type Fault =
  | ({ kind: 'kill'; downMs: number } & KillPoint)
  | { kind: 'freeze'; worker: Who; ms: number; cut: boolean }
  | { kind: 'depose'; worker: Who }
  | { kind: 'disconnect'; worker: Who }
  | { kind: 'terminate' }
  | { kind: 'restart'; how: 'fast' | 'crash'; downMs: number }
  | { kind: 'timeout'; sends: number; ms: number }
  | { kind: 'refuse'; worker: Who; ms: number }
  | { kind: 'duplicate'; sends: number }
  | { kind: 'hold'; ms: number }
  | { kind: 'drop'; stallMs: number }
  | { kind: 'spike'; gwei: number }
  | { kind: 'reorg'; depth: number }
  | { kind: 'stall'; ms: number }
  | { kind: 'lag'; workers: number[]; blocks: number; ms: number }
  | { kind: 'older'; workers: number[]; blocks: number; ms: number }
  | { kind: 'flap'; workers: number[]; blocks: number; ms: number }
  | { kind: 'fork'; workers: number[]; ahead: number; ms: number }
  | {
      kind: 'restore';
      /** How so many commands stand in the backup: not sent, sent and in no block, or any way. */
      waiting: 'queued' | 'sent' | 'anyhow';
      commands: number;
      /** Until the copy is taken, where nothing is waited for. */
      beforeMs: number;
      /** From when these are in a block until the restore. */
      laterMs: number;
      /** The base fee after the backup, which makes waiting transactions be replaced; 0 leaves it. */
      gwei: number;
      downMs: number;
    };

/** A command for the outbox. What makes it recognisable on the chain is its number. */
export type Verb =
  | 'register'
  | 'mint'
  | 'burn'
  | 'pay'
  | 'payout'
  | 'force'
  | 'freeze'
  | 'deploy'
  | 'twin'
  | 'stranger';

export type Act =
  | { kind: 'command'; verb: Verb; number: number }
  | { kind: 'transfer'; number: number; from: number; to: number }
  | { kind: 'fault'; fault: Fault };

export interface Step {
  /** After the schedule's start, ms. */
  at: number;
  act: Act;
}

/** All that one seed decides. */
export interface Plan {
  seed: number;
  workers: number;
  confirmations: number;
  blockMs: number;
  /** How many nodes each worker is given; one of several is what faults of the node are done to. */
  nodes: number;
  steps: Step[];
}

/** Clients that hold tokens and send transfers past the platform. */
export const CLIENTS = 6;
/** Of the moments at which things happen. */
const LENGTH_MS = 1_600;
/** Most commands of a schedule with a restore come so soon before its backup is taken. */
const BACKUP_WINDOW_MS = 200;
/** Of the schedules, how many restore a backup. */
const RESTORED = 0.2;

const VERBS: readonly Verb[] = [
  'mint',
  'mint',
  'mint',
  'register',
  'register',
  'pay',
  'pay',
  'payout',
  'payout',
  'payout',
  'burn',
  'force',
  'freeze',
  'deploy',
];

export function plan(seed: number): Plan {
  const random = new Random(seed);
  const workers = random.integer(2, 4);
  const steps: Step[] = [];
  const commands = random.integer(8, 14);
  const at = (): number => random.integer(0, LENGTH_MS);
  for (let number = 1; number <= commands; number += 1) {
    steps.push({ at: at(), act: { kind: 'command', verb: random.pick(VERBS), number } });
  }
  if (random.chance(0.5)) {
    steps.push({ at: at(), act: { kind: 'command', verb: 'stranger', number: commands + 1 } });
  }
  if (random.chance(0.5)) {
    steps.push({ at: at(), act: { kind: 'command', verb: 'twin', number: commands + 2 } });
  }
  for (let number = random.integer(2, 5); number > 0; number -= 1) {
    const from = random.integer(0, CLIENTS - 1);
    const to = (from + random.integer(1, CLIENTS - 1)) % CLIENTS;
    steps.push({ at: at(), act: { kind: 'transfer', number, from, to } });
  }
  for (let faults = random.integer(3, 7); faults > 0; faults -= 1) {
    const fault = FAULTS[random.pick(KINDS)](random, workers);
    steps.push({ at: at() + 50, act: { kind: 'fault', fault } });
  }
  if (random.chance(RESTORED)) restoreAmid(random, workers, steps);
  return {
    seed,
    workers,
    confirmations: random.pick([1, 1, 2, 3, 5]),
    blockMs: random.pick([40, 80, 160]),
    nodes: random.pick([1, 1, 1, 2]),
    steps: steps.sort((a, b) => a.at - b.at),
  };
}

/** A restore, and commands that come while its backup is taken. At most one: it ends what came before. */
function restoreAmid(random: Random, workers: number, steps: Step[]): void {
  const fault = FAULTS.restore(random, workers);
  const from = random.integer(200, 1_000);
  for (const step of steps) {
    if (step.act.kind === 'command' && random.chance(0.5)) {
      step.at = from + random.integer(0, BACKUP_WINDOW_MS);
    }
  }
  steps.push({ at: from, act: { kind: 'fault', fault } });
}

type Make = (random: Random, workers: number) => Fault;

const one = (random: Random, workers: number): number => random.integer(0, workers - 1);
const who = (random: Random, workers: number): Who =>
  random.chance(0.6) ? 'sender' : one(random, workers);
const some = (random: Random, workers: number): number[] =>
  random.chance(0.5) ? Array.from({ length: workers }, (_, i) => i) : [one(random, workers)];

const FAULTS: Record<Fault['kind'], Make> = {
  kill: (r) => ({
    kind: 'kill',
    door: r.pick(['rpc', 'sql']),
    call: r.integer(1, r.pick([10, 60, 200])),
    when: r.pick(['before', 'after']),
    downMs: r.integer(0, 400),
  }),
  freeze: (r, n) => ({
    kind: 'freeze',
    worker: who(r, n),
    ms: r.integer(200, 1_500),
    cut: r.chance(0.7),
  }),
  depose: (r, n) => ({ kind: 'depose', worker: who(r, n) }),
  disconnect: (r, n) => ({ kind: 'disconnect', worker: who(r, n) }),
  terminate: () => ({ kind: 'terminate' }),
  restart: (r) => ({ kind: 'restart', how: r.pick(['fast', 'crash']), downMs: r.integer(0, 300) }),
  timeout: (r) => ({
    kind: 'timeout',
    sends: r.integer(1, 3),
    ms: r.integer(50, 600),
  }),
  refuse: (r, n) => ({ kind: 'refuse', worker: who(r, n), ms: r.integer(100, 800) }),
  duplicate: (r) => ({ kind: 'duplicate', sends: r.integer(1, 4) }),
  hold: (r) => ({ kind: 'hold', ms: r.integer(50, 700) }),
  drop: (r) => ({ kind: 'drop', stallMs: r.integer(100, 500) }),
  spike: (r) => ({ kind: 'spike', gwei: r.pick([5, 20, 60, 150, 400]) }),
  reorg: (r) => ({ kind: 'reorg', depth: r.integer(1, 10) }),
  stall: (r) => ({ kind: 'stall', ms: r.integer(200, 800) }),
  lag: (r, n) => ({
    kind: 'lag',
    workers: some(r, n),
    blocks: r.integer(1, 8),
    ms: r.integer(200, 1_200),
  }),
  older: (r, n) => ({
    kind: 'older',
    workers: some(r, n),
    blocks: r.integer(1, 8),
    ms: r.integer(200, 1_200),
  }),
  flap: (r, n) => ({
    kind: 'flap',
    workers: some(r, n),
    blocks: r.integer(1, 8),
    ms: r.integer(200, 1_200),
  }),
  fork: (r, n) => ({
    kind: 'fork',
    workers: some(r, n),
    ahead: r.integer(1, 6),
    ms: r.integer(200, 900),
  }),
  restore: (r) => ({
    kind: 'restore',
    waiting: r.pick(['queued', 'queued', 'sent', 'anyhow']),
    commands: r.integer(2, 4),
    beforeMs: r.integer(0, 400),
    laterMs: r.integer(0, 700),
    gwei: r.pick([0, 0, 20, 60]),
    downMs: r.integer(0, 300),
  }),
};

/** How often each kind happens, against the others. */
const WEIGHTS: Record<Fault['kind'], number> = {
  kill: 8,
  freeze: 2,
  depose: 2,
  disconnect: 1,
  terminate: 1,
  restart: 1,
  timeout: 2,
  refuse: 1,
  duplicate: 1,
  hold: 1,
  drop: 1,
  spike: 1,
  reorg: 5,
  stall: 1,
  lag: 1,
  older: 1,
  flap: 1,
  fork: 1,
  // Decided apart: once in a schedule at most.
  restore: 0,
};
export const FAULT_KINDS = Object.keys(WEIGHTS) as Fault['kind'][];
const KINDS = Object.entries(WEIGHTS).flatMap(([kind, weight]) =>
  Array.from({ length: weight }, () => kind as Fault['kind']),
);

/** The plan as a person reads it. */
export function describe(plan: Plan): string {
  const head =
    `seed ${plan.seed}: ${plan.workers} workers, ${plan.nodes} nodes, ${plan.confirmations} confirmations, ` +
    `a block every ${plan.blockMs} ms`;
  return [
    head,
    ...plan.steps.map(({ at, act }) => `  ${String(at).padStart(5)} ms  ${line(act)}`),
  ].join('\n');
}

function line(act: Act): string {
  if (act.kind === 'command') return `command ${act.number}: ${act.verb}`;
  if (act.kind === 'transfer') return `transfer ${act.number} from client ${act.from} to ${act.to}`;
  const { kind, ...rest } = act.fault;
  const details = Object.entries(rest).map(([key, value]) => `${key}=${String(value)}`);
  return `FAULT ${[kind, ...details].join(' ')}`;
}
