import { Select, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { AddressField } from './AddressField.tsx';
import { COUNTRIES } from './countries.ts';
import { useRefused } from './Form.tsx';
import { MoneyField, wholeProblem } from './MoneyField.tsx';

interface TextFieldProps<V extends Record<string, string>> {
  name: keyof V & string;
  label: string;
  value: V;
  onChange: (value: V) => void;
  description?: string;
  required?: boolean;
  /** A `number` is a whole one; `decimal` is read by its form. */
  type?:
    | 'text'
    | 'email'
    | 'date'
    | 'datetime-local'
    | 'number'
    | 'decimal'
    | 'lines'
    | 'country'
    | 'address';
  /** As the register calls it, where that is not `name`. */
  as?: string;
  /** What is wrong with it beside the other fields, as far as it can be told here. */
  problem?: string | null;
  /** Of an amount: its unit, said behind the label, and the decimals of its base units. */
  amount?: { unit: string; scale: number };
}

/** One labelled text of a record of texts; what the register says is wrong with it stands there. */
export function TextField<V extends Record<string, string>>(props: TextFieldProps<V>) {
  const { name, label, value, onChange, description, required = false, type = 'text' } = props;
  const { amount, as = name, problem = null } = props;
  // An amount and an address ask for themselves.
  const refused = useRefused(amount || type === 'address' ? undefined : as, value[name]);
  const [left, setLeft] = useState(false);
  const odd = type === 'number' && left ? wholeProblem(value[name] ?? '') : null;
  const error = problem ?? odd ?? refused;
  const typed = type === 'number' || type === 'decimal';
  const set = (text: string) => onChange({ ...value, [name]: text });
  if (amount) {
    return (
      <MoneyField
        {...amount}
        zero
        name={as}
        label={label}
        description={description}
        required={required}
        value={value[name] ?? ''}
        onChange={set}
      />
    );
  }
  if (type === 'country') {
    return (
      <Select
        label={label}
        description={description}
        required={required}
        error={error}
        searchable
        data={COUNTRIES.map((c) => ({ value: c.alpha2, label: c.name }))}
        value={value[name] || null}
        onChange={(choice) => set(choice ?? '')}
      />
    );
  }
  if (type === 'address') {
    return (
      <AddressField
        name={as}
        label={label}
        description={description}
        required={required}
        value={value[name] ?? ''}
        onChange={set}
      />
    );
  }
  if (type === 'lines') {
    return (
      <Textarea
        label={label}
        description={description}
        required={required}
        error={error}
        autosize
        minRows={2}
        value={value[name]}
        onChange={(event) => set(event.currentTarget.value)}
      />
    );
  }
  return (
    <TextInput
      label={label}
      description={description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      required={required}
      error={error}
      type={typed ? 'text' : type}
      inputMode={typed ? 'decimal' : undefined}
      value={value[name]}
      onBlur={() => setLeft(true)}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
