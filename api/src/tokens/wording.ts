/** A plain decimal as people read it: thousands apart, the fraction as it is. */
export function grouped(decimal: unknown): string {
  const [whole = '', fraction] = String(decimal).split('.');
  const apart = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? apart : `${apart}.${fraction}`;
}
