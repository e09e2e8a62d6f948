import {
  createMemoryHistory,
  createRootRoute,
  createRouter,
  RouterContextProvider,
} from '@tanstack/react-router';
import { TextInput } from '@mantine/core';
import { fireEvent, screen, waitFor } from '@testing-library/react';
import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { useState } from 'react';
import { useForm } from 'react-hook-form';
import { ApiProblem, type FieldError } from '../src/api/problem.ts';
import type { KybCase, KycCase } from '../src/api/types.ts';
import { inOrder } from '../src/design/days.ts';
import { Form, Refusals } from '../src/design/Form.tsx';
import { Loaded } from '../src/design/Loaded.tsx';
import { ProblemNotice } from '../src/design/Problem.tsx';
import { TextField } from '../src/design/TextField.tsx';
import { Register } from '../src/pages/account/Register.tsx';
import { IdentityForm } from '../src/pages/investor/IdentityForm.tsx';
import { OwnersForm } from '../src/pages/organisation/OwnersForm.tsx';
import { periodProblems } from '../src/pages/investor/periods.ts';
import { emptyTerms, timeProblems } from '../src/pages/offering/terms.ts';
import { votingProblems } from '../src/pages/vote/votingDays.ts';
import { Held, show } from './show.tsx';

const refusal = (detail: string, errors: FieldError[]) =>
  new ApiProblem(400, 'malformed', 'The request is malformed', detail, errors);

describe('a field of a whole number', () => {
  it('says so where it is left with none, and nothing of one as people write it', () => {
    const field = (years: string, onChange: (text: string) => void) => (
      <TextField
        name="years"
        label="Years"
        type="number"
        value={{ years }}
        onChange={(value) => onChange(value.years)}
      />
    );
    for (const [text, refused] of [
      ['1,5', true],
      ['1e1', true],
      ['-1', true],
      ['', false],
      ['３', false],
      ['1,000', false],
    ] as const) {
      show(<Held field={field} />);
      fireEvent.change(screen.getByLabelText('Years'), { target: { value: text } });
      assert.equal(beneath(/^Years/), null, text);
      fireEvent.blur(screen.getByLabelText('Years'));
      assert.equal(beneath(/^Years/), refused ? 'Write a whole number.' : null, text);
    }
  });
});

/** Three fields, one of which the register calls otherwise, and what the register answered. */
function Terms({ error }: { error: unknown }) {
  const [value, setValue] = useState({ lei: '', opensOn: '2026-05-01', price: '1' });
  const bind = { value, onChange: setValue };
  return (
    <Form error={error} onSubmit={() => undefined}>
      <TextField {...bind} name="lei" label="LEI" />
      <TextField {...bind} name="opensOn" as="opensAt" label="Opens" />
      <TextField {...bind} name="price" label="Price" amount={{ unit: 'USD', scale: 2 }} />
      <ProblemNotice error={error} />
    </Form>
  );
}

/** What stands beneath a field, where it is refused. */
function beneath(label: RegExp): string | null {
  // A choice has the label of its list, too.
  const [field] = screen.getAllByLabelText(label);
  if (field?.getAttribute('aria-invalid') !== 'true') return null;
  const told = (field.getAttribute('aria-describedby') ?? '').split(' ').filter(Boolean);
  return told.map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
}

describe('what the register refuses in a form', () => {
  const error = refusal('Put the fields right.', [
    { pointer: '/terms/opensAt', detail: 'must be after today' },
    { pointer: '/price', detail: 'must be a whole number' },
    { pointer: '/positions/3/price', detail: 'is not a price' },
    { pointer: '/peg', detail: 'is not known here' },
  ]);

  it('stands at the fields it means; what no field tells is told beneath them', () => {
    show(<Terms error={error} />);
    assert.match(beneath(/^Opens/) ?? '', /Must be after today\./);
    assert.match(beneath(/^Price/) ?? '', /Must be a whole number\./);
    assert.equal(beneath(/^LEI/), null);
    const notice = screen.getByRole('alert').textContent;
    assert.match(notice, /Put the fields right\..*Positions 4 price: is not a price.*Peg/);
    assert.doesNotMatch(notice, /after today|whole number/);
  });

  it('goes from a field when something else is written there, and comes with the next refusal', () => {
    const { rerender } = show(<Terms error={error} />);
    fireEvent.change(screen.getByLabelText(/^Opens/), { target: { value: '2026-05-02' } });
    assert.equal(beneath(/^Opens/), null);
    assert.match(beneath(/^Price/) ?? '', /Must be a whole number\./);
    rerender(<span />);
    show(<Terms error={refusal('x', [{ pointer: '/opensAt', detail: 'still not' }])} />);
    assert.match(beneath(/^Opens/) ?? '', /Still not\./);
  });

  it('is not said twice where it is all there is to say', () => {
    const detail = 'This address is told of events already.';
    show(<Terms error={refusal(detail, [{ pointer: '/lei', detail }])} />);
    assert.match(beneath(/^LEI/) ?? '', /told of events already/);
    assert.match(screen.getByRole('alert').textContent, /See the fields that are marked\./);
    assert.doesNotMatch(screen.getByRole('alert').textContent, /told of events already/);
  });
});

