import 'reflect-metadata';

/** The application inside another process of ours: what the benches start and drive. */
export { Accepts } from './accepts/accepts.service.js';
export type { Intent } from './accepts/intent.js';
export { Accounts } from './accounts/accounts.service.js';
export { Sessions } from './accounts/sessions.service.js';
export { Users } from './accounts/users.service.js';
export { createApp } from './app.js';
export { AuditVerifier } from './audit/audit-verifier.service.js';
export { Deployed } from './chain/deployed.js';
export { takeLines } from './distributions/lines.sql.js';
export { readConfig } from './platform/config.js';
export { type Ctx, systemCtx } from './platform/context.js';
export { Database } from './platform/database.js';
export { Idempotency } from './platform/idempotency.js';
export { LineLogger } from './platform/logger.js';
export { Workers } from './platform/workers.js';
export { WalletRegister } from './wallets/wallet-register.service.js';
export type { Wallet } from './wallets/wallet.entity.js';
export { registeringWriter, type Registering } from './wallets/wallet.writer.js';
