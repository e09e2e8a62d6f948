import type { Window } from '../../scripts/lib/counter.ts';

const SLOWER = 4;
const STEPS = 10;

export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/**
 * Milliseconds from asking for a page with an empty cache, on a processor four times slower, until
 * its heading and its data are there and the page answers.
 */
export async function firstLoad(window: Window, path: string): Promise<number> {
  const { page } = window;
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('Network.enable');
    await session.send('Network.setCacheDisabled', { cacheDisabled: true });
    await session.send('Emulation.setCPUThrottlingRate', { rate: SLOWER });
    const began = performance.now();
    await window.visit(path);
    await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
    return performance.now() - began;
  } finally {
    await session.detach();
  }
}

/** What of a browser's window the step below asks; it runs there. */
interface View {
  document: { querySelector(selector: string): { textContent: string | null } | null };
  requestAnimationFrame(done: () => void): void;
}

/** Clicks, and waits until the table's first row is another: all in the page, as its clock says. */
async function step(control: unknown): Promise<number> {
  const view = globalThis as unknown as View;
  const first = () => view.document.querySelector('table tbody tr')?.textContent ?? '';
  const before = first();
  const began = performance.now();
  (control as { click(): void }).click();
  while (first() === before) {
    if (performance.now() - began > 20_000) throw new Error('the table does not change');
    await new Promise<void>((done) => {
      view.requestAnimationFrame(done);
    });
  }
  return performance.now() - began;
}

/** A table in pages: how long each step takes until its rows are there, in milliseconds. */
export async function steps(window: Window): Promise<Record<string, number[]>> {
  const { page } = window;
  const click = (name: string): Promise<number> =>
    page.getByRole('button', { name, exact: true }).evaluate(step);
  const times: Record<string, number[]> = { page: [], sort: [], filter: [] };
  for (let i = 0; i < STEPS; i += 1) times['page']?.push(await click('Next page'));
  for (let i = 0; i < STEPS; i += 1) times['page']?.push(await click('Previous page'));
  for (let i = 0; i < STEPS; i += 1) times['sort']?.push(await click('Proven'));
  for (let i = 0; i < STEPS; i += 1) {
    await page.getByRole('combobox', { name: 'State' }).click();
    const option = page.getByRole('option', { name: i % 2 ? 'Proven' : 'Registered' }).first();
    await option.waitFor();
    times['filter']?.push(await option.evaluate(step));
  }
  return times;
}
