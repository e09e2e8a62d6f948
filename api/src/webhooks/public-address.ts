import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A name that leads, or an address that is, inside our own house: nobody may have us call there. */
export class NotPublic extends Error {
  constructor(address: string) {
    super(`${address} is not an address of the public internet`);
  }
}

/** All that is given out of IPv6; what lies beside it is reserved, or an IPv4 address in an old form (`::127.0.0.1`). */
const GLOBAL: [ipaddr.IPv6, number] = [ipaddr.IPv6.parse('2000::'), 3];

/** Whether an IP address is routed on the public internet; IPv4 written as IPv6 is read as IPv4. */
export function isPublic(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const read = ipaddr.process(address);
  return read.range() === 'unicast' && (read instanceof ipaddr.IPv4 || read.match(GLOBAL));
}

/** The host of a URL as an IP address, or null where it is a name. */
export function literalOf(url: URL): string | null {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  return isIP(host) ? host : null;
}

/**
 * Resolves a name for the very connection that is being made, so that nothing can be swapped between
 * looking and connecting. One address that is not public refuses the name.
 */
export const publicLookup: LookupFunction = (hostname, options, callback) => {
  resolve(hostname, { ...options, all: true }, (error, addresses) => {
    const inside = error ? undefined : addresses.find(({ address }) => !isPublic(address));
    const [first] = error ? [] : addresses;
    if (inside) callback(new NotPublic(inside.address), '');
    else if (!first) callback(error ?? new Error(`${hostname} has no address`), '');
    else if (options.all) callback(null, addresses);
    else callback(null, first.address, first.family);
  });
};
