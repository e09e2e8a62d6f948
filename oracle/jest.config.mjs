import base from '../jest.base.mjs';

export default {
  ...base,
  displayName: 'oracle',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  globalSetup: '../scripts/lib/jest-services.mjs',
  globalTeardown: '../scripts/lib/jest-services-stop.mjs',
  testTimeout: 120_000,
};
