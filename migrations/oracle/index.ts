import { Feeds1760000000101 } from './01-feeds.ts';
import { Sources1760000000102 } from './02-sources.ts';
import { Nodes1760000000103 } from './03-nodes.ts';
import { Policy1760000000104 } from './04-policy.ts';

/** In the order they run; each is `new` to TypeORM by its class name. */
export const oracleMigrations = [
  Feeds1760000000101,
  Sources1760000000102,
  Nodes1760000000103,
  Policy1760000000104,
];
