import { before, describe, it } from 'node:test';
import {
  type Assets,
  counterPages,
  memberPages,
  publishedAssets,
} from '../../scripts/lib/counter-pages.ts';
import { at, isAccessible, persona, url } from './stage.ts';

/** Asked for what is not there yet (a queue, a deed), the register answers 404, and a browser says so. */
const early = { provokes: /404 .*\/(redemption-queue|deed)\)/ };

describe('every main page', () => {
  let assets: Assets;
  before(async () => {
    assets = await publishedAssets(url);
  });

  for (const role of Object.keys(counterPages({}))) {
    it(`is open to everybody, light at a desk and dark on a phone: ${role || 'visitor'}`, async () => {
      const person = role === '' ? null : persona(role);
      const paths = counterPages(assets)[role] ?? [];
      if (person) paths.push(...(await memberPages(url, person)));
      const act: Parameters<typeof at>[1] = async (window) => {
        for (const path of paths) await isAccessible(window, path);
      };
      await at(person, act, early);
    });
  }
});
