import { Select, Textarea, TextInput } from '@mantine/core';
import { AddressField } from './AddressField.tsx';
import { COUNTRIES } from './countries.ts';
import { MoneyField } from './MoneyField.tsx';

interface TextFieldProps<V extends Record<string, string>> {
  name: keyof V & string;
  label: string;
  value: V;
  onChange: (value: V) => void;
  description?: string;
  required?: boolean;
  type?: 'text' | 'date' | 'number' | 'lines' | 'country' | 'address';
  /** Of an amount: its unit, said behind the label, and the decimals of its base units. */
  amount?: { unit: string; scale: number };
}

/** One labelled text of a record of texts; the API says what is wrong with it. */
export function TextField<V extends Record<string, string>>(props: TextFieldProps<V>) {
  const { name, label, value, onChange, description, required = false, type = 'text' } = props;
  const { amount } = props;
  const set = (text: string) => onChange({ ...value, [name]: text });
  if (amount) {
    return (
      <MoneyField
        {...amount}
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
      type={type === 'date' ? 'date' : 'text'}
      inputMode={type === 'number' ? 'decimal' : undefined}
      value={value[name]}
      onChange={(event) => set(event.currentTarget.value)}
    />
  );
}
