import { Button, Input, Select, Textarea, TextInput } from '@mantine/core';
import { isLei, readAmount } from '@cadastre/core';
import { Controller, type Control, useFieldArray, useForm } from 'react-hook-form';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import type { KybCase } from '../../api/types.ts';
import { checkedBy } from '../../design/checkedBy.ts';
import { CountrySelect } from '../../design/CountrySelect.tsx';
import css from '../../design/design.module.css';
import { decimalSign, formatUnits } from '../../design/format.ts';
import { PERCENT } from '../../design/MoneyField.tsx';
import { Panel } from '../../design/Page.tsx';
import { Form as Sheet, Refusals } from '../../design/Form.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';
import { t } from '../../i18n/i18n.ts';

const percent = z
  .string()
  .refine((text) => toBps(text) !== null, t('A percentage with at most two decimals, as 37.5.'));

const form = z.object({
  legalName: z.string().trim().min(1, t('Write the registered name.')).max(200),
  legalForm: z.string().trim().min(1, t('Write the legal form.')).max(100),
  lei: z.string().trim().refine(isLei, t('Twenty characters, as in the GLEIF register.')),
  registrationNumber: z.string().trim().min(1, t('Write the number in the company register.')),
  country: z.string().length(2, t('Choose the country.')),
  address: z.string().trim().min(1, t('Write the registered address.')),
  owners: z.array(
    z.object({
      fullName: z.string().trim().min(2, t('Write the full name.')),
      dateOfBirth: z.iso.date(t('Give the date.')),
      country: z.string().length(2, t('Choose the country.')),
      share: percent,
      basis: z.enum(['ownership', 'voting_rights', 'control', 'senior_manager']),
    }),
  ),
  largestUnlisted: percent.or(z.literal('')),
});
type Form = z.output<typeof form>;

const OWN_NAMES = form.keyof().options;
const OWNER_NAMES = form.shape.owners.element.keyof().options;

const BASES = [
  { value: 'ownership', label: t('Owns shares') },
  { value: 'voting_rights', label: t('Has votes') },
  { value: 'control', label: t('Controls otherwise') },
  { value: 'senior_manager', label: t('Senior manager, nobody owns so much') },
];

const NOBODY = {
  fullName: '',
  dateOfBirth: '',
  country: '',
  share: '',
  basis: 'ownership',
} as const;

/** Hundredths of a percent, as people write them; null where it is none. */
function toBps(text: string): string | null {
  const read = readAmount(text, { ...PERCENT, decimal: decimalSign });
  return 'base' in read && read.base <= 10_000n ? read.base.toString() : null;
}
const toPercent = (bps: number): string => formatUnits(String(bps), PERCENT.scale);

