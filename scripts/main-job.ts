// `npm run main-job [-- --url URL --rpc URL --run ID]`: the whole story through the public API, then
// the checks an outsider makes. Without --url it takes the instance of `npm start`, and where none runs
// it starts a stack of its own on free ports and takes it down again.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HDNodeWallet, JsonRpcProvider } from 'ethers';
import type { MainJob } from '../test/main-job.ts';
import { DEV_MNEMONIC } from './lib/dev-keys.ts';
import { ROOT } from './lib/paths.ts';

/** The last of the accounts that the local chain funds. */
const FAUCET_INDEX = 39;

interface Instance {
  url: string;
  rpcUrl: string;
  operator: { email: string; password: string };
}

const { values: options } = parseArgs({
  options: {
    url: { type: 'string' },
    rpc: { type: 'string' },
    run: { type: 'string' },
    'data-dir': { type: 'string', default: process.env.CADASTRE_DIR ?? join(ROOT, '.cadastre') },
  },
});

/** The stack of `npm start`, if it is up. */
function running(): Instance | null {
  const file = join(options['data-dir'], 'run.json');
  if (!existsSync(file)) return null;
  const run = JSON.parse(readFileSync(file, 'utf8')) as {
    url: string;
    rpcUrl: string;
    pids: { launcher: number };
  };
  try {
    process.kill(run.pids.launcher, 0);
  } catch {
    return null;
  }
  return { url: run.url, rpcUrl: run.rpcUrl, operator: operatorOf(options['data-dir']) };
}

/** An instance that somebody else runs: everything about it is given. */
function given(url: string): Instance {
  const rpcUrl = options.rpc ?? process.env.RPC_URL;
  const { OPERATOR_EMAIL: email, OPERATOR_PASSWORD: password } = process.env;
  const here = running();
  const operator = email && password ? { email, password } : here?.operator;
  const node = rpcUrl ?? here?.rpcUrl;
  if (!node || !operator) {
    throw new Error(
      'for --url also give --rpc (or RPC_URL) and OPERATOR_EMAIL and OPERATOR_PASSWORD of that instance',
    );
  }
  return { url: url.replace(/\/+$/, ''), rpcUrl: node, operator };
}

function operatorOf(dataDir: string): Instance['operator'] {
  const secrets = JSON.parse(readFileSync(join(dataDir, 'secrets.json'), 'utf8')) as {
    OPERATOR_EMAIL: string;
    OPERATOR_PASSWORD: string;
  };
  return { email: secrets.OPERATOR_EMAIL, password: secrets.OPERATOR_PASSWORD };
}

async function play(instance: Instance): Promise<boolean> {
  const { runMainJob, verdictLines } = await import('../test/main-job.ts');
  const rpc = new JsonRpcProvider(instance.rpcUrl, undefined, { staticNetwork: true });
  rpc.pollingInterval = 250;
  const path = `m/44'/60'/0'/0/${FAUCET_INDEX}`;
  const job: MainJob = {
    apiUrl: instance.url,
    rpc,
    faucetKey: HDNodeWallet.fromPhrase(DEV_MNEMONIC, undefined, path).privateKey,
    operator: { name: 'Operator', ...instance.operator },
    dataDir: join(ROOT, 'data'),
    runId: options.run ?? Date.now().toString(36),
    print: (line) => {
      console.log(line);
    },
  };
  try {
    const outcome = await runMainJob(job);
    for (const line of verdictLines(outcome)) console.log(line);
    return outcome.failures.length === 0;
  } finally {
    rpc.destroy();
  }
}
