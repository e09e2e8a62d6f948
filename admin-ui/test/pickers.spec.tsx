import { fireEvent, screen, waitFor } from '@testing-library/react';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { FileField } from '../src/design/Documents.tsx';
import { type AsOf, asOfSearch } from '../src/pages/asset/asOf.ts';
import { AsOfPicker } from '../src/pages/asset/AsOfPicker.tsx';
import { show } from './show.tsx';

const pick = (now = '2026-06-30T18:00:00Z') => {
  const chosen: AsOf[] = [];
  show(
    <AsOfPicker
      since="2026-04-15T20:30:00Z"
      now={new Date(now)}
      value={{}}
      onChange={(asOf) => chosen.push(asOf)}
    />,
  );
  return chosen;
};

function ask(block: string): void {
  fireEvent.change(screen.getByLabelText('As of block'), { target: { value: block } });
  fireEvent.click(screen.getByRole('button', { name: 'Show' }));
}

describe('the choice of a moment', () => {
  it('takes a block as people paste it', () => {
    for (const text of ['1234', ' 1 234 ', '1,234', '１２３４']) {
      const chosen = pick();
      ask(text);
      assert.deepEqual(chosen, [{ block: 1234 }], text);
    }
  });

  it('refuses at the field what is no block, and asks for nothing', () => {
    for (const text of ['abc', '-1', '1e3', '0x10', '12.5', '1,5', '9'.repeat(16)]) {
      const chosen = pick();
      ask(text);
      assert.deepEqual(chosen, [], text);
      assert.ok(screen.getByText('The number of a block: digits only.'), text);
    }
  });

  it('means the newest where nothing is written', () => {
    const chosen = pick();
    ask('');
    assert.deepEqual(chosen, [{}]);
  });

  it('is read from the address of a page, which anybody may have written', () => {
    const at = '2026-04-20T23:59:59Z';
    const newest = { block: undefined, at: undefined };
    assert.deepEqual(asOfSearch({ block: 12, at }), { ...newest, block: 12 });
    assert.deepEqual(asOfSearch({ at }), { ...newest, at });
    const wrong = [{ block: -1 }, { block: 1.5 }, { block: '12' }, { at: 'once' }, { at: '2026' }];
    for (const search of [{}, ...wrong]) assert.deepEqual(asOfSearch(search), newest);
  });

  it('says which block is shown', () => {
    const [since, now] = ['2026-04-15T20:30:00Z', new Date('2026-06-30T18:00:00Z')];
    show(<AsOfPicker since={since} now={now} value={{ block: 1234 }} onChange={() => undefined} />);
    assert.ok(screen.getByText('block 1,234'));
  });

  it('goes day by day with the keys, to the end of each; today means the newest', () => {
    const chosen = pick();
    const thumb = screen.getByRole('slider');
    fireEvent.keyDown(thumb, { key: 'ArrowLeft' });
    fireEvent.keyDown(thumb, { key: 'ArrowRight' });
    fireEvent.keyDown(thumb, { key: 'Home' });
    assert.deepEqual(chosen, [{ at: '2026-06-29T23:59:59Z' }, {}, { at: '2026-04-15T23:59:59Z' }]);
    assert.equal(thumb.getAttribute('aria-valuetext'), '15 Apr 2026');
  });
});

describe('a field for a paper', () => {
  /** Chooses a file of so many bytes that begins so. @returns what the form got, once the file was looked at */
  const choose = async (name: string, head: string, size = head.length) => {
    const chosen: (File | null)[] = [];
    const { container } = show(
      <FileField label="Paper" value={null} onChange={(file) => chosen.push(file)} />,
    );
    const input = container.querySelector('input[type="file"]');
    assert.ok(input);
    const bytes = new Uint8Array(size);
    bytes.set(new TextEncoder().encode(head));
    fireEvent.change(input, { target: { files: [new File([bytes], name)] } });
    await waitFor(() => assert.equal(chosen.length, 1));
    return chosen[0]?.name ?? null;
  };

  for (const name of ['deed.pdf', 'Grundbuch – Ä „1“ 🏠 #%&?+.PDF', '登記.pdf']) {
    it(`hands over what the register would look at: ${name}`, async () => {
      assert.equal(await choose(name, '%PDF-1.7'), name);
    });
  }

  const refused: [name: string, head: string, size: number, why: string][] = [
    ['nothing.pdf', '', 0, 'nothing.pdf is empty.'],
    ['scan.pdf', '%PDF-1.7', 20 * 1024 * 1024 + 1, 'scan.pdf has 20.0 MiB: 20 MiB at most.'],
    ['renamed.pdf', 'MZ this is a program', 20, 'renamed.pdf is not what its name says: save it'],
    ['picture.png', '%PDF-1.7', 8, 'picture.png is not what its name says: save it'],
    ['deed.docx', 'PK', 2, 'deed.docx is of a kind that is not taken.'],
    ['deed', '%PDF-1.7', 8, 'deed is of a kind that is not taken.'],
    [`${'x'.repeat(200)}.pdf`, '%PDF-1.7', 8, 'The name of the file is too long: 200 characters'],
  ];
  for (const [name, head, size, why] of refused) {
    it(`keeps back ${name.slice(0, 20)} before a byte of it is sent: ${why}`, async () => {
      assert.equal(await choose(name, head, size), null);
      assert.ok(screen.getByText(why, { exact: false }));
    });
  }
});
