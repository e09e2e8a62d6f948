import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { t } from '../i18n/i18n.ts';
import { useRefused } from './Form.tsx';
import { looksAlike, readAddress } from './address.ts';

/** An address that is known here. */
export interface KnownAddress {
  address: string;
  /** "Main wallet" */
  name: string;
  /** Why it cannot be meant here; left out where it can. */
  refused?: string;
}

interface AddressFieldProps {
  label: string;
  value: string;
  onChange: (text: string) => void;
  description?: string | undefined;
  required?: boolean | undefined;
  known?: readonly KnownAddress[];
  /** As the register calls it, which may refuse it. */
  name?: string | undefined;
}

/** An address as people paste it: checked by its checksum and against those that are known. */
export function AddressField(props: AddressFieldProps) {
  const { label, value, onChange, description, required, known = [], name } = props;
  const [left, setLeft] = useState(false);
  const refused = useRefused(name, value);
  const read = value.trim() === '' ? null : readAddress(value);
  const address = read && 'address' in read ? read.address : null;
  const same = known.find((one) => one.address.toLowerCase() === address?.toLowerCase());
  const alike = address ? known.find((one) => looksAlike(one.address, address)) : undefined;
  const problem =
    same?.refused ??
    (alike
      ? t('It resembles {{name}} and is another: compare every digit.', { name: alike.name })
      : read && 'problem' in read && (left || value.trim().length >= 40)
        ? read.problem
        : null);
  return (
    <TextInput
      label={label}
      description={same && !problem ? same.name : description}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      placeholder="0x…"
      autoComplete="off"
      spellCheck={false}
      required={required}
      value={value}
      error={problem ?? refused}
      onBlur={() => setLeft(true)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** The address with its checksum; null while there is none, or one that is refused here. */
export function addressOf(text: string, known: readonly KnownAddress[] = []): string | null {
  const read = readAddress(text);
  if (!('address' in read)) return null;
  const { address } = read;
  const same = known.find((one) => one.address.toLowerCase() === address.toLowerCase());
  return same?.refused ? null : address;
}
