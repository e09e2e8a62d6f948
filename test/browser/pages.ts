import { describe, it } from 'node:test';
import { counterPages } from '../../scripts/lib/counter-pages.ts';
import { at, fund, isAccessible, persona } from './stage.ts';

describe('every main page', () => {
  for (const role of Object.keys(counterPages(''))) {
    it(`is open to everybody, light at a desk and dark on a phone: ${role || 'visitor'}`, async () => {
      await at(role === '' ? null : persona(role), async (window) => {
        for (const path of counterPages(fund.id)[role] ?? []) await isAccessible(window, path);
      });
    });
  }
});
