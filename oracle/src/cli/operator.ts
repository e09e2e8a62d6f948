import { parseCommand, type Command } from './arguments.js';
import { backfill } from './backfill.js';
import { Desk } from './desk.js';
import { approve, list, setPaused, show } from './feeds.js';
import { openKey } from './key.js';
import { rotate } from './rotate.js';
import { CliError, CONSOLE, type Terminal } from './terminal.js';

/**
 * `npm run oracle -- feeds …`: does what an operator asks, after asking back, and says what came of it.
 * @param argv what follows `feeds`
 * @returns the exit code: 0 done, 1 not done, with the reason told
 */
export async function operate(
  argv: readonly string[],
  env: NodeJS.ProcessEnv,
  terminal: Terminal = CONSOLE,
): Promise<number> {
  try {
    await run(parseCommand(argv), env, terminal);
    return 0;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    terminal.say(error.message);
    return 1;
  }
}

async function run(command: Command, env: NodeJS.ProcessEnv, terminal: Terminal): Promise<void> {
  if (command.name === 'list') return list(env, terminal);
  if (command.name === 'show') return show(env, terminal, command.feed);
  const sure = async (question: string) => {
    if (command.yes || (await terminal.confirm(question))) return;
    throw new CliError('Nothing was changed.');
  };
  if (command.name === 'backfill') return backfill(env, terminal, sure, command);
  const desk = await Desk.open(env, terminal);
  try {
    const wallet = await openKey(command.key, env, terminal);
    terminal.say(`account     ${wallet.address}`);
    const work = { desk, wallet, terminal, sure };
    if (command.name === 'approve') await approve(work, command.feed, command);
    else if (command.name === 'rotate-signers') await rotate(work, command.file);
    else await setPaused(work, command.feed, command.name === 'pause');
  } finally {
    desk.close();
  }
}
