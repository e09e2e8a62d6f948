// The one Jest set-up every workspace extends.

/** @type {import('jest').Config} */
const base = {
  testEnvironment: 'node',
  testRunner: new URL('./scripts/lib/jest-runner.mjs', import.meta.url).pathname,
  // The runner's own hooks read TypeScript.
  transform: {},
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  // What a spec leaves behind stays in the process that ran it: a worker that has grown is replaced.
  workerIdleMemoryLimit: '1GB',
  // A failed hook can leave a service polling: the run must end and say so, not wait for it.
  forceExit: true,
};

export default base;
