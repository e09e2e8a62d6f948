/** The making of a report's files from what was gathered: no database, no chain. */
export { bundleEntries, inMemory, zipped } from './bundle.js';
export { treeOf } from './holders-tree.js';
export { proofOfReservePdf } from './pdf.js';
