/** Structured data for a wallet to sign (EIP-712), as the register answers it. */
export interface TypedData {
  domain: Record<string, unknown>;
  types: Record<string, { name: string; type: string }[]>;
  primaryType: string;
  message: Record<string, unknown>;
}

const DOMAIN_FIELDS = [
  { name: 'name', type: 'string' },
  { name: 'version', type: 'string' },
  { name: 'chainId', type: 'uint256' },
  { name: 'verifyingContract', type: 'address' },
  { name: 'salt', type: 'bytes32' },
];

/** As `eth_signTypedData_v4` takes it: with the fields of the domain among the types. */
export const forProvider = (data: TypedData): string =>
  JSON.stringify({
    ...data,
    types: {
      EIP712Domain: DOMAIN_FIELDS.filter(({ name }) => data.domain[name] !== undefined),
      ...data.types,
    },
  });