/** What the organisation says of itself and of everybody with a quarter or more. */
export function OwnersForm({ kybCase }: { kybCase: KybCase | null }) {
  const action = useAction();
  const fields = useForm<Form>({ resolver: checkedBy(form), defaultValues: valuesOf(kybCase) });
  const list = useFieldArray({ control: fields.control, name: 'owners' });
  const errors = fields.formState.errors;

  const save = ({ owners, largestUnlisted, ...said }: Form) =>
    action.run(
      () =>
        api.PUT('/api/v1/organisations/me/kyb', {
          body: {
            ...said,
            owners: owners.map(({ share, ...owner }) => ({
              ...owner,
              shareBps: Number(toBps(share)),
            })),
            largestUnlistedBps: largestUnlisted === '' ? null : Number(toBps(largestUnlisted)),
          },
        }),
      t('The owners are saved.'),
    );

  return (
    <Panel title={t('Who owns the organisation')} aside={t('sealed; read by compliance only')}>
      <Sheet
        noValidate
        error={action.error}
        className={css.tight}
        onSubmit={fields.handleSubmit(save)}
      >
        <Refusals
          form={fields}
          names={[
            ...OWN_NAMES,
            ...list.fields.flatMap((_, at) =>
              OWNER_NAMES.map((name) => `owners.${at}.${name}` as const),
            ),
          ]}
          as={{
            country: '/country',
            owners: '/owners',
            largestUnlisted: '/largestUnlistedBps',
            ...Object.fromEntries(
              list.fields.map((_, at) => [`owners.${at}.share`, `/owners/${at}/shareBps`]),
            ),
          }}
        />
        <TextInput
          label={t('Legal name')}
          error={errors.legalName?.message}
          {...fields.register('legalName')}
        />
        <TextInput
          label={t('Legal form')}
          error={errors.legalForm?.message}
          {...fields.register('legalForm')}
        />
        <TextInput
          label={t('LEI of the organisation')}
          error={errors.lei?.message}
          {...fields.register('lei')}
        />
        <TextInput
          label={t('Register number')}
          error={errors.registrationNumber?.message}
          {...fields.register('registrationNumber')}
        />
        <CountrySelect label={t('Incorporated in')} control={fields.control} name="country" />
        <Textarea
          label={t('Registered address')}
          autosize
          error={errors.address?.message}
          {...fields.register('address')}
        />
        {list.fields.map((field, at) => (
          <OwnerFields
            key={field.id}
            at={at}
            control={fields.control}
            remove={() => list.remove(at)}
          />
        ))}
        {errors.owners?.message ? <Input.Error>{errors.owners.message}</Input.Error> : null}
        <div>
          <Button variant="default" onClick={() => list.append(NOBODY)}>
            {t('Add an owner')}
          </Button>
        </div>
        <TextInput
          label={t('Largest share of anybody not listed, %')}
          description={t('Leave it empty where everybody is listed.')}
          inputMode="decimal"
          error={errors.largestUnlisted?.message}
          {...fields.register('largestUnlisted')}
        />
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" variant="default" loading={action.busy}>
            {t('Save the owners')}
          </Button>
        </div>
      </Sheet>
    </Panel>
  );
}

interface OwnerFieldsProps {
  at: number;
  control: Control<Form>;
  remove: () => void;
}

function OwnerFields({ at, control, remove }: OwnerFieldsProps) {
  const text = (name: 'fullName' | 'dateOfBirth' | 'share', label: string, type = 'text') => (
    <Controller
      control={control}
      name={`owners.${at}.${name}`}
      render={({ field, fieldState }) => (
        <TextInput label={label} type={type} error={fieldState.error?.message} {...field} />
      )}
    />
  );
  const who = t('Owner {{number}}', { number: at + 1 });
  return (
    <fieldset className={css.tight} style={{ border: '1px solid var(--line)', padding: 12 }}>
      <legend>{who}</legend>
      {text('fullName', t('{{who}}: full name', { who }))}
      {text('dateOfBirth', t('{{who}}: date of birth', { who }), 'date')}
      <CountrySelect
        label={t('{{who}}: country of residence', { who })}
        control={control}
        name={`owners.${at}.country`}
      />
      {text('share', t('{{who}}: share, %', { who }))}
      <Controller
        control={control}
        name={`owners.${at}.basis`}
        render={({ field, fieldState }) => (
          <Select
            label={t('{{who}}: by what', { who })}
            allowDeselect={false}
            error={fieldState.error?.message}
            data={BASES}
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
      <div>
        <Button variant="subtle" onClick={remove}>
          {t('Remove owner {{number}}', { number: at + 1 })}
        </Button>
      </div>
    </fieldset>
  );
}

const valuesOf = (kybCase: KybCase | null): Form => ({
  legalName: kybCase?.legalName ?? '',
  legalForm: kybCase?.legalForm ?? '',
  lei: kybCase?.lei ?? '',
  registrationNumber: kybCase?.registrationNumber ?? '',
  country: kybCase?.country ?? '',
  address: kybCase?.address ?? '',
  owners: (kybCase?.owners ?? []).map(({ person, shareBps, basis }) => ({
    fullName: person?.fullName ?? '',
    dateOfBirth: person?.dateOfBirth ?? '',
    country: person?.country ?? '',
    share: toPercent(shareBps),
    basis,
  })),
  largestUnlisted: kybCase?.largestUnlistedBps == null ? '' : toPercent(kybCase.largestUnlistedBps),
});
