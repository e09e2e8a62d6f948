/** The two doors as a process of their own: what a program other than the API's `main` needs to run them. */
export { PlatformModule } from '../platform/platform.module.js';
export { systemCtx } from '../platform/context.js';
export { Database } from '../platform/database.js';
export { LineLogger } from '../platform/logger.js';
export { Conflict } from '../platform/problem.js';
export { Workers } from '../platform/workers.js';
export { ABIS } from './abis.js';
export { ChainModule } from './chain.module.js';
export { ChainWorkers } from './chain.workers.js';
export { type Fact, type LedgerContract } from './ledger/fact.js';
export { Ledger } from './ledger/ledger.js';
export { type BatchRule } from './outbox/batches.js';
export { type SignerRole } from './outbox/command.js';
export { Outbox } from './outbox/outbox.js';
export { Rpc } from './rpc/rpc.js';
