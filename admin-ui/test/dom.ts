import { GlobalRegistrator } from '@happy-dom/global-registrator';

/** A browser's objects for components that are tried without one; nothing leaves this process. */
GlobalRegistrator.register({
  url: 'http://cadastre.test/',
  settings: { disableErrorCapturing: true },
});
Object.defineProperty(navigator, 'languages', { value: ['en-GB'], configurable: true });
// Fields that grow with their text ask when a font came.
Object.defineProperty(document, 'fonts', { value: new EventTarget() });
globalThis.fetch = () => Promise.reject(new TypeError('a component test asks nobody'));
Object.assign(globalThis, { IS_REACT_ACT_ENVIRONMENT: true });
