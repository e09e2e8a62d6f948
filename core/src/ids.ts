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
  if (!/^[0-9A-Z]{18}[0-9]{2}$/.test(text)) return false;
  const digits = text
    .split('')
    .map((char) => String(characterValue(char)))
    .join('');
  return BigInt(digits) % 97n === 1n;
}

/** 0–9 as themselves, A–Z as 10–35. */
function characterValue(char: string): number {
  const letter = LETTERS.indexOf(char);
  return letter < 0 ? Number(char) : letter + 10;
}
