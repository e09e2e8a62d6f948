/** The door for many requests at once, as a process other than the API's `main` needs it. */
export { Audit } from '../audit/audit.service.js';
export { Accepts } from './accepts.service.js';
export { GroupLine } from './group-line.js';
export { type Writer } from './intent.js';
