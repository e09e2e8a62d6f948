import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ReadAmount, readAmount } from '@cadastre/core';
import { decimalSign, formatUnits } from './format.ts';

interface MoneyFieldProps {
  label: string;
  /** Said behind what was understood: "USD", "HSTB". */
  unit: string;
  /** Decimals of the base units. */
  scale: number;
  value: string;
  onChange: (text: string) => void;
  description?: string;
  required?: boolean;
}

/** An amount of money or tokens as people write it; beneath, in full, what was understood. */
export function MoneyField(props: MoneyFieldProps) {
  const { label, unit, scale, value, onChange, description, required } = props;
  const [left, setLeft] = useState(false);
  const read = readText(value, scale, unit);
  const understood = read && 'base' in read ? read.base : null;
  return (
    <TextInput
      label={`${label}, ${unit}`}
      description={
        understood !== null ? `${formatUnits(understood, scale, 2)} ${unit}` : description
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      inputMode="decimal"
      autoComplete="off"
      required={required}
      value={value}
      // While somebody is typing "1." nothing is scolded.
      error={read && 'problem' in read && (left || value.length > 2) ? read.problem : null}
      onBlur={() => setLeft(true)}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Base units of an amount above zero as text; null while it is none. */
export function amountOf(text: string, scale: number, unit?: string): string | null {
  const read = readText(text, scale, unit);
  return read && 'base' in read && read.base > 0n ? read.base.toString() : null;
}

function readText(text: string, scale: number, unit?: string): ReadAmount | null {
  return text.trim() === '' ? null : readAmount(text, { scale, decimal: decimalSign, unit });
}
