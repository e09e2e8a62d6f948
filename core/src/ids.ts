const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** Whether nine characters are a CUSIP with a right check digit (modulus 10 double-add-double). */
export function isCusip(text: string): boolean {
  return (
    /^[0-9A-Z*@#]{8}[0-9]$/.test(text) && cusipCheckDigit(text.slice(0, 8)) === Number(text[8])
  );
}

function cusipCheckDigit(base: string): number {
  let sum = 0;
  base.split('').forEach((char, i) => {
    let value = '*@#'.includes(char) ? 36 + '*@#'.indexOf(char) : characterValue(char);
    if (i % 2 === 1) value *= 2;
    sum += Math.floor(value / 10) + (value % 10);
  });
  return (10 - (sum % 10)) % 10;
}

/** Whether twelve characters are an ISIN (ISO 6166) with a right check digit. */
export function isIsin(text: string): boolean {
  if (!/^[A-Z]{2}[0-9A-Z]{9}[0-9]$/.test(text)) return false;
  const digits = text
    .split('')
    .map((char) => String(characterValue(char)))
    .join('');
  return luhn(digits);
}

function luhn(digits: string): boolean {
  let sum = 0;
  digits
    .split('')
    .reverse()
    .forEach((digit, i) => {
      const doubled = Number(digit) * (i % 2 === 1 ? 2 : 1);
      sum += doubled > 9 ? doubled - 9 : doubled;
    });
  return sum % 10 === 0;
}

/** Whether twenty characters are an LEI (ISO 17442): the letters as numbers, modulus 97 equal to 1. */
export function isLei(text: string): boolean {
  return /^[0-9A-Z]{18}[0-9]{2}$/.test(text) && modulo97(text) === 1n;
}

/**
 * The two check digits of an LEI (ISO 17442 by ISO 7064 MOD 97-10).
 * @param prefix its first eighteen characters, capitals and digits
 * @throws RangeError where it is not that
 */
export function leiCheckDigits(prefix: string): string {
  if (!/^[0-9A-Z]{18}$/.test(prefix)) {
    throw new RangeError(`an LEI begins with 18 capitals and digits, not "${prefix}"`);
  }
  return (98n - modulo97(`${prefix}00`)).toString().padStart(2, '0');
}

function modulo97(text: string): bigint {
  return BigInt(Array.from(text, (char) => String(characterValue(char))).join('')) % 97n;
}

/** 0–9 as themselves, A–Z as 10–35. */
function characterValue(char: string): number {
  const letter = LETTERS.indexOf(char);
  return letter < 0 ? Number(char) : letter + 10;
}
