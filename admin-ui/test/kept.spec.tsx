import { fireEvent, screen } from '@testing-library/react';
import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'node:test';
import { useKept } from '../src/design/useKept.ts';
import { forgetAllKept } from '../src/session/kept.ts';
import { show } from './show.tsx';

const EMPTY = { name: '', gold: { vault: '' } };

function Form({ id = 'gold' }: { id?: string }) {
  const { value, change, forget, clear } = useKept(id, EMPTY);
  return (
    <>
      <input
        aria-label="Vault"
        value={value.gold.vault}
        onChange={(event) => change({ gold: { vault: event.currentTarget.value } })}
      />
      <button onClick={forget}>Sent</button>
      <button onClick={clear}>Begin anew</button>
    </>
  );
}

const vault = () => screen.getByLabelText<HTMLInputElement>('Vault').value;
const write = () => fireEvent.change(screen.getByLabelText('Vault'), { target: { value: 'Quay' } });

describe('what is written in a long form', () => {
  beforeEach(() => sessionStorage.clear());

  it('is there when the page is loaded again, in this form alone', () => {
    show(<Form />);
    write();
    show(<Form />);
    assert.equal(vault(), 'Quay');
    show(<Form id="property" />);
    assert.equal(vault(), '');
  });

  it('is forgotten once it is sent, begun anew, or the person signs out', () => {
    for (const end of ['Sent', 'Begin anew', null]) {
      show(<Form />);
      write();
      if (end) fireEvent.click(screen.getByText(end));
      else forgetAllKept();
      show(<Form />);
      assert.equal(vault(), '', end ?? 'signed out');
    }
  });

  it('is left where an older counter kept another form', () => {
    for (const kept of ['{"name":"x"}', '{"name":1,"gold":{"vault":""}}', 'null', '{']) {
      sessionStorage.setItem('cadastre.kept..gold', kept);
      show(<Form />);
      assert.equal(vault(), '', kept);
    }
  });
});
