import { Button, Select, Textarea, TextInput } from '@mantine/core';
import { zodResolver } from '@hookform/resolvers/zod';
import { isLei } from '@cadastre/core';
import { Controller, type Control, useFieldArray, useForm } from 'react-hook-form';
import { z } from 'zod';
import { api } from '../../api/client.ts';
import type { KybCase } from '../../api/types.ts';
import { CountrySelect } from '../../design/CountrySelect.tsx';
import css from '../../design/design.module.css';
import { Panel } from '../../design/Page.tsx';
import { ProblemNotice } from '../../design/Problem.tsx';
import { useAction } from '../../design/useAction.ts';

const percent = z
  .string()
  .trim()
  .regex(/^\d{1,3}(\.\d{1,2})?$/, 'A percentage with at most two decimals, as 37.5.');

const form = z.object({
  legalName: z.string().trim().min(1, 'Write the registered name.').max(200),
  legalForm: z.string().trim().min(1, 'Write the legal form.').max(100),
  lei: z.string().trim().refine(isLei, 'Twenty characters, as in the GLEIF register.'),
  registrationNumber: z.string().trim().min(1, 'Write the number in the company register.'),
  country: z.string().length(2, 'Choose the country.'),
  address: z.string().trim().min(1, 'Write the registered address.'),
  owners: z.array(
    z.object({
      fullName: z.string().trim().min(2, 'Write the full name.'),
      dateOfBirth: z.iso.date('Give the date.'),
      country: z.string().length(2, 'Choose the country.'),
      share: percent,
      basis: z.enum(['ownership', 'voting_rights', 'control', 'senior_manager']),
    }),
  ),
  largestUnlisted: percent.or(z.literal('')),
});
type Form = z.output<typeof form>;

const BASES = [
  { value: 'ownership', label: 'Owns shares' },
  { value: 'voting_rights', label: 'Has votes' },
  { value: 'control', label: 'Controls otherwise' },
  { value: 'senior_manager', label: 'Senior manager, nobody owns so much' },
];

const NOBODY = {
  fullName: '',
  dateOfBirth: '',
  country: '',
  share: '',
  basis: 'ownership',
} as const;

/** Hundredths of a percent, exact: the form takes two decimals at most. */
const toBps = (text: string): number => {
  const [whole = '0', decimals = ''] = text.split('.');
  return Number(whole) * 100 + Number(decimals.padEnd(2, '0'));
};
const toPercent = (bps: number): string => (bps / 100).toString();

/** What the organisation says of itself and of everybody with a quarter or more. */
export function OwnersForm({ kybCase }: { kybCase: KybCase | null }) {
  const action = useAction();
  const fields = useForm<Form>({ resolver: zodResolver(form), defaultValues: valuesOf(kybCase) });
  const list = useFieldArray({ control: fields.control, name: 'owners' });
  const errors = fields.formState.errors;

  const save = ({ owners, largestUnlisted, ...said }: Form) =>
    action.run(
      () =>
        api.PUT('/api/v1/organisations/me/kyb', {
          body: {
            ...said,
            owners: owners.map(({ share, ...owner }) => ({ ...owner, shareBps: toBps(share) })),
            largestUnlistedBps: largestUnlisted === '' ? null : toBps(largestUnlisted),
          },
        }),
      'The owners are saved.',
    );

  return (
    <Panel title="Who owns the organisation" aside="sealed; read by compliance only">
      <form
        noValidate
        className={css.tight}
        onSubmit={(event) => void fields.handleSubmit(save)(event)}
      >
        <TextInput
          label="Legal name"
          error={errors.legalName?.message}
          {...fields.register('legalName')}
        />
        <TextInput
          label="Legal form"
          error={errors.legalForm?.message}
          {...fields.register('legalForm')}
        />
        <TextInput
          label="LEI of the organisation"
          error={errors.lei?.message}
          {...fields.register('lei')}
        />
        <TextInput
          label="Register number"
          error={errors.registrationNumber?.message}
          {...fields.register('registrationNumber')}
        />
        <CountrySelect
          label="Incorporated in"
          control={fields.control}
          name="country"
          error={errors.country?.message}
        />
        <Textarea
          label="Registered address"
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
        <div>
          <Button variant="default" onClick={() => list.append(NOBODY)}>
            Add an owner
          </Button>
        </div>
        <TextInput
          label="Largest share of anybody not listed, %"
          description="Leave it empty where everybody is listed."
          inputMode="decimal"
          error={errors.largestUnlisted?.message}
          {...fields.register('largestUnlisted')}
        />
        <ProblemNotice error={action.error} />
        <div>
          <Button type="submit" variant="default" loading={action.busy}>
            Save the owners
          </Button>
        </div>
      </form>
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
  const who = `Owner ${at + 1}`;
  return (
    <fieldset style={{ border: '1px solid var(--line)', padding: 12 }}>
      <legend>{who}</legend>
      {text('fullName', `${who}: full name`)}
      {text('dateOfBirth', `${who}: date of birth`, 'date')}
      <CountrySelect
        label={`${who}: country of residence`}
        control={control}
        name={`owners.${at}.country`}
      />
      {text('share', `${who}: share, %`)}
      <Controller
        control={control}
        name={`owners.${at}.basis`}
        render={({ field }) => (
          <Select
            label={`${who}: by what`}
            allowDeselect={false}
            data={BASES}
            value={field.value}
            onChange={field.onChange}
          />
        )}
      />
      <Button variant="subtle" mt="xs" onClick={remove}>
        Remove owner {at + 1}
      </Button>
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
