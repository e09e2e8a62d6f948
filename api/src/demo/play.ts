import { SettledProvider } from '@cadastre/contracts';
import { laterChapters } from './chapters/index.js';
import { samplePortfolio } from './fund.js';
import { neighbourhood } from './neighbourhood.js';
import { daysPass } from './passing-days.js';
import { castOf } from './people.js';
import { personasOf } from './personas.js';
import { treasuryFund } from './treasury-fund.js';
import { chainDay, genesisDay, play, World } from './world.js';

function variable(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`the environment lacks ${name}; \`npm start\` sets it`);
  return value;
}

/**
 * Lives the demonstration world into a running instance: the opening, or with `later` the chapters after it, without
 * those named. What it prints is for people, but for the lines that begin with SIGN-IN or DONE.
 */
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
  const later = process.argv[2] === 'later';
  try {
    const begins = await genesisDay(rpc);
    const world = new World({
      apiUrl: variable('API_URL'),
      cast,
      rpc,
      mnemonic: variable('DEV_MNEMONIC'),
      deploymentFile: variable('DEPLOYMENT_FILE'),
      dataDir,
      begins,
      portfolio: samplePortfolio(dataDir, later ? begins : await chainDay(rpc)),
    });
    if (later) await liveOn(world, process.argv.slice(3));
    else await open(world);
  } finally {
    rpc.destroy();
  }
}

/** The opening: what a first visitor needs. Then the sign-ins. */
async function open(world: World): Promise<void> {
  const steps = [...treasuryFund, daysPass, ...neighbourhood];
  await play(world, steps, {
    begins(step, index) {
      console.log(`${index + 1}/${steps.length} ${step.title}`);
    },
  });
  for (const { role, name, email, password } of personasOf(world.cast)) {
    console.log(`SIGN-IN ${role.padEnd(10)} ${name.padEnd(16)} ${email} / ${password}`);
  }
}

/** The later chapters but those that are done; each says by its name when it is. */
async function liveOn(world: World, done: readonly string[]): Promise<void> {
  const steps = laterChapters.filter(({ name }) => !done.includes(name));
  await play(world, steps, {
    begins({ name, title }) {
      const place = laterChapters.findIndex((step) => step.name === name) + 1;
      console.log(`${place}/${laterChapters.length} ${title}`);
    },
    ended({ name }) {
      console.log(`DONE ${name}`);
    },
  });
}

try {
  await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
