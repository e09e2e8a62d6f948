import type { IAccessHub } from './generated/interfaces/IAccessHub.js';
import type { IReportFeed } from './generated/interfaces/IReportFeed.js';
import { roleKey, type RoleName } from './roles.js';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/**
 * The asset id on the chain of an asset's UUID: its 16 bytes behind 16 zero bytes.
 * @throws RangeError when it is no lower-case UUID
 */
export function assetIdOf(uuid: string): string {
  if (!UUID.test(uuid)) throw new RangeError(`Not a UUID: ${uuid}`);
  return `0x${'0'.repeat(32)}${uuid.replaceAll('-', '')}`;
}

/**
 * The UUID of an asset id made by `assetIdOf`.
 * @throws RangeError when it was not
 */
export function uuidOfAssetId(assetId: string): string {
  const match = /^0x0{32}([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/.exec(
    assetId.toLowerCase(),
  );
  if (match === null) throw new RangeError(`Not the asset id of a UUID: ${assetId}`);
  return match.slice(1).join('-');
}

/** Who holds which role on a new asset. */
export interface AssetOfficers {
  readonly issuer: string;
  readonly minter: string;
  readonly transferAgent: string;
  readonly compliance: string;
  readonly oracle: string;
  readonly reportApprovers: readonly string[];
  readonly pauser: string;
  readonly unpauser: string;
  /** Seconds between announcing and doing an unpause; a restart is never a surprise. */
  readonly unpauseDelay: number;
}

/** The `grants` of `AssetFactory.deploy`. */
export function assetGrants(o: AssetOfficers): IAccessHub.RoleGrantStruct[] {
  const grant = (role: RoleName, account: string, executionDelay = 0) => ({
    role: roleKey(role),
    account,
    executionDelay,
  });
  return [
    grant('issuer', o.issuer),
    grant('minter', o.minter),
    grant('transferAgent', o.transferAgent),
    grant('compliance', o.compliance),
    grant('oracle', o.oracle),
    ...o.reportApprovers.map((account) => grant('reportApprover', account)),
    grant('pauser', o.pauser),
    grant('unpauser', o.unpauser, o.unpauseDelay),
  ];
}

/** States of a feed, by the number of the contract's `FeedStatus` enum. */
export const FEED_STATUSES = [
  'EMPTY',
  'OK',
  'PARKED',
  'PAUSED',
  'PUBLICATION_STALE',
  'VALUATION_STALE',
] as const;
export type FeedStatusName = (typeof FEED_STATUSES)[number];

/** The name of a feed's status. */
export function feedStatusName(code: bigint | number): FeedStatusName {
  const name = FEED_STATUSES[Number(code)];
  if (name === undefined) throw new RangeError(`No feed has status ${code}`);
  return name;
}

/** A feed's policy; see IReportFeed.sol for every field. */
export type FeedPolicy = IReportFeed.FeedPolicyStruct;
