// The one Jest set-up every workspace extends: TypeScript through swc, ES modules all the way.
// Each workspace's `test` script sets NODE_OPTIONS=--experimental-vm-modules.

/** @type {import('jest').Config} */
const base = {
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2022',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  // Sources import `./x.js`, which is `./x.ts` before it is built.
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
  testPathIgnorePatterns: ['/node_modules/', '/dist/'],
  // Each spec's modules stay in the process that ran it: a worker that has grown is replaced by a new one.
  workerIdleMemoryLimit: '1GB',
  // A failed hook can leave a service polling: the run must end and say so, not wait for it.
  forceExit: true,
};

export default base;
