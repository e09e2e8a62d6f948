/** How people cite an investor where its name must not appear. */
export function investorReference(registryNumber: bigint): string {
  return `INV-${registryNumber.toString().padStart(6, '0')}`;
}
