import { on, type Mutation } from './table.ts';

const feed = on('contracts/oracle/ReportFeed.sol', [
  'test/ReportFeed.t.sol',
  'test/ReserveFeed.t.sol',
  'test/OracleCommittee.t.sol',
]);
const policy = on('contracts/oracle/PolicyWords.sol', ['test/ReportFeed.t.sol']);

/** Every guard of ReportFeed. */
export const FEEDS: readonly Mutation[] = [
  feed('_assetId != 0', 'false', 0, 'set up once'),
  feed('init.assetId == 0 || init.decimals > 18', 'init.decimals > 18', 0, 'set up for an asset'),
  feed('init.assetId == 0 || init.decimals > 18', 'init.assetId == 0', 0, 'decimals'),
  feed('msg.sender != COMMITTEE', 'false', 0, 'only the committee'),
  feed('last & RoundWord.PAUSED != 0', 'false', 0, 'pause, push'),
  feed(
    'answer < bounds.minAnswer() || answer > bounds.maxAnswer()',
    'answer > bounds.maxAnswer()',
    0,
    'lower bound',
  ),
  feed(
    'answer < bounds.minAnswer() || answer > bounds.maxAnswer()',
    'answer < bounds.minAnswer()',
    0,
    'upper bound',
  ),
  feed('_needsApproval(last, limits, answer)', 'false', 0, 'approval'),
  feed('last & RoundWord.PAUSED != 0', 'false', 1, 'pause, approval'),
  feed(
    'msg.sender == waiting.proposer || msg.sender == waiting.firstApprover',
    'msg.sender == waiting.firstApprover',
    0,
    'proposer approves',
  ),
  feed(
    'msg.sender == waiting.proposer || msg.sender == waiting.firstApprover',
    'msg.sender == waiting.proposer',
    0,
    'one approves twice',
  ),
  feed('block.timestamp > closes', 'false', 0, 'window of approval'),
  feed('block.timestamp > closes', 'block.timestamp >= closes', 0, 'last second of the window'),
  feed('waiting.firstApprover == address(0)', 'false', 0, 'a second approver'),
  feed(
    'waiting.answer < bounds.minAnswer() || waiting.answer > bounds.maxAnswer()',
    'false',
    0,
    'bounds, approval',
  ),
  feed('_newest & RoundWord.PAUSED != 0', 'false', 0, 'paused twice'),
  feed('_newest & RoundWord.PAUSED == 0', 'false', 0, 'released twice'),
  feed('round != uint32(last.round() + 1)', 'false', 0, 'next round'),
  feed('valuationTime <= last.valuationTime()', 'false', 0, 'newer valuation'),
  feed(
    'valuationTime <= last.valuationTime()',
    'valuationTime < last.valuationTime()',
    0,
    'same valuation again',
  ),
  feed('valuationTime > block.timestamp', 'false', 0, 'valuation in the future'),
  feed('oldest != 0 && valuationTime + oldest < block.timestamp', 'false', 0, 'old valuation'),
  feed('block.timestamp > expiry', 'false', 0, 'expired report'),
  feed('block.timestamp > expiry', 'block.timestamp >= expiry', 0, 'last second of a report'),
  feed('block.timestamp < earliest', 'false', 0, 'interval'),
  feed('limits & PolicyWords.ALWAYS_APPROVE != 0', 'false', 0, 'always approved'),
  feed('_beyond(last.answer(), answer, limits.maxDeviationBps())', 'false', 0, 'breaker'),
  feed('_beyond(from, answer, daily)', 'false', 0, 'daily breaker'),
  feed('block.timestamp >= uint256(day.time) + 1 days', 'true', 0, 'start of the day'),
  feed('digest == 0 || waiting.digest != digest', 'digest == 0', 0, 'this very report'),
  feed('digest == 0 || waiting.digest != digest', 'waiting.digest != digest', 0, 'nothing parked'),
  feed(
    'age != 0 && block.timestamp > newest.updatedAt() + age',
    'false',
    0,
    'status: publication stale',
  ),
  feed(
    'age != 0 && block.timestamp > newest.valuationTime() + age',
    'false',
    0,
    'status: valuation stale',
  ),
  feed(
    'distance * 10_000 > base * bps',
    'distance * 10_000 >= base * bps',
    0,
    'exactly the breaker',
  ),
  feed('bps == 0', 'false', 0, 'no breaker'),
  policy('minAnswer(bounds) > maxAnswer(bounds)', 'false', 0, 'policy: bounds'),
  policy('mayPark && approvalWindow(limits) == 0', 'false', 0, 'policy: window'),
];
