import type { Browser, BrowserContext, Page } from 'playwright-core';

/** Driving the counter as a person does: by roles and labels. Used by the browser test and the pictures. */

export interface Persona {
  name: string;
  email: string;
  role: string;
  organisationName: string;
  password: string;
  wallet: { address: string; privateKey: string } | null;
}

/** The demonstration's people. @throws Error where the product has no demonstration */
export async function personasOf(url: string): Promise<Persona[]> {
  const answer = await fetch(`${url}/api/v1/public/demo`);
  if (!answer.ok) throw new Error(`${url} has no demonstration world: start it without --no-demo`);
  return ((await answer.json()) as { personas: Persona[] }).personas;
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

  static async open(
    browser: Browser,
    url: string,
    options: { width?: number; height?: number; dark?: boolean; scale?: number } = {},
  ): Promise<Window> {
    const { width = 1440, height = 900, dark = false, scale = 1 } = options;
    const context = await browser.newContext({
      viewport: { width, height },
      colorScheme: dark ? 'dark' : 'light',
      deviceScaleFactor: scale,
      locale: 'en-GB',
      reducedMotion: 'reduce',
    });
    context.setDefaultTimeout(15_000);
    return new Window(context, await context.newPage(), url);
  }

  /** Opens a page of the counter and waits until nothing on it is loading. */
  async visit(path: string): Promise<void> {
    await this.page.goto(this.url + path);
    await this.settled();
  }

  /** Waits for the heading and for the last placeholder to go. */
  async settled(): Promise<void> {
    await this.page.getByRole('heading', { level: 1 }).first().waitFor();
    await this.page.getByRole('status', { name: 'Loading' }).first().waitFor({ state: 'detached' });
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

  /** How far the page is wider than the window, in pixels. */
  overflow(): Promise<number> {
    return this.page.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
  }

  /** A picture of the window, once its fonts are there. */
  async picture(file: string): Promise<void> {
    await this.page.evaluate('document.fonts.ready');
    await this.page.screenshot({ path: file, animations: 'disabled' });
  }

  async close(): Promise<void> {
    await this.context.close();
  }
}
