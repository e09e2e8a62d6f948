/** What is said at a field, as a sentence: the register's words are read behind the field's name. */
export function fieldWords(detail: string): string {
  const begun = /^\p{Ll}+(?=[ ,:]|$)/u.test(detail)
    ? detail.replace(/^./u, (letter) => letter.toUpperCase())
    : detail;
  return /[.!?:…]$/.test(begun) ? begun : `${begun}.`;
}
