// What `@jest/globals` is to a spec outside of Jest's sandbox: the same packages, loaded as they are.
import { ModuleMocker } from 'jest-mock';

export { afterAll, afterEach, beforeAll, beforeEach, describe, it, test } from 'jest-circus';
export { jestExpect as expect } from '@jest/expect';

const mocker = new ModuleMocker(globalThis);

/** Mocks of functions; modules are never mocked here. */
export const jest = {
  fn: mocker.fn.bind(mocker),
  spyOn: mocker.spyOn.bind(mocker),
  restoreAllMocks: mocker.restoreAllMocks.bind(mocker),
};
