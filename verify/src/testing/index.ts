/** Evidence of nobody, signed by keys of nobody: for benches and for tests of other rooms. */
export { filesOf, zipOf } from './bundle.js';
export { goldInputs, holdersOf } from './sample.js';
