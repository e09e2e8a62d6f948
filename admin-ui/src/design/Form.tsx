import {
  createContext,
  type ReactNode,
  type SyntheticEvent,
  useCallback,
  useContext,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { FieldPath, FieldValues, UseFormReturn } from 'react-hook-form';
import { asProblem, type FieldError } from '../api/problem.ts';
import { fieldWords } from './fieldWords.ts';

interface Refusals {
  /** What was refused; null where nothing was, or where it names no field. */
  errors: readonly FieldError[];
  /** Names of the fields that stand in the form, as the register calls them. */
  fields: ReadonlySet<string>;
  /** A field stands there until what is returned is called. */
  join: (name: string) => () => void;
}

const InForm = createContext<Refusals | null>(null);

interface FormProps {
  /** What the register answered to the last attempt. */
  error: unknown;
  onSubmit: (event: SyntheticEvent) => unknown;
  /** Where the form itself tells what is missing. */
  noValidate?: boolean;
  className?: string | undefined;
  /** Its name to a screen reader, where no heading says it. */
  label?: string;
  children: ReactNode;
}

/** A form whose refused fields are told where they stand; `ProblemNotice` inside tells the rest. */
export function Form(props: FormProps) {
  const { error, onSubmit, noValidate, className, label, children } = props;
  const [fields, setFields] = useState<ReadonlySet<string>>(new Set());
  const join = useCallback((name: string) => {
    setFields((known) => new Set([...known, name]));
    return () => setFields((known) => new Set([...known].filter((other) => other !== name)));
  }, []);
  const refusals = useMemo(() => {
    const errors = error === null || error === undefined ? [] : asProblem(error).errors;
    return { errors, fields, join };
  }, [error, fields, join]);
  return (
    <form
      className={className}
      aria-label={label}
      noValidate={noValidate}
      onSubmit={(event) => void onSubmit(event)}
    >
      <InForm value={refusals}>{children}</InForm>
    </form>
  );
}

/**
 * Why the register refused a field, until something else is written there.
 * @param name as the register calls it, or its whole JSON pointer where another of its form ends alike
 */
export function useRefused(name: string | undefined, value: unknown): string | null {
  const form = useContext(InForm);
  const join = form?.join;
  useEffect(() => (name === undefined ? undefined : join?.(name)), [join, name]);
  const errors = form?.errors;
  const [refused, setRefused] = useState({ errors, value });
  if (refused.errors !== errors) setRefused({ errors, value });
  if (name === undefined || refused.value !== value) return null;
  const own = (errors ?? []).filter(({ pointer }) => names(pointer).includes(name));
  return own.length > 0 ? own.map(({ detail }) => fieldWords(detail)).join(' ') : null;
}

interface RefusalsProps<F extends FieldValues> {
  form: Pick<UseFormReturn<F>, 'setError'>;
  /** Of its fields; those of rows that come and go are `rows.0.field`. */
  names: readonly FieldPath<F>[];
  /** As the register calls those that it calls otherwise; the whole JSON pointer where two end alike. */
  as?: Readonly<Partial<Record<FieldPath<F>, string>>>;
}

/** Hands a react-hook-form inside `Form` what the register refused of its fields. */
export function Refusals<F extends FieldValues>({ form, names: fields, as }: RefusalsProps<F>) {
  const inForm = useContext(InForm);
  const [join, errors] = [inForm?.join, inForm?.errors];
  const called = fields.map((name) => as?.[name] ?? pointerOf(name));
  const all = called.join(' ');
  useEffect(() => {
    const leave = all.split(' ').map((one) => join?.(one));
    return () => leave.forEach((one) => one?.());
  }, [join, all]);
  const told = useRef<readonly FieldError[]>(undefined);
  useEffect(() => {
    // Once: a row that has moved up, or was added since, is not the one that was meant.
    if (told.current === errors) return;
    told.current = errors;
    for (const { pointer, detail } of errors ?? []) {
      const field = fields[called.findIndex((one) => names(pointer).includes(one))];
      if (field) form.setError(field, { type: 'register', message: fieldWords(detail) });
    }
  });
  return null;
}

/** As the register calls it by default: a field of a row by its whole pointer. */
const pointerOf = (name: string): string =>
  name.includes('.') ? `/${name.replaceAll('.', '/')}` : name;

/** Those that no field of the form tells. */
export function useUntold(errors: readonly FieldError[]): readonly FieldError[] {
  const fields = useContext(InForm)?.fields;
  return errors.filter(({ pointer }) => !names(pointer).some((name) => fields?.has(name)));
}

/** What a field may call itself: `/terms/closesAt/0` is of `closesAt`, too; a part of one of several is of none. */
function names(pointer: string): string[] {
  const parts = pointer.split('/').filter(Boolean);
  if (/^\d+$/.test(parts.at(-1) ?? '')) parts.pop();
  return parts.some((part) => /^\d+$/.test(part)) ? [pointer] : [pointer, parts.at(-1) ?? ''];
}
