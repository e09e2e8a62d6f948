export { ApiClient, ApiProblem, Unreachable } from './client.js';
export { type Portfolio, samplePortfolio } from './fund.js';
export { addressOf, type Cast, castOf, type Person } from './people.js';
export { CONSIDERATIONS } from './supply.js';
export { RULES } from './token.js';
export { TRANSFERRED } from './transfer.js';
export { treasuryFund } from './treasury-fund.js';
export {
  chainDay,
  type Evidence,
  type Listener,
  play,
  type Step,
  World,
  type WorldOptions,
} from './world.js';
