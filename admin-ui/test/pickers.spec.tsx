import { fireEvent, screen } from '@testing-library/react';
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
  const choose = (bytes: number, name: string): (File | null)[] => {
    const chosen: (File | null)[] = [];
    const { container } = show(
      <FileField label="Paper" value={null} onChange={(file) => chosen.push(file)} />,
    );
    const input = container.querySelector('input[type="file"]');
    assert.ok(input);
    const file = new File([new Uint8Array(bytes)], name, { type: 'application/pdf' });
    fireEvent.change(input, { target: { files: [file] } });
    return chosen;
  };

  it('hands over what the register would look at', () => {
    assert.deepEqual(
      choose(10, 'deed.pdf').map((file) => file?.name),
      ['deed.pdf'],
    );
  });

  it('keeps back an empty one and says so', () => {
    assert.deepEqual(choose(0, 'nothing.pdf'), [null]);
    assert.ok(screen.getByText('nothing.pdf is empty.'));
  });

  it('keeps back one that is too large before a byte of it is sent', () => {
    assert.deepEqual(choose(20 * 1024 * 1024 + 1, 'scan.pdf'), [null]);
    assert.ok(screen.getByText('scan.pdf has 20.0 MiB: 20 MiB at most.'));
  });
});
