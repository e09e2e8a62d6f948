import { Platform1760000000001 } from './01-platform.ts';

/** In the order they run; each is `new` to TypeORM by its class name. */
export const apiMigrations = [Platform1760000000001];
