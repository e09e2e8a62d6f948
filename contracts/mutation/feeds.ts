import { on, type Mutation } from './table.ts';

const TESTS = [
  'test/ReportFeed.t.sol',
  'test/FeedFaces.t.sol',
  'test/ReserveFeed.t.sol',
  'test/OracleCommittee.t.sol',
  'test/GuardEdges.t.sol',
];
const rounds = on('contracts/oracle/FeedRounds.sol', TESTS);
const feed = on('contracts/oracle/ReportFeed.sol', TESTS);
const face = on('contracts/oracle/FeedFace.sol', TESTS);
const opening = on('contracts/oracle/OracleCommittee.sol', TESTS);
const paper = on('contracts/oracle/ReserveFeed.sol', TESTS);
const policy = on('contracts/oracle/PolicyWords.sol', ['test/ReportFeed.t.sol']);
const margin = on('contracts/oracle/PolicyMargin.sol', [
  'test/FeedFaces.t.sol',
  'test/ReportFeed.t.sol',
]);

/** Every guard of the feeds: who may, what is published, what the margin lets pass unread. */
export const FEEDS: readonly Mutation[] = [
  face('address(this) != COMMITTEE', 'false', 3, 'a feed is not the committee'),
  opening(
    'init.assetId == 0 || init.decimals > 18',
    'init.decimals > 18',
    0,
    'opened for an asset',
  ),
  opening('init.assetId == 0 || init.decimals > 18', 'init.assetId == 0', 0, 'decimals'),
  opening('_salt(msg.sender, salt)', '_salt(address(0), salt)', 0, 'an address for its opener'),
  feed('newest == 0', 'false', 0, 'who asks is a feed'),
  rounds('last == 0', 'false', 0, 'what is reported on is a feed'),
  paper('limits & PolicyWords.OF_RESERVES == 0', 'false', 0, 'a feed of reserves'),
  rounds('last & RoundWord.PAUSED != 0', 'false', 0, 'pause, report'),
  rounds(
    'answer < bounds.minAnswer() || answer > bounds.maxAnswer()',
    'answer > bounds.maxAnswer()',
    0,
    'lower bound',
  ),
  rounds(
    'answer < bounds.minAnswer() || answer > bounds.maxAnswer()',
    'answer < bounds.minAnswer()',
    0,
    'upper bound',
  ),
  feed('last & RoundWord.PAUSED != 0', 'false', 0, 'pause, approval'),
  feed(
    'approver == waiting.proposer || approver == waiting.firstApprover',
    'approver == waiting.firstApprover',
    0,
    'proposer approves',
  ),
  feed(
    'approver == waiting.proposer || approver == waiting.firstApprover',
    'approver == waiting.proposer',
    0,
    'one approves twice',
  ),
  feed('block.timestamp > closes', 'false', 0, 'window of approval'),
  feed('block.timestamp > closes', 'block.timestamp >= closes', 0, 'last second of the window'),
  feed('waiting.firstApprover == address(0)', 'false', 0, 'a second approver'),
  rounds('waiting.answer', 'bounds.minAnswer()', 0, 'bounds, approval'),
  feed('last & RoundWord.PAUSED != 0', 'false', 1, 'paused twice'),
  feed('last & RoundWord.PAUSED == 0', 'false', 0, 'released twice'),
  rounds('round != uint32(last.round() + 1)', 'false', 0, 'next round'),
  rounds('valuationTime <= last.valuationTime()', 'false', 0, 'newer valuation'),
  rounds(
    'valuationTime <= last.valuationTime()',
    'valuationTime < last.valuationTime()',
    0,
    'same valuation again',
  ),
  rounds('valuationTime > block.timestamp', 'false', 0, 'valuation in the future'),
  rounds('oldest != 0 && valuationTime + oldest < block.timestamp', 'false', 0, 'old valuation'),
  rounds('block.timestamp > expiry', 'false', 0, 'expired report'),
  rounds('block.timestamp < earliest', 'false', 0, 'interval'),
  rounds('limits & PolicyWords.ALWAYS_APPROVE != 0', 'false', 0, 'always approved'),
  rounds('_breaks(last, answer)', 'false', 0, 'breaker'),
  rounds('last.round() != 0', 'true', 0, 'a first round moves from nothing'),
  rounds('!_breaksDay(feed, last, daily, answer)', 'true', 0, 'daily breaker'),
  rounds('block.timestamp >= uint256(day.time) + 1 days', 'true', 0, 'start of the day'),
  feed('digest == 0 || waiting.digest != digest', 'digest == 0', 0, 'this very report'),
  feed('digest == 0 || waiting.digest != digest', 'waiting.digest != digest', 0, 'nothing parked'),
  feed('newest & RoundWord.PAUSED != 0', 'false', 0, 'status: paused'),
  feed('newest & RoundWord.PARKED != 0', 'false', 0, 'status: parked'),
  feed('newest.round() == 0', 'false', 0, 'status: empty'),
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
  rounds(
    'distance * 10_000 > base * bps',
    'distance * 10_000 >= base * bps',
    0,
    'exactly the breaker',
  ),
  rounds('bps == 0', 'false', 0, 'no breaker'),
  policy('minAnswer(bounds) > maxAnswer(bounds)', 'false', 0, 'policy: bounds'),
  policy('mayPark && approvalWindow(limits) == 0', 'false', 0, 'policy: window'),
  margin('xor(and(shr(252, last), 7), 1)', '0', 0, 'margin: neither paused nor parked'),
  margin(
    'xor(calldataload(add(report, 0x40)), add(and(shr(192, last), 0xffffffff), 1))',
    '0',
    0,
    'margin: next round',
  ),
  margin('lt(calldataload(add(report, 0xa0)), timestamp())', '0', 0, 'margin: expiry'),
  margin(
    'iszero(gt(valuationTime, and(shr(128, last), 0xffffffff)))',
    '0',
    0,
    'margin: newer valuation',
  ),
  margin('slt(answer, shl(and(shr(237, last), 0x78), 1))', '0', 0, 'margin: lower bound'),
  margin('iszero(slt(answer, shl(and(shr(241, last), 0x78), 1)))', '0', 0, 'margin: upper bound'),
  margin(
    'lt(passed, and(shr(and(shr(243, last), 0x60), intervals), 0xffffffff))',
    '0',
    0,
    'margin: interval',
  ),
  margin(
    'gt(age, and(shr(and(shr(245, last), 0x60), ages), 0xffffffff))',
    '0',
    0,
    'margin: age, and the future',
  ),
  margin('mul(gt(move, most), bps)', '0', 0, 'margin: breaker'),
  margin(
    'limits & PolicyWords.ALWAYS_APPROVE != 0 || limits.dailyDeviationBps() != 0',
    'false',
    0,
    'margin: none where approval or a day decides',
  ),
];
