import { on, type Mutation } from './table.ts';

const vault = on('contracts/reserves/BarVault.sol', [
  'test/BarVault.t.sol',
  'test/BarVaultBadInput.t.sol',
]);

/** Every guard of the BarVault. */
export const BARS: readonly Mutation[] = [
  vault(
    '_token != address(0) || token.code.length == 0 || IAccessHub(HUB).kindOf(feed) != Roles.KIND_FEED',
    'token.code.length == 0 || IAccessHub(HUB).kindOf(feed) != Roles.KIND_FEED',
    0,
    'set up once',
  ),
  vault(
    '_token != address(0) || token.code.length == 0 || IAccessHub(HUB).kindOf(feed) != Roles.KIND_FEED',
    '_token != address(0) || IAccessHub(HUB).kindOf(feed) != Roles.KIND_FEED',
    0,
    'set up for a contract',
  ),
  vault(
    '_token != address(0) || token.code.length == 0 || IAccessHub(HUB).kindOf(feed) != Roles.KIND_FEED',
    '_token != address(0) || token.code.length == 0',
    0,
    'set up with a feed of this platform',
  ),
  vault(
    'IReportFeed(feed).assetId() != IAssetToken(token).assetId()',
    'false',
    0,
    "set up with the asset's own feed",
  ),
  vault('_bars[barId] != BarState.FREE', 'false', 0, 'one bar, one redemption'),
  vault('msg.sender == r.holder', 'false', 0, 'nobody accepts what is his own'),
  vault('r.state != state', 'false', 0, 'steps in their order'),
  vault(
    'r.state != RedemptionState.REQUESTED && r.state != RedemptionState.ACCEPTED',
    'false',
    0,
    'refused before shipping only',
  ),
  vault(
    'r.state != RedemptionState.REQUESTED && r.state != RedemptionState.ACCEPTED',
    'r.state != RedemptionState.REQUESTED',
    0,
    'refused after acceptance too',
  ),
  vault(
    'r.state == RedemptionState.DELIVERED || r.state == RedemptionState.RECLAIMED',
    'r.state == RedemptionState.RECLAIMED',
    0,
    'nothing to assume once delivered',
  ),
  vault(
    'r.state == RedemptionState.DELIVERED || r.state == RedemptionState.RECLAIMED',
    'r.state == RedemptionState.DELIVERED',
    0,
    'nothing to assume once reclaimed',
  ),
  vault('msg.sender != holder', 'true', 0, 'assumed by another wallet'),
  vault('registry.isVerified(msg.sender)', 'true', 0, 'assumed by a verified wallet'),
  vault('registry.sameInvestor(holder, msg.sender)', 'true', 0, 'assumed by the same investor'),
  vault('!takes', 'false', 0, 'who may assume'),
  vault(
    'bar.fineMilliOz == 0 || bar.fineMilliOz > bar.grossMilliOz',
    'bar.fineMilliOz > bar.grossMilliOz',
    0,
    'a bar weighs something',
  ),
  vault(
    'bar.fineMilliOz == 0 || bar.fineMilliOz > bar.grossMilliOz',
    'bar.fineMilliOz == 0',
    0,
    'no finer than gross',
  ),
  vault('root == 0', 'false', 0, 'a bar list'),
  vault('!MerkleProof.verifyCalldata(proof, root, leaf)', 'false', 0, 'on the list'),
  vault('msg.sender != holder', 'false', 1, 'only the holder'),
  vault('!_registry().isVerified(holder)', 'false', 0, 'a verified redeemer'),
];
