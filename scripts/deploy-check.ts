/**
 * `npm run deploy:check -- --network NAME`: verifies a live deployment against its manifest: chain,
 * addresses, code, constructor arguments, and the complete table of who holds which role. Exit code 1
 * when anything differs, each difference named.
 *
 * `--adopt` writes the table of roles as it stands into the manifest, for a person who has read the
 * differences and found them meant (a new asset, a new officer). It never adopts a contract.
 */
import { parseArgs } from 'node:util';
import { buildAll } from './lib/build.ts';
import { verify } from './lib/deploy-check.ts';
import { readNetwork } from './lib/networks.ts';
import { say, tell } from './lib/report.ts';

try {
  const { values } = parseArgs({
    options: {
      network: { type: 'string', default: 'local' },
      adopt: { type: 'boolean', default: false },
    },
  });
  const network = readNetwork(values.network, process.env);
  await buildAll(say, ['core', 'api', 'oracle', 'admin-ui']);
  if (!(await verify(network, say, values.adopt))) process.exitCode = 1;
} catch (error) {
  tell(error);
}
process.exit();
