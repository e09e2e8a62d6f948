import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, it } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchBrowser } from '../scripts/lib/browser.ts';
import { type Persona, personasOf, Window } from '../scripts/lib/counter.ts';
import { Folder, Launcher } from './harness.ts';

/*
 * Every persona at the counter, against the whole product: the real API, chain, oracle and the
 * demonstration's world. The tests are one story and run in order: what the issuer proposes, the
 * officer approves.
 */

const MINUTE = 60_000;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Violation {
  id: string;
  help: string;
  nodes: { html: string }[];
}

const folder = new Folder();
let launcher: Launcher;
let browser: Browser;
let url: string;
let personas: Persona[];
let fund: { id: string; name: string; symbol: string };

before(async () => {
  launcher = new Launcher(['--data-dir', folder.path]);
  [{ url }, browser] = await Promise.all([
    launcher.ready(folder.path, 4 * MINUTE),
    launchBrowser(),
  ]);
  personas = await personasOf(url);
  const { items } = (await (await fetch(`${url}/api/v1/public/assets`)).json()) as {
    items: { id: string; name: string; symbol: string; kind: string }[];
  };
  const found = items.find(({ kind }) => kind === 'treasury');
  assert.ok(found, 'the demonstration has no published fund');
  fund = found;
});

after(async () => {
  await browser?.close();
  await launcher?.stop();
  folder.remove();
});

/** Somebody of the demonstration, by role and by a word of what the story says of them. */
function persona(role: string, about = ''): Persona {
  const found = personas.find((p) => p.role === role && p.about.includes(about));
  assert.ok(found, `the demonstration has no ${role} who ${about}`);
  return found;
}

/** Opens a window, lets the person act, and fails on anything the browser complained about. */
async function at(
  who: Persona | null,
  act: (window: Window) => Promise<void>,
  look: { width?: number; dark?: boolean } = {},
): Promise<void> {
  const window = await Window.open(browser, url, look);
  try {
    if (who) await window.enterAs(who);
    await act(window);
    assert.deepEqual(window.complaints, []);
  } catch (error) {
    if (error instanceof Error)
      error.message += `\nat ${window.page.url()}\n${await window.said()}`;
    throw error;
  } finally {
    await window.close();
  }
}

