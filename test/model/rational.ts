/**
 * Exact fractions for the independent recomputation. On purpose nothing here is shared with the
 * product's own arithmetic: two implementations that agree are worth more than one used twice.
 */
export class Rational {
  readonly num: bigint;
  readonly den: bigint;

  constructor(num: bigint, den: bigint = 1n) {
    if (den === 0n) throw new RangeError('division by zero');
    const sign = den < 0n ? -1n : 1n;
    const divisor = gcd(num < 0n ? -num : num, den < 0n ? -den : den);
    this.num = (sign * num) / divisor;
    this.den = (sign * den) / divisor;
  }

  /** Reads `98.81`, `-0.5` or `3`. Throws on anything else (exponents, blanks, separators). */
  static of(text: string): Rational {
    const parts = /^(-?)([0-9]+)(?:\.([0-9]+))?$/.exec(text);
    if (!parts) throw new RangeError(`not a plain decimal number: "${text}"`);
    const fraction = parts[3] ?? '';
    const digits = BigInt(`${parts[2]}${fraction}`);
    return new Rational(parts[1] === '-' ? -digits : digits, 10n ** BigInt(fraction.length));
  }

  static whole(value: bigint | number): Rational {
    return new Rational(BigInt(value));
  }

  plus(other: Rational): Rational {
    return new Rational(this.num * other.den + other.num * this.den, this.den * other.den);
  }

  minus(other: Rational): Rational {
    return new Rational(this.num * other.den - other.num * this.den, this.den * other.den);
  }

  times(other: Rational): Rational {
    return new Rational(this.num * other.num, this.den * other.den);
  }

  over(other: Rational): Rational {
    return new Rational(this.num * other.den, this.den * other.num);
  }

  power(exponent: number): Rational {
    return new Rational(this.num ** BigInt(exponent), this.den ** BigInt(exponent));
  }

  /** The nearest whole number of 10^-decimals, halves away from zero. */
  halfUp(decimals: number): bigint {
    const scaled = this.num * 10n ** BigInt(decimals);
    const size = scaled < 0n ? -scaled : scaled;
    const rounded = (2n * size + this.den) / (2n * this.den);
    return scaled < 0n ? -rounded : rounded;
  }

  /** The whole number of 10^-decimals at or below. */
  floor(decimals: number): bigint {
    const scaled = this.num * 10n ** BigInt(decimals);
    const quotient = scaled / this.den;
    return scaled < 0n && quotient * this.den !== scaled ? quotient - 1n : quotient;
  }

  /** This number after rounding half-up to `decimals`. */
  roundedTo(decimals: number): Rational {
    return new Rational(this.halfUp(decimals), 10n ** BigInt(decimals));
  }
}

function gcd(a: bigint, b: bigint): bigint {
  while (b > 0n) [a, b] = [b, a % b];
  return a === 0n ? 1n : a;
}

/** `1234567n` with 6 decimals as `1.234567`. */
export function decimal(value: bigint, decimals: number): string {
  const size = (value < 0n ? -value : value).toString().padStart(decimals + 1, '0');
  const whole = size.slice(0, size.length - decimals);
  const fraction = decimals === 0 ? '' : `.${size.slice(-decimals)}`;
  return `${value < 0n ? '-' : ''}${whole}${fraction}`;
}
