import { fileURLToPath } from 'node:url';
import hardhatEthers from '@nomicfoundation/hardhat-ethers';
import hardhatTypechain from '@nomicfoundation/hardhat-typechain';
import { defineConfig } from 'hardhat/config';

const solcPath = fileURLToPath(import.meta.resolve('solc/soljson.js'));
const settings = { evmVersion: 'cancun', optimizer: { enabled: true, runs: 2000 } };

export default defineConfig({
  plugins: [hardhatEthers, hardhatTypechain],
  solidity: {
    profiles: {
      // The compiler comes from npm, so that building needs no download. Production and tests share one profile:
      // what is measured is what is deployed.
      default: { version: '0.8.37', path: solcPath, settings },
      production: { version: '0.8.37', path: solcPath, settings },
    },
  },
  paths: { sources: './contracts', tests: { solidity: './test' } },
  typechain: { outDir: './bindings/generated' },
  networks: { default: { type: 'edr-simulated', chainType: 'l1', hardfork: 'cancun' } },
  test: {
    solidity: {
      profiles: {
        // `npm test`, also what a newcomer runs first and what every change of the contracts runs
        default: { fuzz: { runs: 256 }, invariant: { runs: 256, depth: 128 } },
        // `npm run coverage`: which statements run at all, for which few runs are enough
        coverage: { fuzz: { runs: 64 }, invariant: { runs: 16, depth: 64 } },
      },
    },
  },
});
