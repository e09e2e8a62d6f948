import ipaddr from 'ipaddr.js';

/**
 * Where a request comes from, as limits count it: an IPv4 address, also one written as IPv6; of IPv6 the network of 64
 * bits, since whoever has one such address has all of them.
 */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return address;
  const read = ipaddr.process(address);
  if (read instanceof ipaddr.IPv4) return read.toString();
  return `${read.parts
    .slice(0, 4)
    .map((part) => part.toString(16))
    .join(':')}::/64`;
}