/** No barrier that axe knows of, and nothing wider than the screen. */
async function isAccessible(window: Window, path: string): Promise<void> {
  await window.visit(path);
  await window.page.evaluate(axe);
  const { violations } = await window.page.evaluate<{ violations: Violation[] }>(
    `axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })`,
  );
  const told = violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0]?.html ?? ''}`);
  assert.deepEqual(told, [], `axe at ${path}`);
  assert.ok((await window.overflow()) <= 0, `${path} is wider than the screen`);
}

describe('a visitor', () => {
  it('reads NAV, reserves and coverage of the fund without an account', async () => {
    await at(null, async (window) => {
      await window.visit('/public');
      await window.page.getByRole('link', { name: fund.name }).click();
      await window.settled();
      const { page } = window;
      await page.getByRole('heading', { level: 1, name: fund.name }).waitFor();
      for (const figure of ['NAV per share', 'Reserves', 'Coverage', 'Tokens outstanding']) {
        await page.getByRole('term').filter({ hasText: figure }).waitFor();
      }
      await page.getByRole('table', { name: 'What it holds' }).waitFor();
    });
  });

  it('is sent to sign in, comes back to the page asked for, and a wrong password is told', async () => {
    const window = await Window.open(browser, url);
    const { page } = window;
    await window.visit(`/assets/${fund.id}/cap-table`);
    await page.getByRole('heading', { name: 'Sign in', exact: true }).waitFor();
    await page.getByLabel('E-mail').fill(persona('issuer').email);
    await page.getByRole('textbox', { name: 'Password' }).fill('not the password');
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('alert').waitFor();
    await page.getByRole('textbox', { name: 'Password' }).fill(persona('issuer').password);
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await page.getByRole('table', { name: 'Cap table' }).waitFor();
    await page.reload();
    await page.getByRole('table', { name: 'Cap table' }).waitFor();
    await window.close();
  });
});

describe('a new investor', () => {
  it('registers, says who they are, brings papers and submits the case', async () => {
    await at(null, async (window) => {
      const { page } = window;
      await window.visit('/register');
      await page.getByLabel('Your name').fill('Noor Vermeer');
      await page.getByLabel('E-mail').fill('noor.browser@cadastre.example');
      await page.getByRole('textbox', { name: 'Password' }).fill('a long sample password');
      await page.getByRole('button', { name: 'Register' }).click();
      await page.getByRole('button', { name: 'Begin' }).click();
      await page.getByLabel('Full name').fill('Noor Vermeer');
      await page.getByLabel('Date of birth').fill('1990-02-17');
      await window.choose('Country of residence', 'Germany');
      await page.getByLabel('Street and number').fill('Probeweg 3');
      await page.getByLabel('City').fill('Hamburg');
      await window.choose('Country of the address', 'Germany');
      await page.getByLabel('Source of funds').fill('Salary of twelve years');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Saved.').first().waitFor();
      for (const paper of ['Identity', 'Proof of address']) {
        await window.choose('Kind of paper', paper);
        await window.file('File', `${paper}.txt`, `SAMPLE ${paper} of Noor Vermeer`);
        await page.getByRole('button', { name: 'Add the paper' }).click();
        await page
          .getByRole('table', { name: 'Papers' })
          .getByRole('cell', { name: paper, exact: true })
          .waitFor();
      }
      await window.choose('I understand that I may lose all of what I invest', 'Yes');
      await window.choose('How often have you bought', 'A few times');
      await window.choose('When will you need the money again?', 'Later than that');
      await window.choose('How much of your savings', 'Less than a tenth');
      await page.getByRole('button', { name: 'Save the answers' }).click();
      await page.getByText('Your answers are saved.').first().waitFor();
      await page.getByRole('button', { name: 'Submit to compliance' }).click();
      await page.getByText('An officer reads your case.').waitFor();
    });
  });
});

describe('an issuer', () => {
  it('sees the shares before asking, and proposes a mint at NAV', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/supply`);
      await window.choose('Investor’s wallet', 'INV-000001');
      await page.getByLabel('Paid, USD').fill('12500.50');
      await page.getByLabel('Reason').fill('Subscription of the browser test');
      const propose = page.getByRole('button', { name: /^Propose [\d,.]+ shares$/ });
      await propose.waitFor();
      await propose.click();
      await page
        .getByRole('table', { name: 'Orders' })
        .getByRole('row', { name: '12,500.50' })
        .getByText('Waits for approval')
        .waitFor();
    });
  });

  it('creates a draft of a property with its appraisal', async () => {
    await at(persona('issuer'), async (window) => {
      const { page } = window;
      await window.visit('/assets/new');
      await page.getByText('Real estate', { exact: true }).click();
      const fields: Record<string, string> = {
        Name: 'Sample walk-up',
        Description: 'Six flats. A sample of the browser test.',
        Parcel: '3012340056',
        Address: '12 Sample Street, Brooklyn',
        'Building class': 'C2',
        Units: '6',
        'Year built': '1931',
        'Company that holds the title': 'Sample Street Holdings LLC',
        'Appraised value, USD': '2150000.00',
        'Appraised on': '2026-03-02',
        Appraiser: 'Sample Appraisals',
        'Debt, USD': '0',
      };
      for (const [label, value] of Object.entries(fields)) {
        await page
          .getByRole('textbox', { name: label })
          .or(page.getByLabel(label))
          .first()
          .fill(value);
      }
      await page.getByRole('button', { name: 'Create the draft' }).click();
      await page.getByRole('heading', { name: 'Sample walk-up' }).waitFor();
      await page.getByText('2,150,000.00').first().waitFor();
    });
  });
});

