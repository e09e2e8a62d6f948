import { Feeds1760000000101 } from './01-feeds.ts';
import { Sources1760000000102 } from './02-sources.ts';
import { Nodes1760000000103 } from './03-nodes.ts';
import { Quarantine1760000000106 } from './06-quarantine.ts';

/** In the order they run; each is `new` to TypeORM by its class name. */
export const oracleMigrations = [
  Feeds1760000000101,
  Sources1760000000102,
  Nodes1760000000103,
  Quarantine1760000000106,
];
