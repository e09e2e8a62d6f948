import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { type ReadAmount, readAmount } from '@cadastre/core';
import { t } from '../i18n/i18n.ts';
import { termOf } from '../i18n/terms.ts';
import { useRefused } from './Form.tsx';
import { decimalSign, formatUnits } from './format.ts';

interface MoneyFieldProps {
  label: string;
  /** Said behind what was understood: "USD", "HSTB". */
  unit: string;
  /** Decimals of the base units. */
  scale: number;
  value: string;
  onChange: (text: string) => void;
  description?: string | undefined;
  /** What follows from the amount, said behind what was understood. */
  follows?: string | undefined;
  required?: boolean;
  /** As the register calls it, which may refuse it. */
  name?: string | undefined;
  /** Nothing is an amount, too. */
  zero?: boolean;
}

/** An amount of money or tokens as people write it; beneath, in full, what was understood. */
export function MoneyField(props: MoneyFieldProps) {
  const { label, unit, scale, value, onChange, description, follows, required, name, zero } = props;
  const [left, setLeft] = useState(false);
  const read = readText(value, scale, unit);
  const understood = read && 'base' in read ? read.base : null;
  const refused = useRefused(name, value);
  const problem =
    read && 'problem' in read
      ? problemWords(read.problem)
      : understood === 0n && !zero
        ? t('Write an amount above zero.')
        : null;
  return (
    <TextInput
      label={`${label}, ${unit}`}
      description={
        understood !== null
          ? `${formatUnits(understood, scale, 2)} ${unit}${follows ? ` · ${follows}` : ''}`
          : description
      }
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      inputMode="decimal"
      autoComplete="off"
      required={required}
      value={value}
      // While somebody is typing "1." nothing is scolded.
      error={(left || value.length > 2 ? problem : null) ?? refused}
      onBlur={() => setLeft(true)}
      onKeyDown={(event) => {
        if (event.key === 'Enter') setLeft(true);
      }}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

/** Base units of an amount above zero as text; null while it is none. */
export function amountOf(text: string, scale: number, unit?: string): string | null {
  const read = readText(text, scale, unit);
  return read && 'base' in read && read.base > 0n ? read.base.toString() : null;
}

/** Percent, read in hundredths of it: basis points. */
export const PERCENT = { unit: '%', scale: 2 };

/**
 * Base units of an amount, nothing included, as text.
 * @throws Error naming the field, where it is none
 */
export function readAmountOf(
  field: string,
  text: string,
  { scale, unit }: { scale: number; unit?: string },
): string {
  const read = readAmount(text, { scale, decimal: decimalSign, unit });
  if ('problem' in read) throw new Error(`${field}: ${problemWords(read.problem)}`);
  return read.base.toString();
}

/** A whole number, as somebody writes it into a form. */
export const WHOLE = { scale: 0 };

/** Why a text is no whole number; null where it is one, or nothing yet. */
export function wholeProblem(text: string): string | null {
  const read = readText(text, WHOLE.scale);
  return read && 'problem' in read ? t('Write a whole number.') : null;
}

/** Why an amount is not taken, in the person's words. */
export function problemWords(problem: string): string {
  const [, rule = problem, meant] =
    /^(.+?\.)(?: If you mean (\d+), write that\.)?$/.exec(problem) ?? [];
  const [, scale] = /^At most (\d+) decimals are taken\.$/.exec(rule) ?? [];
  const said = scale ? t('At most {{scale}} decimals are taken.', { scale }) : termOf(rule);
  return meant ? `${said} ${t('If you mean {{meant}}, write that.', { meant })}` : said;
}

function readText(text: string, scale: number, unit?: string): ReadAmount | null {
  return text.trim() === '' ? null : readAmount(text, { scale, decimal: decimalSign, unit });
}
