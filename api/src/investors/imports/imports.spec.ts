import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Invitations } from '../../accounts/invitations.service.js';
import { APRIL, setClock } from '../../testing/builders.js';
import { runJobs } from '../../testing/jobs.js';
import { type Persona, startTestApp, type TestApp } from '../../testing/test-app.js';

let t: TestApp;
let officer: Persona;
let n = 0;
beforeAll(async () => {
  t = await startTestApp();
  officer = await t.signIn('compliance');
});
beforeEach(() => setClock(t, APRIL));
afterAll(() => t.close());

const HEADER =
  'email,kind,full_name,date_of_birth,country,address_line1,city,postal_code,address_country,requested_tier,source_of_funds';
const row = (over: Record<string, string> = {}) => {
  const cells: Record<string, string> = {
    email: `import-${(n += 1)}@cadastre.test`,
    kind: 'person',
    full_name: `Anaïs Müller ${n}`,
    date_of_birth: '1980-02-29',
    country: 'FR',
    address_line1: '"Rue de l’Exemple 1, bis"',
    city: 'Paris',
    postal_code: '75001',
    address_country: 'FR',
    requested_tier: 'retail',
    source_of_funds: 'Salary',
    ...over,
  };
  return HEADER.split(',')
    .map((name) => cells[name])
    .join(',');
};
const file = (...rows: string[]) => [HEADER, ...rows, ''].join('\n');

const take = async (text: string | Buffer) => {
  const documentId = await officer.http.upload(text, { mediaType: 'text/csv', purpose: 'kyc' });
  return officer.http.post('/investor-imports', { documentId });
};
const rowsOf = async (id: string, query = '') =>
  (await officer.http.get(`/investor-imports/${id}/rows?limit=200${query}`).expect(200)).body
    .items as {
    line: number;
    state: string;
    problems: { column: string; code: string }[];
    invitationToken: string | null;
    organisationId: string;
  }[];
const apply = (id: string, body: object = {}) =>
  officer.http.post(`/investor-imports/${id}/apply`, body);
const work = () => runJobs(t, 'investor_import.step');
const investors = async () =>
  Number((await t.db.sql<{ n: string }>('SELECT count(*) AS n FROM api.investor'))[0]?.n);

