import { setTimeout as sleep } from 'node:timers/promises';
import type { Lane } from './lane.ts';
import type { ScheduleNode } from './node.ts';
import type { Perils } from './perils.ts';
import type { Fault, Who } from './plan.ts';
import { type Losses, restore } from './restore.ts';
import type { Slot } from './slot.ts';

/** What faults are done to. */
export interface Stage {
  slots: Slot[];
  node: ScheduleNode;
  perils: Perils;
  lane: Lane;
  database: string;
  folder: string;
  losses: Losses;
  /** Has the clients of lost commands ask once more, with the same keys. */
  askAgain: (keys: string[]) => Promise<void>;
}

/** A process that lost its session unknowingly learns of it after so long. */
const UNAWARE_MS = 700;

type Injector<Kind extends Fault['kind']> = (
  stage: Stage,
  fault: Extract<Fault, { kind: Kind }>,
) => Promise<void>;

/** Does what goes wrong; ends when it is over, if it is of the kind that ends. */
export async function inject(stage: Stage, fault: Fault): Promise<void> {
  await (INJECTORS[fault.kind] as Injector<Fault['kind']>)(stage, fault);
}

const slotOf = ({ slots, perils }: Stage, who: Who): Slot => {
  const slot = slots[who === 'sender' ? perils.lastSender : who];
  if (!slot) throw new RangeError(`there is no worker ${who}`);
  return slot;
};
const slotsOf = (stage: Stage, indexes: number[]): Slot[] =>
  indexes.map((index) => slotOf(stage, index));

async function late(
  stage: Stage,
  how: 'lag' | 'older' | 'flap',
  { workers, blocks, ms }: { workers: number[]; blocks: number; ms: number },
): Promise<void> {
  for (const slot of slotsOf(stage, workers)) {
    slot.rpc.trouble.late = { how, blocks, until: Date.now() + ms };
  }
}

const INJECTORS: { [Kind in Fault['kind']]: Injector<Kind> } = {
  kill: async ({ perils }, fault) => perils.arm(fault, fault.downMs),
  freeze: async (stage, { worker, ms, cut }) => {
    const slot = slotOf(stage, worker);
    const frozen = slot.worker;
    frozen?.signal('SIGSTOP');
    // What a firewall or the server's own timeout does to a peer that is silent.
    if (cut) slot.sql.depose(ms);
    await sleep(ms);
    frozen?.signal('SIGCONT');
  },
  depose: async (stage, { worker }) => slotOf(stage, worker).sql.depose(UNAWARE_MS),
  disconnect: async (stage, { worker }) => slotOf(stage, worker).sql.disconnect(),
  terminate: ({ lane, database }) => lane.terminate(database),
  restart: ({ lane }, { how, downMs }) => lane.restart(how, downMs),
  timeout: async ({ perils }, { sends, ms }) => {
    perils.unansweredSends = sends;
    perils.breakMs = ms;
  },
  refuse: async (stage, { worker, ms }) => {
    slotOf(stage, worker).rpc.trouble.refuseUntil = Date.now() + ms;
  },
  duplicate: async ({ perils }, { sends }) => {
    perils.doubledSends = sends;
  },
  hold: async ({ perils }, { ms }) => {
    perils.holdNextSendMs = ms;
  },
  drop: ({ node }, { stallMs }) => node.drop(stallMs),
  spike: ({ node }, { gwei }) => node.spike(gwei),
  reorg: ({ node }, { depth }) => node.reorganise(depth),
  stall: async ({ node }, { ms }) => node.stall(ms),
  lag: (stage, fault) => late(stage, 'lag', fault),
  older: (stage, fault) => late(stage, 'older', fault),
  flap: (stage, fault) => late(stage, 'flap', fault),
  fork: async (stage, { workers, ahead, ms }) => {
    const other = await stage.node.fork(ahead, `${stage.folder}/fork-${Date.now()}.json`);
    for (const slot of slotsOf(stage, workers)) {
      // Behind one address two nodes answer in turn; one of two addresses is the other node.
      slot.rpc.trouble.other = { url: other.url, until: Date.now() + ms, always: slot.several };
    }
    await sleep(ms + 50);
    for (const slot of slotsOf(stage, workers)) slot.rpc.trouble.other = null;
    await other.stop();
  },
  restore,
};
