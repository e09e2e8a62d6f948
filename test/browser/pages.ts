import { describe, it } from 'node:test';
import { at, fund, isAccessible, persona } from './stage.ts';

describe('every main page', () => {
  const asset = (tab: string) => () => `/assets/${fund.id}${tab}`;
  const here = (path: string) => () => path;
  const pages: Record<string, (() => string)[]> = {
    '': ['/sign-in', '/register', '/public'].map(here),
    issuer: [
      ...[
        '/today',
        '/assets',
        '/assets/new',
        '/organisation',
        '/team',
        '/approvals',
        '/api-keys',
        '/webhooks',
        '/messages',
      ].map(here),
      ...[
        '',
        '/papers',
        '/due-diligence',
        '/token',
        '/supply',
        '/offerings',
        '/redemptions',
        '/distributions',
        '/votes',
        '/actions',
        '/cap-table',
        '/nav',
        '/reports',
      ].map(asset),
    ],
    compliance: [
      '/inbox',
      '/cases',
      '/issuers',
      '/wallets',
      '/approvals',
      '/imports',
      '/recoveries',
      '/tax-forms',
      '/approval-rules',
      '/parked-reports',
    ].map(here),
    investor: [
      '/portfolio',
      '/market',
      '/income',
      '/transfer',
      '/wallets',
      '/identity',
      '/tax-form',
      '/votes',
      '/corporate-actions',
      '/board',
      '/statements',
      '/messages',
    ].map(here),
    auditor: ['/reports', '/register-of-entries'].map(here),
    operator: ['/system', '/operations', '/jobs', '/team'].map(here),
  };
  for (const [role, paths] of Object.entries(pages)) {
    const who = () => (role === '' ? null : persona(role));
    it(`is open to everybody: ${role || 'visitor'}, desk, light`, async () => {
      await at(who(), async (window) => {
        for (const path of paths) await isAccessible(window, path());
      });
    });
    it(`is open to everybody: ${role || 'visitor'}, phone, dark`, async () => {
      const phone = { width: 360, dark: true };
      await at(
        who(),
        async (window) => {
          for (const path of paths) await isAccessible(window, path());
        },
        phone,
      );
    });
  }
});
