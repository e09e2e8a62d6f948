import { on, type Mutation } from './table.ts';

const gate = on('contracts/reserves/SecureMint.sol', [
  'test/SecureMint.t.sol',
  'test/SecureMintFeeds.t.sol',
]);
const sums = on('contracts/reserves/ReserveMath.sol', [
  'test/SecureMint.t.sol',
  'test/SecureMintFeeds.t.sol',
]);

/** Every guard of SecureMint. */
export const RESERVES: readonly Mutation[] = [
  gate(
    '_token != address(0) || token_.code.length == 0',
    'token_.code.length == 0',
    0,
    'set up once',
  ),
  gate(
    '_token != address(0) || token_.code.length == 0',
    '_token != address(0)',
    0,
    'set up for a contract',
  ),
  gate('amount == 0', 'false', 0, 'mint of nothing'),
  gate('stop != MintStop.OK', 'false', 0, 'a stop stops'),
  gate('amount > Math.saturatingSub(usable, supply)', 'false', 0, 'within reserves'),
  gate(
    'amount > Math.saturatingSub(usable, supply)',
    'amount >= Math.saturatingSub(usable, supply)',
    0,
    'exactly the reserves',
  ),
  gate(
    'amount > Math.saturatingSub(usable, supply)',
    'amount > usable',
    0,
    'what exists is covered first',
  ),
  gate('!_rates[msg.sender].tryConsume(ENTRY, amount)', 'false', 0, "minter's rate"),
  gate(
    'minter == address(0) || (capacity != 0 && window == 0)',
    'capacity != 0 && window == 0',
    0,
    'rate of nobody',
  ),
  gate(
    'minter == address(0) || (capacity != 0 && window == 0)',
    'minter == address(0)',
    0,
    'rate without a window',
  ),
  gate('!readable ||\n            decimals > 18', '!readable', 0, 'decimals of a new feed'),
  gate(
    'rules.marginBps >= ReserveMath.ALL_BPS',
    'rules.marginBps > ReserveMath.ALL_BPS',
    0,
    'margin of everything',
  ),
  gate('rules.maxPublicationAge == 0', 'false', 0, 'a publication age is set'),
  gate('rules.maxValuationAge == 0', 'false', 0, 'a valuation age is set'),
  gate('fed != own', 'false', 0, "another asset's feed"),
  gate('!readable || decimals != _feedDecimals', '!readable', 0, 'decimals moved'),
  gate('!told || status != uint256(FeedStatus.OK)', '!told', 0, "feed's own status"),
  gate(
    'r.updatedAt == 0 || r.answeredInRound < r.round',
    'r.answeredInRound < r.round',
    0,
    'never published',
  ),
  gate(
    'r.updatedAt == 0 || r.answeredInRound < r.round',
    'r.updatedAt == 0',
    0,
    'answered in an earlier round',
  ),
  gate('r.answer <= 0', 'r.answer < 0', 0, 'reserve of zero'),
  gate('r.answer <= 0', 'r.answer == 0', 0, 'negative reserve'),
  gate('uint256(r.answer) > ReserveMath.MAX_RESERVE', 'false', 0, 'absurd reserve'),
  gate(
    'r.startedAt == 0 || r.startedAt > r.updatedAt || r.updatedAt > block.timestamp',
    'r.startedAt > r.updatedAt || r.updatedAt > block.timestamp',
    0,
    'never valued',
  ),
  gate(
    'r.startedAt == 0 || r.startedAt > r.updatedAt || r.updatedAt > block.timestamp',
    'r.startedAt == 0 || r.updatedAt > block.timestamp',
    0,
    'published before valued',
  ),
  gate(
    'r.startedAt == 0 || r.startedAt > r.updatedAt || r.updatedAt > block.timestamp',
    'r.startedAt == 0 || r.startedAt > r.updatedAt',
    0,
    'published in the future',
  ),
  gate('block.timestamp - r.updatedAt > rules.maxPublicationAge', 'false', 0, 'publication stale'),
  gate(
    'block.timestamp - r.updatedAt > rules.maxPublicationAge',
    'block.timestamp - r.updatedAt >= rules.maxPublicationAge',
    0,
    'last second of the publication',
  ),
  gate('block.timestamp - r.startedAt > rules.maxValuationAge', 'false', 0, 'valuation stale'),
  gate(
    'block.timestamp - r.startedAt > rules.maxValuationAge',
    'block.timestamp - r.startedAt >= rules.maxValuationAge',
    0,
    'last second of the valuation',
  ),
  gate('rules.maxAttestationAge == 0', 'true', 0, 'attestation asked for'),
  gate('told && attestedAt != 0 && attestedAt <= block.timestamp', 'told', 0, 'never attested'),
  gate(
    '!fresh || block.timestamp - attestedAt > rules.maxAttestationAge',
    '!fresh',
    0,
    'attestation stale',
  ),
  sums('ALL_BPS - marginBps', 'ALL_BPS', 0, 'margin'),
];
