/** Comparing names with the lists, without the application around it: what the bench measures. */
export { readAlt, readSdn } from './list-format.js';
export { HIT_THRESHOLD, Matcher } from './matcher.js';
export { partiesOf } from './parties.js';
