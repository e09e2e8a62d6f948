/**
 * The local chain as a process of its own: `node scripts/chain.ts --port 8545 --state-dir DIR
 * [--host ADDRESS]`; `--probe URL` only tells (by its exit code) whether a chain answers there.
 */
import { parseArgs } from 'node:util';
import { startAnvil } from './lib/anvil.ts';
import { say, tell, Told } from './lib/report.ts';
import { blockHead } from './lib/rpc.ts';

const { values } = parseArgs({
  options: {
    host: { type: 'string', default: '127.0.0.1' },
    port: { type: 'string', default: '8545' },
    'state-dir': { type: 'string' },
    probe: { type: 'string' },
  },
});

async function serve(): Promise<void> {
  const port = Number(values.port);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Told(`--port ${values.port} is not a port number`);
  }
  const stateDir = values['state-dir'];
  if (!stateDir) throw new Told('--state-dir DIR says where the chain is kept: give it');
  const mnemonic = process.env['DEV_MNEMONIC'];
  const chain = await startAnvil({
    host: values.host,
    port,
    stateDir,
    ...(mnemonic && { mnemonic }),
  });
  say(`the local chain is up on ${values.host}:${port}`);
  const ending = Promise.withResolvers<void>();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => ending.resolve());
  await ending.promise;
  await chain.stop();
}

try {
  if (values.probe) await blockHead(values.probe, 'latest');
  else await serve();
  process.exit();
} catch (error) {
  tell(error);
  process.exit();
}
