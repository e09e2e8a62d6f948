/**
 * Columns as PostgreSQL's binary arrays, one Buffer each: the driver sends a Buffer as it stands, so
 * ten thousand rows cost no text, no escaping and no parsing. `$1::bytea[]` in the statement says
 * what it is. Format: array_recv and numeric_recv in PostgreSQL's sources.
 */
const BOOL = 16;
const BYTEA = 17;
const INT8 = 20;
const INT4 = 23;
const NUMERIC = 1700;
const UUID = 2950;

/** ndim, flags (nobody reads them), element type, length, lower bound: five integers. */
const HEADER_BYTES = 20;

function header(buffer: Buffer, type: number, length: number): void {
  buffer.writeInt32BE(length === 0 ? 0 : 1, 0);
  buffer.writeInt32BE(0, 4);
  buffer.writeInt32BE(type, 8);
  if (length === 0) return;
  buffer.writeInt32BE(length, 12);
  buffer.writeInt32BE(1, 16);
}

const emptyHeader = 12;
const sized = (length: number, elementBytes: number): Buffer =>
  Buffer.allocUnsafe(length === 0 ? emptyHeader : HEADER_BYTES + length * (4 + elementBytes));

/** `bytea[]` of values of one size, each given as 0x-hex of which the last `size` bytes count. */
export function byteaArray(hexes: readonly string[], size: number): Buffer {
  const buffer = sized(hexes.length, size);
  header(buffer, BYTEA, hexes.length);
  let at = HEADER_BYTES;
  let before: string | undefined;
  for (const hex of hexes) {
    // Logs of a transaction stand together: half of all values are the one before, and copying is quicker.
    if (hex === before) buffer.copyWithin(at, at - 4 - size, at);
    else {
      buffer.writeInt32BE(size, at);
      const written = buffer.write(hex.slice(-2 * size), at + 4, size, 'hex');
      if (written !== size) throw new Error(`not ${size} bytes of hex: ${hex}`);
    }
    before = hex;
    at += 4 + size;
  }
  return buffer;
}

/** `uuid[]`, with nulls. */
export function uuidArray(values: readonly (string | null)[]): Buffer {
  const buffer = sized(values.length, 16);
  header(buffer, UUID, values.length);
  let at = values.length === 0 ? emptyHeader : HEADER_BYTES;
  for (const value of values) {
    buffer.writeInt32BE(value === null ? -1 : 16, at);
    at += 4;
    if (value === null) continue;
    buffer.write(value.replaceAll('-', ''), at, 16, 'hex');
    at += 16;
  }
  return buffer.subarray(0, at);
}

/** `boolean[]`. */
export function booleanArray(values: readonly boolean[]): Buffer {
  const buffer = sized(values.length, 1);
  header(buffer, BOOL, values.length);
  let at = HEADER_BYTES;
  for (const value of values) {
    buffer.writeInt32BE(1, at);
    buffer.writeInt8(value ? 1 : 0, at + 4);
    at += 5;
  }
  return buffer;
}

/** `bigint[]` of whole numbers from 0 to 2^53. */
export function int8Array(values: readonly number[]): Buffer {
  const buffer = sized(values.length, 8);
  header(buffer, INT8, values.length);
  let at = HEADER_BYTES;
  for (const value of values) {
    buffer.writeInt32BE(8, at);
    buffer.writeInt32BE(Math.floor(value / 2 ** 32), at + 4);
    buffer.writeUInt32BE(value % 2 ** 32, at + 8);
    at += 12;
  }
  return buffer;
}

/** `integer[]`. */
export function int4Array(values: readonly number[]): Buffer {
  const buffer = sized(values.length, 4);
  header(buffer, INT4, values.length);
  let at = HEADER_BYTES;
  for (const value of values) {
    buffer.writeInt32BE(4, at);
    buffer.writeInt32BE(value, at + 4);
    at += 8;
  }
  return buffer;
}

/** A numeric's digits are of base 10,000; 2^256 has twenty of them. */
const BASE = 10_000n;
const MAX_DIGITS = 20;
const NUMERIC_BYTES = 8 + 2 * MAX_DIGITS;
const NEGATIVE = 0x4000;

/** `numeric[]` of integers up to 2^256 either way. */
export function numericArray(values: readonly bigint[]): Buffer {
  const buffer = sized(values.length, NUMERIC_BYTES);
  header(buffer, NUMERIC, values.length);
  const digits: number[] = [];
  let at = values.length === 0 ? emptyHeader : HEADER_BYTES;
  for (const value of values) {
    readDigits(value < 0n ? -value : value, digits);
    const count = digits.length;
    buffer.writeInt32BE(8 + 2 * count, at);
    buffer.writeInt16BE(count, at + 4);
    buffer.writeInt16BE(Math.max(0, count - 1), at + 6);
    buffer.writeUInt16BE(value < 0n ? NEGATIVE : 0, at + 8);
    buffer.writeInt16BE(0, at + 10);
    at += 12;
    for (let i = count - 1; i >= 0; i -= 1) {
      buffer.writeInt16BE(digits[i] ?? 0, at);
      at += 2;
    }
  }
  return buffer.subarray(0, at);
}

/** Digits of base 10,000, the lowest first, into `digits`. */
function readDigits(value: bigint, digits: number[]): void {
  digits.length = 0;
  let big = value;
  while (big > Number.MAX_SAFE_INTEGER) {
    digits.push(Number(big % BASE));
    big /= BASE;
  }
  let small = Number(big);
  while (small > 0) {
    digits.push(small % 10_000);
    small = Math.floor(small / 10_000);
  }
  if (digits.length > MAX_DIGITS) throw new RangeError(`${value} is beyond 256 bits`);
}