/** The same of a form that looks after its fields itself. */
function Company({ error }: { error: unknown }) {
  const fields = useForm({
    defaultValues: { lei: 'X' },
    resolver: () => ({ values: {}, errors: {} }),
  });
  return (
    <Form noValidate error={error} onSubmit={fields.handleSubmit(() => undefined)}>
      <Refusals form={fields} names={['lei']} />
      <TextInput
        label="LEI"
        error={fields.formState.errors.lei?.message}
        {...fields.register('lei')}
      />
      <ProblemNotice error={error} />
    </Form>
  );
}

describe('what the register refuses in a form that looks after its fields itself', () => {
  it('stands at them, too, and is not told twice', async () => {
    show(
      <Company error={refusal('x', [{ pointer: '/lei', detail: 'has a wrong check digit' }])} />,
    );
    await screen.findByText('Has a wrong check digit.');
    assert.match(beneath(/^LEI/) ?? '', /wrong check digit/);
    assert.doesNotMatch(screen.getByRole('alert').textContent, /check digit/);
  });
});

describe('the forms of who is new here', () => {
  const real = globalThis.fetch;
  afterEach(() => {
    globalThis.fetch = real;
  });
  const refuses = (errors: FieldError[]) => {
    const said = { code: 'invalid_body', title: 'Malformed', detail: 'See errors.', errors };
    globalThis.fetch = () => Promise.resolve(new Response(JSON.stringify(said), { status: 400 }));
  };
  const press = (name: string) => fireEvent.click(screen.getByRole('button', { name }));
  const write = (label: RegExp | string, value: string) =>
    fireEvent.change(screen.getByLabelText(label), { target: { value } });

  it('tell at the field why the register takes no account', async () => {
    refuses([
      { pointer: '/email', detail: 'This e-mail address has an account: sign in instead.' },
    ]);
    const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
    show(
      <RouterContextProvider router={router}>
        <Register />
      </RouterContextProvider>,
    );
    write('Your name', 'Ada Example');
    write('E-mail', 'ada@cadastre.example');
    write('Password', 'a long sample password');
    press('Register');
    await waitFor(() => assert.match(beneath(/^E-mail/) ?? '', /has an account/));
    assert.match(screen.getByRole('alert').textContent, /See the fields that are marked\./);
  });

  it('tell the country of a person and that of the address apart', async () => {
    refuses([
      { pointer: '/country', detail: 'is not of this world' },
      { pointer: '/address/country', detail: 'is an ocean' },
      { pointer: '/address/line1', detail: 'must not hold control characters' },
    ]);
    const address = { line1: 'Main Street 1', city: 'Berlin', country: 'DE' };
    const personal = {
      kind: 'person',
      fullName: 'Ada Example',
      dateOfBirth: '1990-01-01',
      country: 'DE',
      address,
      requestedTier: 'retail',
      sourceOfFunds: 'Wages',
    };
    show(<IdentityForm kycCase={{ id: 'case-1', personal } as KycCase} />);
    press('Save');
    await waitFor(() =>
      assert.match(beneath(/^Country of residence/) ?? '', /Is not of this world\./),
    );
    assert.match(beneath(/^Country of the address/) ?? '', /Is an ocean\./);
    assert.match(beneath(/^Street and number/) ?? '', /Must not hold control characters\./);
    assert.doesNotMatch(screen.getByRole('alert').textContent, /ocean|world|control/);
  });

  it('tell which of several owners is meant, and nothing of who took the place since', async () => {
    const lei = '5493001KJTIIGC8Y1R12';
    const owner = (fullName: string) => ({
      person: { fullName, dateOfBirth: '1985-12-10', country: 'DE' },
      shareBps: 5_000,
      basis: 'ownership',
    });
    const said = { legalName: 'Example', legalForm: 'GmbH', lei, registrationNumber: 'HRB 1' };
    const where = { country: 'DE', address: 'Main Street 1', largestUnlistedBps: 100 };
    const owners = ['Ada Example', 'Bert Example', 'Cleo Example'].map(owner);
    const errors = [
      { pointer: '/country', detail: 'is not of this world' },
      { pointer: '/owners', detail: 'The shares sum to 150.00 %: check each.' },
      { pointer: '/owners/1/country', detail: 'is an ocean' },
      { pointer: '/owners/1/shareBps', detail: 'is too much' },
      { pointer: '/owners/1/basis', detail: 'is no basis' },
      { pointer: '/largestUnlistedBps', detail: 'is more than is left' },
    ];
    refuses(errors);
    show(<OwnersForm kybCase={{ ...said, ...where, owners } as KybCase} />);
    press('Save the owners');
    await waitFor(() => assert.match(beneath(/^Owner 2: country/) ?? '', /Is an ocean\./));
    assert.match(beneath(/^Owner 2: share/) ?? '', /Is too much\./);
    assert.match(beneath(/^Owner 2: by what/) ?? '', /Is no basis\./);
    assert.match(beneath(/^Incorporated in/) ?? '', /Is not of this world\./);
    assert.match(beneath(/^Largest share/) ?? '', /Is more than is left\./);
    assert.ok(screen.getByText('The shares sum to 150.00 %: check each.'));
    assert.equal(beneath(/^Owner 1: share/), null);
    assert.match(
      screen.getByRole('alert').textContent,
      /^Malformed.*See the fields that are marked\./,
    );
    assert.doesNotMatch(screen.getByRole('alert').textContent, /ocean|too much|check each/);

    press('Remove owner 2');
    await waitFor(() => assert.equal(screen.queryByLabelText(/^Owner 3: share/), null));
    assert.equal(beneath(/^Owner 2: share/), null);
    press('Add an owner');
    await screen.findByLabelText(/^Owner 3: share/);
    assert.equal(beneath(/^Owner 2: country/), null);
    assert.doesNotMatch(beneath(/^Owner 3: share/) ?? '', /too much/);
  });

  it('say themselves what a field must be, bound and unit with it', async () => {
    globalThis.fetch = () => assert.fail('nothing is sent');
    const personal = { sourceOfFunds: 'W'.repeat(1001), country: 'DE' };
    show(<IdentityForm kycCase={{ id: 'case-1', personal } as KycCase} />);
    press('Save');
    await screen.findByText('Must have at most 1000 characters.');
    assert.match(beneath(/^Source of funds/) ?? '', /at most 1000 characters/);
    assert.match(beneath(/^Date of birth/) ?? '', /Give the date\./);
  });
});

