/** The ledger without the application around it: for the command that rebuilds, and the bench. */
export { WallClock } from '../../platform/clock.js';
export { Database } from '../../platform/database.js';
export { ABIS } from '../abis.js';
export { Node } from '../rpc/node.js';
export { Rpc } from '../rpc/rpc.js';
export { Session } from '../session.js';
export { Follower } from './follower.js';
export { type Holder, holdersPage, streamHolders } from './holders.js';
export { subscribeHeads } from './heads.js';
export { Ledger } from './ledger.js';
export { pack } from './pack.js';
export { mismatches, projectTransfers } from './project-holdings.js';
export { PROJECTIONS, type Projection, rebuild } from './rebuild.js';
export type { Transfer } from './transfer.js';
