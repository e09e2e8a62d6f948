import { SettledProvider } from '@cadastre/contracts';
import { samplePortfolio } from './fund.js';
import { neighbourhood } from './neighbourhood.js';
import { daysPass } from './passing-days.js';
import { castOf } from './people.js';
import { personasOf } from './personas.js';
import { treasuryFund } from './treasury-fund.js';
import { chainDay, play, World } from './world.js';

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment lacks ${name}; \`npm start\` sets it`);
  return value;
}

/** Lives the demonstration world into a running instance. Every line it prints is for people. */
async function main(): Promise<void> {
  const cast = castOf(null, {
    name: 'Operator',
    email: variable('OPERATOR_EMAIL'),
    password: variable('OPERATOR_PASSWORD'),
  });
  const rpc = new SettledProvider(variable('RPC_URL'), undefined, {
    staticNetwork: true,
    pollingInterval: 250,
    // The same question twice within 250 ms is answered from memory otherwise: an old nonce.
    cacheTimeout: -1,
  });
  const dataDir = variable('DATA_DIR');
  try {
    const world = new World({
      apiUrl: variable('API_URL'),
      cast,
      rpc,
      mnemonic: variable('DEV_MNEMONIC'),
      dataDir,
      portfolio: samplePortfolio(dataDir, await chainDay(rpc)),
    });
    await live(world);
  } finally {
    rpc.destroy();
  }
  for (const { role, name, email, password } of personasOf(cast)) {
    console.log(`SIGN-IN ${role.padEnd(10)} ${name.padEnd(16)} ${email} / ${password}`);
  }
}

async function live(world: World): Promise<void> {
  const steps = [...treasuryFund, daysPass, ...neighbourhood];
  await play(world, steps, {
    begins(step, index) {
      console.log(`${index + 1}/${steps.length} ${step.title}`);
    },
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
