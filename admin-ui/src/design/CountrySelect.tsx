import { Select } from '@mantine/core';
import { Controller, type Control, type FieldPath, type FieldValues } from 'react-hook-form';
import { COUNTRIES } from './countries.ts';

interface CountrySelectProps<T extends FieldValues> {
  label: string;
  control: Control<T>;
  name: FieldPath<T>;
}

/** A country by its name, kept as ISO 3166-1 alpha-2. */
export function CountrySelect<T extends FieldValues>(props: CountrySelectProps<T>) {
  return (
    <Controller
      control={props.control}
      name={props.name}
      render={({ field, fieldState }) => (
        <Select
          label={props.label}
          searchable
          data={COUNTRIES.map((c) => ({ value: c.alpha2, label: c.name }))}
          value={field.value || null}
          onChange={(value) => field.onChange(value ?? '')}
          onBlur={field.onBlur}
          disabled={field.disabled}
          error={fieldState.error?.message}
        />
      )}
    />
  );
}
