import type { Batches } from './batches.js';
import type { Command } from './store.js';

/** What one transaction is to carry, oldest command first. */
export interface Unit {
  commands: Command[];
  to: string;
  data: string;
}

/**
 * Groups queued commands into transactions without changing their order: commands that stand next to
 * each other, of kinds batched alike, for one contract, each of another subject.
 */
export function unitsOf(commands: Command[], batches: Batches): Unit[] {
  const units: Unit[] = [];
  let run: Command[] = [];
  let runKey: string | null = null;
  const close = () => {
    if (run.length > 0) units.push(unitFor(run, batches));
    run = [];
  };
  for (const command of commands) {
    const rule = command.alone ? undefined : batches.of(command.kind);
    const own = rule?.key(command.data) ?? null;
    const key = own === null ? null : `${command.kind} ${command.to} ${own}`;
    const joins =
      key !== null &&
      key === runKey &&
      run.length < (rule?.limit ?? 1) &&
      !run.some((one) => one.subject.id === command.subject.id);
    if (!joins) close();
    run.push(command);
    runKey = key;
  }
  close();
  return units;
}

/** The two halves of a batch, so that only the guilty command ends alone. */
export function halves({ commands }: Unit, batches: Batches): [Unit, Unit] {
  const middle = Math.ceil(commands.length / 2);
  return [unitFor(commands.slice(0, middle), batches), unitFor(commands.slice(middle), batches)];
}

/** The same transactions without some commands. */
export function without(units: Unit[], gone: Command[], batches: Batches): Unit[] {
  const left = new Set(gone);
  return units.flatMap((unit) => {
    const commands = unit.commands.filter((command) => !left.has(command));
    if (commands.length === unit.commands.length) return [unit];
    return commands.length > 0 ? [unitFor(commands, batches)] : [];
  });
}

function unitFor(commands: Command[], batches: Batches): Unit {
  const [first] = commands;
  if (!first) throw new Error('a transaction carries at least one command');
  const rule = commands.length > 1 ? batches.of(first.kind) : undefined;
  return { commands, to: first.to, data: rule ? rule.encode(commands) : first.data };
}