describe('what could not be shown', () => {
  const asked = (status: number) => {
    const router = createRouter({ routeTree: createRootRoute(), history: createMemoryHistory() });
    const error = new ApiProblem(status, 'code', 'Refused', 'Why.');
    const query = { data: undefined, error, isPending: false, refetch: () => undefined };
    show(
      <RouterContextProvider router={router}>
        <Loaded query={query}>{() => null}</Loaded>
      </RouterContextProvider>,
    );
  };
  it('is asked for again where that may help, and led on from where it cannot', () => {
    for (const status of [403, 404]) {
      asked(status);
      assert.equal(screen.getByRole('link', { name: 'First page' }).getAttribute('href'), '/');
      assert.equal(screen.queryByRole('button', { name: 'Try again' }), null);
    }
    for (const status of [0, 409, 500]) {
      asked(status);
      assert.ok(screen.getByRole('button', { name: 'Try again' }));
    }
  });
});

describe('days in a wrong order', () => {
  const now = new Date('2026-04-15T10:00:00Z');

  it('of a vote are told each at its field', () => {
    const right = { recordDate: '2026-04-15', opensOn: '2026-04-16', closesOn: '2026-04-17' };
    assert.ok(inOrder(votingProblems(right, now)));
    for (const [wrong, at] of [
      [{ recordDate: '2026-04-14' }, 'recordDate'],
      [{ recordDate: '2026-04-17' }, 'recordDate'],
      [{ opensOn: '2026-04-15', recordDate: '2026-04-15' }, 'opensOn'],
      [{ closesOn: '2026-04-16' }, 'closesOn'],
    ] as const) {
      const problems = votingProblems({ ...right, ...wrong }, now);
      const told = Object.entries(problems).filter(([, problem]) => problem !== null);
      assert.deepEqual(
        told.map(([field]) => field),
        [at],
        JSON.stringify(wrong),
      );
    }
  });

  it('of a sale are told where it closes, and where its book does', () => {
    const terms = emptyTerms(now);
    const { opensAt, closesAt } = terms;
    assert.ok(inOrder(timeProblems(terms)));
    assert.ok(timeProblems({ ...terms, closesAt: opensAt }).closesAt);
    for (const bookClosesAt of [opensAt, closesAt, '2026-01-01T00:00']) {
      assert.ok(timeProblems({ ...terms, bookClosesAt }).bookClosesAt, bookClosesAt);
    }
  });

  it('of a statement are told; the books do not reach into the future', () => {
    assert.ok(inOrder(periodProblems({ from: '2026-04-01', to: '2026-04-15' }, now)));
    assert.ok(periodProblems({ from: '2026-04-02', to: '2026-04-01' }, now).to);
    assert.ok(periodProblems({ from: '2026-04-16', to: '2026-04-17' }, now).from);
  });
});
