import { getBytes, HDNodeWallet } from 'ethers';
import type { Browser, BrowserContext, Page } from 'playwright-core';

/** Driving the counter as a person does: by roles and labels. Used by the browser test and the pictures. */

export interface Persona {
  name: string;
  email: string;
  role: string;
  organisationName: string;
  /** Who this is in the story. */
  about: string;
  password: string;
  wallet: { address: string; privateKey: string } | null;
}

/** The demonstration's people. @throws Error where the product has no demonstration */
export async function personasOf(url: string): Promise<Persona[]> {
  const answer = await fetch(`${url}/api/v1/public/demo`);
  if (!answer.ok) throw new Error(`${url} has no demonstration world: start it without --no-demo`);
  return ((await answer.json()) as { personas: Persona[] }).personas;
}

/** Long enough for a busy machine: what a person waits for is told by the benches. */
const PATIENCE_MS = 45_000;

/** Every chart has its picture. */
const DRAWN = `[...document.querySelectorAll('figure')].every((one) => one.querySelector('svg'))`;

interface WindowOptions {
  width?: number;
  height?: number;
  dark?: boolean;
  scale?: number;
  /** The browser's language: that of the counter and of its numbers and days. */
  locale?: string;
}

/** What the counter notes in a browser while somebody is signed in: that it is worth asking with the cookie. */
const rememberedAt = (url: string) => ({
  origin: new URL(url).origin,
  localStorage: [{ name: 'cadastre.session', value: '1' }],
});

/** The cookie of a session of its own comes into the browser. @throws Error where the person is not let in */
async function signIn(context: BrowserContext, url: string, who: Persona): Promise<void> {
  const { email, password } = who;
  const answer = await context.request.post(`${url}/api/v1/auth/login`, {
    data: { email, password },
  });
  if (!answer.ok()) throw new Error(`${email} cannot sign in: ${await answer.text()}`);
}

/** One person's window: its page, and everything the browser complained about. */
export class Window {
  readonly complaints: string[] = [];

  readonly page: Page;
  readonly url: string;
  private readonly context: BrowserContext;

  private constructor(context: BrowserContext, page: Page, url: string) {
    this.context = context;
    this.page = page;
    this.url = url;
    page.on('console', (message) => {
      if (message.type() !== 'error') return;
      this.complaints.push(`${page.url()}: ${message.text()} (${message.location().url})`);
    });
    page.on('pageerror', (error) => this.complaints.push(`${page.url()}: ${error.message}`));
  }

  /** A new browser at no page yet; `as` somebody who has signed in at the door before. */
  static async open(
    browser: Browser,
    url: string,
    options: WindowOptions & { as?: Persona | null } = {},
  ): Promise<Window> {
    const { width = 1440, height = 900, dark = false, scale = 1, as: who = null } = options;
    const { locale = 'en-GB' } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      deviceScaleFactor: scale,
      locale,
      reducedMotion: 'reduce',
      ...(who && { storageState: { cookies: [], origins: [rememberedAt(url)] } }),
    });
    context.setDefaultTimeout(PATIENCE_MS);
    if (who) await signIn(context, url, who);
    return new Window(context, await context.newPage(), url);
  }

  /** Another tab of the same browser: the same person, the same storage. */
  async another(path: string): Promise<Window> {
    const tab = new Window(this.context, await this.context.newPage(), this.url);
    await tab.visit(path);
    return tab;
  }

  /** Opens a page of the counter and waits until nothing on it is loading. */
  async visit(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.settled();
  }

  /** Waits for the heading and for the last placeholder to go. */
  async settled(): Promise<void> {
    await this.page.getByRole('heading', { level: 1 }).first().waitFor();
    await this.page.locator('[role=status][aria-busy]').first().waitFor({ state: 'detached' });
  }

  /** Signs in with the one-click sign-in of the demonstration. */
  async enterAs(persona: Persona): Promise<void> {
    await this.visit('/sign-in');
    await this.page
      .getByRole('region', { name: 'Demonstration sign-ins' })
      .getByRole('button', { name: persona.name })
      .click();
    await this.page.getByRole('navigation', { name: 'Places' }).waitFor({ state: 'attached' });
    await this.settled();
  }

  /** Chooses an option of a list by its label and a part of the option's text. */
  async choose(label: string, option: string): Promise<void> {
    await this.page.getByRole('combobox', { name: label }).click();
    await this.page.getByRole('option', { name: option }).first().click();
  }

  /** Gives a text file to a file field. */
  async file(label: string, name: string, text: string): Promise<void> {
    const chooser = this.page.waitForEvent('filechooser');
    await this.page.getByRole('button', { name: label, exact: true }).click();
    await (
      await chooser
    ).setFiles({ name, mimeType: 'text/plain', buffer: Buffer.from(text, 'utf8') });
  }

  /**
   * Puts a wallet into the browser that announces itself by EIP-6963 and signs with a fresh key,
   * which never leaves this process.
   */
  async announceWallet(name: string): Promise<string> {
    const wallet = HDNodeWallet.createRandom();
    await this.page.exposeFunction('sampleSign', (hex: string) =>
      wallet.signMessage(getBytes(hex)),
    );
    await this.page.addInitScript(
      `{
        const address = ${JSON.stringify(wallet.address)};
        const info = { uuid: '5f1c1b6e-4c1d-4f57-9d2a-6f0d6f6f0001', name: ${JSON.stringify(name)},
          icon: 'data:image/svg+xml,<svg/>', rdns: 'example.sample' };
        const provider = { request: async ({ method, params }) => {
          if (method === 'eth_requestAccounts' || method === 'eth_accounts') return [address];
          if (method === 'eth_chainId') return '0x7a69';
          if (method === 'personal_sign') return globalThis.sampleSign(params[0]);
          throw Object.assign(new Error(method + ' is not offered'), { code: 4200 });
        } };
        const announce = () => dispatchEvent(
          new CustomEvent('eip6963:announceProvider', { detail: Object.freeze({ info, provider }) }));
        addEventListener('eip6963:requestProvider', announce);
        announce();
      }`,
    );
    return wallet.address;
  }

  /** Repeats what may need a moment until it holds. @throws the last failure when patience is over */
  async eventually(check: () => Promise<void>, patienceMs = 30_000): Promise<void> {
    for (const deadline = Date.now() + patienceMs; ;) {
      try {
        await check();
        return;
      } catch (error) {
        if (Date.now() > deadline) throw error;
        await this.page.waitForTimeout(500);
      }
    }
  }

  /** What the page says, for a failure's message. */
  async said(): Promise<string> {
    const text = await this.page
      .locator('body')
      .innerText()
      .catch(() => '');
    return text.slice(0, 1500);
  }

  /** How far the page is wider than the window, in pixels. */
  overflow(): Promise<number> {
    return this.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  }

  /** A picture of the window, or of the whole page, once its data, its chart and its fonts are there. */
  async picture(file: string, fullPage = false): Promise<void> {
    await this.page.waitForLoadState('networkidle');
    await this.settled();
    await this.page.waitForFunction(DRAWN);
    await this.page.evaluate('document.fonts.ready');
    await this.page.screenshot({ path: file, animations: 'disabled', fullPage });
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
