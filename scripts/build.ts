/** `npm run build`: builds every workspace that has changed since it was last built. */
import { buildAll } from './lib/build.ts';
import { say, tell } from './lib/report.ts';

try {
  const ran = await buildAll(say);
  say(ran.length === 0 ? 'everything is built already' : `built ${ran.join(', ')}`);
} catch (error) {
  tell(error);
}
