import { Column, type ColumnOptions, PrimaryColumn, type ValueTransformer } from 'typeorm';

/** The driver gives NUMERIC and BIGINT as text: exact both ways. */
const exact: ValueTransformer = {
  to: (value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
  from: (text: string | null) => (text === null ? null : BigInt(text)),
};

/** NUMERIC(78,0), a `bigint` in code: base units, cents, anything of up to 78 digits. */
export const BigintColumn = (options: ColumnOptions = {}) =>
  Column({ ...options, type: 'numeric', precision: 78, scale: 0, transformer: exact });

/** BIGINT, a `bigint` in code: block numbers, sequences. */
export const Int8Column = (options: ColumnOptions = {}) =>
  Column({ ...options, type: 'bigint', transformer: exact });

/** UUID primary key, time-ordered, given by the database unless set. */
export const IdColumn = () => PrimaryColumn({ type: 'uuid', default: () => 'uuidv7()' });

export const UuidColumn = (options: ColumnOptions = {}) => Column({ ...options, type: 'uuid' });

/** TIMESTAMPTZ, a `Date` in code. */
export const InstantColumn = (options: ColumnOptions = {}) =>
  Column({ ...options, type: 'timestamp with time zone' });

/** BYTEA, a `Buffer` in code: hashes, addresses, sealed personal data. */
export const BytesColumn = (options: ColumnOptions = {}) => Column({ ...options, type: 'bytea' });
