import base from '../jest.base.mjs';

export default {
  ...base,
  displayName: 'verify',
  testMatch: ['<rootDir>/src/**/*.spec.ts'],
  testTimeout: 60_000,
};
