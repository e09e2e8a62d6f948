// Jest's `testRunner`: one spec's tests as Jest's own runner runs them, but in Node's realm instead of
// a sandbox. The specs of a process then share its modules: the application is read and compiled once,
// not once a spec. What they share in return is whatever a module keeps, so modules keep nothing.
import './jest-modules.mjs';
import { createEmptyTestResult } from '@jest/test-result';
import { jestExpect } from '@jest/expect';
import { getState, resetState, run } from 'jest-circus';
import { formatExecError, formatResultsErrors } from 'jest-message-util';
import { pathToFileURL } from 'node:url';
import { jest } from './jest-globals.mjs';

export default async function runSpec(globalConfig, config, _environment, _runtime, testPath) {
  // Jest's map of a trace to its sources knows the sandbox only; Node's knows what Node loaded.
  delete Error.prepareStackTrace;
  resetState();
  const state = getState();
  state.testTimeout = config.testTimeout ?? state.testTimeout;
  if (globalConfig.testNamePattern) {
    state.testNamePattern = new RegExp(globalConfig.testNamePattern, 'i');
  }
  jestExpect.setState({ testPath, expand: globalConfig.expand });

  const escaped = watchForEscapedErrors();
  const { testResults } = await load(testPath)
    .then(run)
    .finally(() => {
      escaped.stop();
      jest.restoreAllMocks();
    });

  const results = testResults.map(told);
  const count = (status) => results.filter((one) => one.status === status).length;
  return {
    ...createEmptyTestResult(),
    testFilePath: testPath,
    testResults: results,
    numPassingTests: count('passed'),
    numFailingTests: count('failed'),
    numPendingTests: count('pending'),
    numTodoTests: count('todo'),
    failureMessage: [
      formatResultsErrors(results, config, globalConfig, testPath) ?? '',
      ...escaped.errors.map((error) => formatExecError(error, config, globalConfig, testPath)),
    ].join('\n'),
    testExecError: escaped.errors[0],
  };
}

const load = (testPath) => import(pathToFileURL(testPath).href);

/** One test's outcome, as Jest's reporters want it. */
function told({ testPath, errors, errorsDetailed, ...rest }) {
  const titles = testPath.slice(1);
  return {
    ...rest,
    status: statusOf(rest.status, errors),
    ancestorTitles: titles.slice(0, -1),
    title: titles.at(-1),
    fullName: titles.join(' '),
    failureMessages: errors,
    failureDetails: errorsDetailed,
  };
}

function statusOf(status, errors) {
  if (status === 'skip') return 'pending';
  if (status === 'todo') return 'todo';
  return errors.length > 0 ? 'failed' : 'passed';
}

/** Errors that no test caught: thrown in a callback, or of a promise that nobody awaits. */
function watchForEscapedErrors() {
  const errors = [];
  const rejected = new Map();
  const restore = [
    listenAlone('uncaughtException', (error) => errors.push(error)),
    listenAlone('unhandledRejection', (error, promise) => rejected.set(promise, error)),
    listenAlone('rejectionHandled', (promise) => rejected.delete(promise)),
  ];
  return {
    errors,
    stop: () => {
      for (const one of restore) one();
      errors.push(...rejected.values());
    },
  };
}

/** Instead of those that end the process. */
function listenAlone(event, listener) {
  const others = process.rawListeners(event);
  process.removeAllListeners(event);
  process.on(event, listener);
  return () => {
    process.off(event, listener);
    for (const other of others) process.on(event, other);
  };
}