describe('compliance', () => {
  it('reads exactly what is approved, approves with a reason, and sees it confirmed', async () => {
    await at(persona('compliance', 'decides'), async (window) => {
      const { page } = window;
      await window.visit('/inbox');
      await page
        .getByRole('region', { name: 'Approvals' })
        .getByRole('link', { name: /^Decide: Issue 1,25/ })
        .first()
        .click();
      await page
        .getByRole('table', { name: 'What is approved' })
        .getByText('12,500.50 USD')
        .waitFor();
      await page.getByRole('button', { name: /^Approve issuing/ }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').fill('Consideration seen at the custodian.');
      await dialog.getByRole('button', { name: /^Approve issuing/ }).click();
      await page
        .getByRole('list', { name: 'Timeline' })
        .getByText('Confirmed')
        .waitFor({ timeout: MINUTE });
    });
  });

  it('opens a case with its papers beside the decision and approves the investor', async () => {
    await at(persona('compliance', 'reviews'), async (window) => {
      const { page } = window;
      await window.visit('/cases');
      await page
        .getByRole('table', { name: 'Cases' })
        .getByRole('row')
        .filter({ hasText: 'Germany' })
        .filter({ hasText: 'In review' })
        .getByRole('link')
        .first()
        .click();
      await page.getByRole('region', { name: 'Person' }).getByText('Noor Vermeer').waitFor();
      await page.getByLabel('Identity.txt').getByText('SAMPLE Identity').waitFor();
      await page.getByRole('button', { name: 'Approve as retail' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByLabel('Reason').fill('Papers agree with what is stated.');
      await dialog.getByRole('button', { name: /^Approve as retail until/ }).click();
      await page.getByText('Approved', { exact: true }).first().waitFor();
    });
  });
});

describe('an investor', () => {
  it('learns why a transfer to a stranger would be refused before signing anything', async () => {
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      await window.visit('/transfer');
      await page.getByLabel('To address').fill('0x00000000000000000000000000000000000000AA');
      await page.getByLabel('Shares').fill('1.5');
      const answer = page.getByRole('region', { name: 'What the contract says' });
      await answer.getByRole('status').waitFor();
      assert.match((await answer.textContent()) ?? '', /regist|verif|known/i);
      assert.ok(await page.getByRole('button', { name: 'Send with Demo wallet' }).isDisabled());
    });
  });

  it('sends shares with the own wallet and sees the holding change', async () => {
    const to = persona('investor', 'bought').wallet;
    assert.ok(to);
    await at(persona('investor', 'holds'), async (window) => {
      const { page } = window;
      const shares = async () =>
        (await page.getByRole('region').filter({ hasText: fund.symbol }).first().textContent()) ??
        '';
      const before = await shares();
      await page
        .getByRole('link', { name: /^Transfer ./ })
        .first()
        .click();
      await page.getByLabel('To address').fill(to.address);
      await page.getByLabel('Shares').fill('2.25');
      await page.getByText('It would be accepted in the next block.').waitFor();
      await page.getByRole('button', { name: 'Send with Demo wallet' }).click();
      await page.getByText('Sent.', { exact: true }).waitFor();
      await window.eventually(async () => {
        await window.visit('/portfolio');
        assert.notEqual(await shares(), before);
      });
    });
  });

  it('proves a wallet that announces itself (EIP-6963) with a signature', async () => {
    await at(null, async (window) => {
      const { page } = window;
      await window.announceWallet('Sample Wallet');
      await window.visit('/sign-in');
      await page.getByLabel('E-mail').fill('noor.browser@cadastre.example');
      await page.getByRole('textbox', { name: 'Password' }).fill('a long sample password');
      await page.getByRole('button', { name: 'Sign in', exact: true }).click();
      await page.getByRole('link', { name: 'Wallets' }).click();
      await page.getByRole('button', { name: 'Prove with Sample Wallet' }).click();
      await page
        .getByRole('table', { name: 'Your wallets' })
        .getByText('Proven, waits for approval')
        .waitFor();
    });
  });
});

describe('an auditor', () => {
  it('creates a proof of reserve, downloads the PDF and verifies the register', async () => {
    await at(persona('auditor'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/reports`);
      await page.getByRole('button', { name: 'Create a proof of reserve' }).click();
      await page.getByText('The report is being built.').waitFor({ timeout: MINUTE });
      const download = page.waitForEvent('download');
      await page.getByRole('button', { name: 'Download PDF' }).first().click();
      const bytes = readFileSync(await (await download).path());
      assert.equal(bytes.subarray(0, 5).toString(), '%PDF-');
      await window.visit('/register-of-entries');
      await page.getByRole('button', { name: 'Verify the register' }).click();
      await page.getByText('The register is intact.').waitFor();
    });
  });

  it('sees the cap table as of an earlier block', async () => {
    await at(persona('auditor'), async (window) => {
      const { page } = window;
      await window.visit(`/assets/${fund.id}/cap-table`);
      await page.getByRole('table', { name: 'Cap table' }).waitFor();
      await page.getByLabel('As of block').fill('1');
      await page.getByRole('button', { name: 'Show' }).click();
      await page.getByText('Nobody holds it at this block').waitFor();
    });
  });
});

describe('an operator', () => {
  it('sees every part at work and invites a colleague', async () => {
    await at(persona('operator'), async (window) => {
      const { page } = window;
      await window.visit('/system');
      for (const part of ['Database', 'Chain', 'Ledger', 'Outbox', 'Oracle', 'Clock']) {
        await page.getByRole('region', { name: part }).getByText('Works').waitFor();
      }
      await window.visit('/team');
      await page.getByLabel('Name').fill('Olu Sample');
      await page.getByLabel('E-mail').fill('olu.browser@cadastre.example');
      await window.choose('Role', 'Auditor');
      await page.getByRole('button', { name: 'Invite' }).click();
      await page.getByLabel('Invitation link').getByText(`${url}/invitation#`).waitFor();
    });
  });
});

describe('every main page', () => {
  const asset = (tab: string) => () => `/assets/${fund.id}${tab}`;
  const here = (path: string) => () => path;
  const pages: Record<string, (() => string)[]> = {
    '': ['/sign-in', '/register', '/public'].map(here),
    issuer: [
      ...['/today', '/assets', '/assets/new', '/organisation', '/team', '/approvals'].map(here),
      ...[
        '',
        '/papers',
        '/due-diligence',
        '/token',
        '/supply',
        '/cap-table',
        '/nav',
        '/reports',
      ].map(asset),
    ],
    compliance: ['/inbox', '/cases', '/issuers', '/wallets', '/approvals'].map(here),
    investor: ['/portfolio', '/transfer', '/wallets', '/identity'].map(here),
    auditor: ['/reports', '/register-of-entries'].map(here),
    operator: ['/system', '/operations', '/team'].map(here),
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
