import type { DispatchDeps } from './deps.js';
import { halves, type Unit, without } from './plan.js';
import type { RevertReason } from './revert-reason.js';
import { type Simulated, Simulator } from './simulate.js';
import type { Command } from './store.js';

/** A command that ends here. */
export interface Refused {
  command: Command;
  reason: RevertReason;
}

export interface Verdict {
  sendable: { unit: Unit; gasLimit: bigint }[];
  /** Refused by the chain, and nothing on its way can change that. */
  refused: Refused[];
  /** Refused now; something earlier is on its way. */
  waiting: Command[];
}

type Tried = { unit: Unit; outcome: Simulated };

/** What may be sent of a round's transactions, by what the chain would do with them in their order. */
export class Trial {
  private readonly simulator: Simulator;

  constructor(private readonly deps: DispatchDeps) {
    this.simulator = new Simulator(deps.node, deps.signer.address, deps.explainRevert);
  }

  /** @param older seq of the oldest unmined command outside these units, null if there is none */
  async run(units: Unit[], older: bigint | null): Promise<Verdict> {
    for (let plan = units; ;) {
      const tried = await this.simulate(plan);
      const guilty = new Set(tried.filter(isBatchRefused).map(({ unit }) => unit));
      if (guilty.size > 0) {
        const batches = this.deps.outbox.batches;
        plan = plan.flatMap((unit) => (guilty.has(unit) ? halves(unit, batches) : [unit]));
        continue;
      }
      const verdict = judge(tried, older);
      const passing = overtaking(verdict);
      if (passing.length === 0) return verdict;
      // What followed was simulated on top of them: it is asked again without them.
      plan = without(
        tried.map(({ unit }) => unit),
        passing,
        this.deps.outbox.batches,
      );
    }
  }

  private async simulate(units: Unit[]): Promise<Tried[]> {
    const outcomes = await this.simulator.run(units.map(({ to, data }) => ({ to, data })));
    return outcomes.flatMap((outcome, i) => {
      const unit = units[i];
      return unit ? [{ unit, outcome }] : [];
    });
  }
}

const isBatchRefused = ({ unit, outcome }: Tried): boolean =>
  typeof outcome === 'object' && unit.commands.length > 1;

function judge(tried: Tried[], older: bigint | null): Verdict {
  const verdict: Verdict = { sendable: [], refused: [], waiting: [] };
  let oldest = older;
  for (const { unit, outcome } of tried) {
    const [command] = unit.commands;
    if (!command) continue;
    if (typeof outcome === 'bigint') {
      verdict.sendable.push({ unit, gasLimit: outcome });
    } else if (oldest !== null && oldest < command.seq) {
      verdict.waiting.push(command);
    } else {
      // It changes nothing for those behind it: what is refused with it is refused too.
      verdict.refused.push({ command, reason: outcome });
      continue;
    }
    if (oldest === null || command.seq < oldest) oldest = command.seq;
  }
  return verdict;
}

/** Commands that would pass a waiting one of their own subject. */
function overtaking({ sendable, waiting }: Verdict): Command[] {
  return sendable
    .flatMap(({ unit }) => unit.commands)
    .filter((command) =>
      waiting.some((one) => one.subject.id === command.subject.id && one.seq < command.seq),
    );
}
