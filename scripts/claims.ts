/** Part of `npm run check`: a test that README or docs name to show something is there, under that name. */
import { falseClaims } from './lib/claims.ts';
import { say } from './lib/report.ts';

const wrong = falseClaims();
for (const line of wrong) say(line);
if (wrong.length > 0) process.exitCode = 1;