describe('an import', () => {
  it('is checked without making anybody, then makes investors who go on with their case', async () => {
    const before = await investors();
    const { body } = await take(file(row(), row({ full_name: 'Zebulon Quux' })));
    expect(body).toMatchObject({ state: 'checked', rows: { total: 2, valid: 2, invalid: 0 } });
    expect(await investors()).toBe(before);
    await apply(body.id as string).expect(202);
    await work();
    expect((await officer.http.get(`/investor-imports/${body.id}`)).body).toMatchObject({
      state: 'applied',
      rows: { valid: 0, applied: 2 },
    });
    expect(await investors()).toBe(before + 2);
    const [, second] = await rowsOf(body.id as string);
    const accepted = await t.anonymous
      .post('/auth/invitations/accept', {
        token: second?.invitationToken,
        password: 'a long sample password',
      })
      .expect(201);
    const cases = await t.anonymous
      .get('/kyc-cases')
      .set('Authorization', `Bearer ${accepted.body.accessToken}`)
      .expect(200);
    expect(cases.body.items).toMatchObject([
      {
        state: 'draft',
        organisationId: second?.organisationId,
        personal: { fullName: 'Zebulon Quux', address: { line1: 'Rue de l’Exemple 1, bis' } },
        missing: ['document: identity', 'document: proof_of_address', 'questionnaire: retail'],
      },
    ]);
    const [kept] = await t.db.sql<{ text: string }>(
      `SELECT string_agg(r::text, '') || (SELECT string_agg(data::text, '') FROM api.audit_entry) AS text
       FROM api.investor_import_row r`,
    );
    expect(kept?.text).not.toContain('Zebulon');
  });

  it('is the same when the same bytes come again, and knows a row from another file', async () => {
    const one = row();
    const first = await take(file(one));
    const again = await take(file(one));
    expect(again.body.id).toBe(first.body.id);
    await apply(first.body.id as string).expect(202);
    await work();
    await apply(first.body.id as string).expect(202);
    await work();
    const made = await investors();
    const wider = await take(file(one, row()));
    expect(wider.body.rows).toMatchObject({ known: 1, valid: 1, invalid: 0 });
    await apply(wider.body.id as string).expect(202);
    await work();
    expect(await investors()).toBe(made + 1);
  });

  it('goes on where a killed step left it, and makes nobody twice', async () => {
    const before = await investors();
    const { body } = await take(file(...Array.from({ length: 1_100 }, () => row())));
    await apply(body.id as string).expect(202);
    const invitations = t.get(Invitations);
    const real = invitations.inviteInvestors.bind(invitations);
    let steps = 0;
    jest.spyOn(invitations, 'inviteInvestors').mockImplementation(async (...given) => {
      const made = await real(...given);
      if ((steps += 1) === 2) throw new Error('killed before the commit');
      return made;
    });
    await work();
    expect(await investors()).toBe(before + 500);
    jest.restoreAllMocks();
    setClock(t, APRIL);
    await runJobs(t, 'investor_import.step', { importId: body.id });
    await runJobs(t, 'investor_import.step', { importId: body.id });
    expect(await investors()).toBe(before + 1_100);
    expect((await officer.http.get(`/investor-imports/${body.id}`)).body.rows.applied).toBe(1_100);
  });

  it('tells everything wrong with each row, and applies the rest only when asked to', async () => {
    const taken = row();
    const done = await take(file(taken));
    await apply(done.body.id as string).expect(202);
    await work();
    const email = taken.split(',')[0] ?? '';
    const twice = row();
    const { body } = await take(
      file(
        row(),
        row({ full_name: '=HYPERLINK("x")'.replaceAll('"', "'") }),
        row({ country: 'XX', date_of_birth: '31.12.1980' }),
        row({ date_of_birth: '1979-02-30', requested_tier: 'gold' }),
        row({ email }),
        twice,
        twice,
        row({ email: twice.split(',')[0] ?? '' }),
        row({ full_name: 'AnaÃ¯s MÃ¼ller' }),
        'only,three,cells',
        row({ address_line1: '', city: '', address_country: '' }),
        row({ address_country: 'ZZ' }),
        row({ full_name: '"Anaïs\nMüller"' }),
        row({ postal_code: '75001,Paris' }),
      ),
    );
    const found = (await rowsOf(body.id as string, '&state=invalid')).map(({ line, problems }) => [
      line,
      ...problems.map(({ column, code }) => `${column ?? '-'} ${code}`),
    ]);
    expect(found).toEqual([
      [3, 'full_name formula_cell'],
      [4, 'date_of_birth invalid_value'],
      [5, 'date_of_birth invalid_value', 'requested_tier invalid_value'],
      [6, 'email email_taken'],
      [8, '- duplicate_row'],
      [9, 'email duplicate_email'],
      [10, 'full_name wrong_encoding'],
      [11, '- cell_count'],
      [12, 'address_line1 missing', 'city missing', 'address_country missing'],
      [13, 'address_country unknown_country'],
      [14, 'full_name line_break'],
      [16, '- cell_count'],
    ]);
    const refused = await apply(body.id as string);
    expect([refused.status, refused.body.code]).toEqual([422, 'import_has_errors']);
    const before = await investors();
    await apply(body.id as string, { skipInvalid: true }).expect(202);
    await work();
    expect(await investors()).toBe(before + 2);
  });

  it.each([
    [
      'a byte order mark, semicolons and CR LF',
      (text: string) => `\uFEFF${text.replaceAll(',', ';').replaceAll('\n', '\r\n')}`,
    ],
    ['tabs', (text: string) => text.replaceAll(',', '\t')],
    [
      'columns in another order',
      (text: string) =>
        text
          .split('\n')
          .map((line) => line.split(',').reverse().join(','))
          .join('\n'),
    ],
  ])('reads %s', async (_name, change) => {
    const { status, body } = await take(change(file(row({ address_line1: 'Rue 1' }))));
    expect([status, body.rows]).toMatchObject([201, { total: 1, valid: 1 }]);
  });

  it.each([
    ['half a file', () => file(row(), row()).slice(0, -20), 'import_truncated', 3],
    ['a quote left open', () => file(row(), row({ city: '"Paris' })), 'import_truncated', 3],
    ['a header alone', () => file(), 'import_empty', 1],
    ['blank lines', () => '\uFEFF\n\n', 'import_empty', 1],
    ['a quote within a cell', () => file(row({ city: 'Pa"ris' })), 'import_quotes', 2],
    ['a missing column', () => file(row()).replace('email,', ''), 'import_header', 1],
    ['a column too many', () => file(row()).replace('email,', 'email,colour,'), 'import_header', 1],
    ['another table', () => 'name,age\nAda,36\n', 'import_header', 1],
    ['a column twice', () => file(row()).replace('email,', 'email,email,'), 'import_header', 1],
    [
      'letters that were lost',
      () => file(row(), row({ full_name: 'Ana\uFFFDs' })),
      'import_encoding',
      3,
    ],
    [
      'more rows than one file may have',
      () => file(...Array.from({ length: 10_001 }, () => row())),
      'import_too_many_rows',
      10_002,
    ],
  ])('refuses %s', async (_name, text, code, line) => {
    const imports = async () => (await t.db.sql('SELECT FROM api.investor_import')).length;
    const before = await imports();
    const { status, body } = await take(text());
    expect([status, body.code, body.line]).toEqual([422, code, line]);
    expect(await imports()).toBe(before);
  });

  it.each(['latin1', 'utf16le'] as const)(
    'in %s is refused when it is uploaded',
    async (encoding) => {
      await expect(take(Buffer.from(file(row()), encoding))).rejects.toThrow('415');
    },
  );

  it('of 10,000 rows is checked and applied', async () => {
    const text = file(...Array.from({ length: 10_000 }, () => row()));
    const before = await investors();
    const started = performance.now();
    const { body } = await take(text);
    const checked = performance.now();
    await apply(body.id as string).expect(202);
    await work();
    const seconds = [checked - started, performance.now() - checked].map((ms) => ms / 1000);
    process.stdout.write(
      `import of 10,000 rows: checked in ${seconds[0]?.toFixed(1)} s, applied in ${seconds[1]?.toFixed(1)} s\n`,
    );
    expect(await investors()).toBe(before + 10_000);
  }, 180_000);
});
