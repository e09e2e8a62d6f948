import { lookup as resolve } from 'node:dns';
import { isIP, type LookupFunction } from 'node:net';
import ipaddr from 'ipaddr.js';

/** A name that leads, or an address that is, inside our own house: nobody may have us call there. */
export class NotPublic extends Error {
  constructor(address: string) {
    super(`${address} is not an address of the public internet`);
  }
}

/** Whether an IP address is routed on the public internet; IPv4 written as IPv6 is read as IPv4. */
export const isPublic = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast';

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
