import { Feeds1760000000101 } from './01-feeds.ts';

/** In the order they run; each is `new` to TypeORM by its class name. */
export const oracleMigrations = [Feeds1760000000101];
