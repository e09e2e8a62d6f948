// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IOracleCommittee} from "../contracts/interfaces/IOracleCommittee.sol";
import {FeedStatus, IReportFeed} from "../contracts/interfaces/IReportFeed.sol";
import {OracleWorld} from "./support/OracleWorld.sol";

/// @notice What a feed publishes, parks and refuses.
contract ReportFeedTest is OracleWorld {
    function setUp() public override {
        super.setUp();
        _publish(ONE);
    }

    function test_an_answer_reads_alike_through_every_interface() public view {
        (uint80 id, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredIn) = nav.latestRoundData();
        holds(id == 1 && answeredIn == 1 && answer == ONE, "v3");
        same(startedAt, START, "valuation time");
        same(updatedAt, START, "block time");
        holds(nav.latestAnswer() == ONE && nav.latestRound() == 1 && nav.latestTimestamp() == START, "v2");
        holds(nav.getAnswer(1) == ONE && nav.getTimestamp(1) == START, "v2 history");
        IReportFeed.Round memory round = nav.roundOf(1);
        holds(round.answer == ONE && round.round == 1 && round.maxDeviationBps == 100, "history");
        same(nav.decimals(), 6, "decimals");
        same(nav.version(), 1, "version");
    }

    function test_20_unknown_rounds_answer_as_ocr2_consumers_expect() public view {
        (uint80 id, int256 answer, , uint256 updatedAt, uint80 answeredIn) = nav.getRoundData(7);
        holds(id == 7 && answeredIn == 7 && answer == 0 && updatedAt == 0, "unknown");
        (id, answer, , updatedAt, answeredIn) = nav.getRoundData(uint80(type(uint32).max) + 1);
        holds(id == 0 && answeredIn == 0, "beyond");
        (id, answer, , , ) = reserve.latestRoundData();
        holds(id == 0 && answer == 0, "empty");
        holds(reserve.status() == FeedStatus.EMPTY, "status");
    }

    function testFuzz_rounds_are_contiguous_and_history_is_never_rewritten(uint256 seed) public {
        int128 answer = ONE;
        int128[8] memory published;
        for (uint256 i = 0; i < 8; ++i) {
            seed = uint256(keccak256(abi.encode(seed)));
            answer += int128(int256(seed % 200)) - 100;
            published[i] = answer;
            _publish(answer);
        }
        same(nav.latestRound(), 9, "rounds");
        holds(nav.getAnswer(1) == ONE, "first");
        uint256 time = START;
        for (uint256 i = 0; i < 8; ++i) {
            (, int256 told, uint256 startedAt, , ) = nav.getRoundData(uint80(i + 2));
            holds(told == published[i], "history");
            holds(startedAt > time, "valuation times rise");
            time = startedAt;
        }
        holds(nav.latestAnswer() == nav.getAnswer(9), "newest word is the last of history");
    }

    function test_guards_refuse_in_their_order() public {
        IOracleCommittee.Report memory r = _report(ONE);
        r.round = 3;
        r.valuationTime = uint32(START);
        r.expiry = uint32(START);
        r.answer = 0;
        nav.pause();
        _refusedReport(r, abi.encodeWithSelector(IReportFeed.FeedIsPaused.selector, address(nav)));
        nav.unpause();
        _refusedReport(r, abi.encodeWithSelector(IReportFeed.WrongRound.selector, 3, 2));
        r.round = 2;
        _refusedReport(r, abi.encodeWithSelector(IReportFeed.ValuationNotNewer.selector, START, START));
        r.valuationTime = uint32(block.timestamp + 1);
        _refusedReport(
            r,
            abi.encodeWithSelector(IReportFeed.ValuationInFuture.selector, r.valuationTime, block.timestamp)
        );
        r.valuationTime = uint32(START + 1);
        vm.warp(START + 6 days);
        _refusedReport(
            r,
            abi.encodeWithSelector(IReportFeed.ValuationTooOld.selector, START + 1, block.timestamp - 5 days)
        );
        r.valuationTime = uint32(block.timestamp);
        _refusedReport(r, abi.encodeWithSelector(IReportFeed.ReportExpired.selector, START, block.timestamp));
        r.expiry = uint32(block.timestamp);
        _refusedReport(r, abi.encodeWithSelector(IReportFeed.OutOfBounds.selector, 0, 1, type(int128).max));
        r.answer = ONE;
        holds(_submit(r), "accepted at last");
        vm.warp(block.timestamp + 59);
        r = _report(ONE);
        _refusedReport(
            r,
            abi.encodeWithSelector(IReportFeed.TooSoon.selector, block.timestamp, block.timestamp + 1)
        );
    }

    /// @dev 1 % of 1.000000 is 0.010000: that much passes, one more waits.
    function testFuzz_a_report_over_the_limit_is_parked_exactly_at_the_boundary(int128 base, bool up) public {
        base = int128(int256(within(uint256(uint128(base)), 200, 1e30)));
        IReportFeed.FeedPolicy memory p = _policy();
        p.maxDeviationBps = 0;
        nav.setPolicy(p);
        _publish(base);
        p.maxDeviationBps = 100;
        nav.setPolicy(p);
        int128 most = base / 100;
        int128 over = base + (up ? most + 1 : -most - 1);
        holds(!_submit(_report(over)), "parked");
        holds(nav.latestAnswer() == base && nav.status() == FeedStatus.PARKED, "the old answer stays");
        int128 inside = base + (up ? most : -most);
        holds(_submit(_report(inside)), "accepted");
        holds(nav.latestAnswer() == inside && nav.status() == FeedStatus.OK, "published");
        same(uint256(nav.parked().digest), 0, "nothing waits any more");
    }

    function test_16_a_parked_report_needs_two_people_other_than_its_proposer() public {
        hub.grantRole(hub.roleId(ASSET, "reportApprover"), outsider, 0);
        IOracleCommittee.Report memory r = _report(2 * ONE);
        bytes32 digest = committee.digestOf(r);
        bytes memory proof = _sign(digest, 7);
        vm.prank(outsider);
        committee.submit(r, 7, proof);
        same(nav.parked().proposer, outsider, "proposer");

        _refusedApproval(outsider, digest, abi.encodeWithSelector(IReportFeed.ApproverNotDistinct.selector, outsider));
        _refusedApproval(
            carol,
            digest,
            abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, carol)
        );
        bytes32 other = keccak256("another");
        _refusedApproval(approver1, other, abi.encodeWithSelector(IReportFeed.NothingParked.selector, other));

        vm.prank(approver1);
        nav.approveParked(digest, "rate cut", keccak256("evidence"));
        holds(nav.latestAnswer() == ONE, "one is not enough");
        _refusedApproval(
            approver1,
            digest,
            abi.encodeWithSelector(IReportFeed.ApproverNotDistinct.selector, approver1)
        );
        vm.prank(approver2);
        nav.approveParked(digest, "rate cut", keccak256("evidence"));
        holds(nav.latestAnswer() == 2 * ONE && nav.latestRound() == 2, "published");
        holds(nav.status() == FeedStatus.OK, "status");
        _refusedApproval(approver2, digest, abi.encodeWithSelector(IReportFeed.NothingParked.selector, digest));
    }

    function test_a_parked_report_is_approved_in_time_or_not_at_all() public {
        IOracleCommittee.Report memory r = _report(2 * ONE);
        _submit(r);
        bytes32 digest = committee.digestOf(r);
        uint256 closes = block.timestamp + 1 days;
        vm.warp(closes + 1);
        _refusedApproval(
            approver1,
            digest,
            abi.encodeWithSelector(IReportFeed.ApprovalWindowClosed.selector, closes)
        );
    }

    function test_a_newer_report_over_the_limit_starts_its_approval_anew() public {
        IOracleCommittee.Report memory r = _report(2 * ONE);
        _submit(r);
        bytes32 digest = committee.digestOf(r);
        vm.prank(approver1);
        nav.approveParked(digest, "", 0);
        r.answer = 3 * ONE;
        _submit(r);
        _refusedApproval(approver2, digest, abi.encodeWithSelector(IReportFeed.NothingParked.selector, digest));
        same(nav.parked().firstApprover, address(0), "no approval is carried over");
    }

    function test_a_rejected_report_is_gone() public {
        IOracleCommittee.Report memory r = _report(2 * ONE);
        _submit(r);
        bytes32 digest = committee.digestOf(r);
        vm.prank(approver1);
        nav.rejectParked(digest, "typing error");
        holds(nav.status() == FeedStatus.OK && nav.parked().digest == 0, "gone");
    }

    function test_an_appraisal_always_waits_for_two_people() public {
        IReportFeed.FeedPolicy memory p = _policy();
        p.alwaysApprove = true;
        reserve.setPolicy(p);
        IOracleCommittee.Report memory r = _report(ONE);
        (r.feed, r.round) = (address(reserve), 1);
        holds(!_submit(r), "even the first");
        holds(reserve.status() == FeedStatus.PARKED, "parked");
    }

    function test_a_drift_of_small_steps_meets_the_daily_limit() public {
        IReportFeed.FeedPolicy memory p = _policy();
        p.dailyDeviationBps = 150;
        nav.setPolicy(p);
        _publish(ONE);
        _publish(1_009_000);
        holds(!_submit(_report(1_016_000)), "the day's limit");
        vm.warp(block.timestamp + 1 days);
        holds(_submit(_report(1_016_000)), "a new day");
    }

    function test_15_a_stale_feed_says_so_and_never_stops_a_transfer() public {
        _mint(alice, 10);
        vm.warp(START + 4 days);
        holds(nav.status() == FeedStatus.OK, "at the limit");
        vm.warp(START + 4 days + 1);
        holds(nav.status() == FeedStatus.PUBLICATION_STALE, "publication");
        IReportFeed.FeedPolicy memory p = _policy();
        p.heartbeat = 0;
        nav.setPolicy(p);
        vm.warp(START + 5 days + 1);
        holds(nav.status() == FeedStatus.VALUATION_STALE, "valuation");
        nav.pause();
        holds(nav.status() == FeedStatus.PAUSED, "pause");
        vm.prank(alice);
        token.transfer(bob, 10);
    }

    function testFuzz_a_policy_reads_as_it_was_written(IReportFeed.FeedPolicy memory p) public {
        vm.assume(p.minAnswer <= p.maxAnswer);
        vm.assume(p.approvalWindow != 0);
        holds(keccak256(abi.encode(nav.policy())) == keccak256(abi.encode(_policy())), "as born");
        nav.setPolicy(p);
        holds(keccak256(abi.encode(nav.policy())) == keccak256(abi.encode(p)), "as changed");
    }

    function testFuzz_a_round_packs_at_the_extremes(int128 answer) public {
        IReportFeed.FeedPolicy memory p;
        (p.minAnswer, p.maxAnswer) = (type(int128).min, type(int128).max);
        nav.setPolicy(p);
        _publish(answer);
        _publish(type(int128).min);
        _publish(type(int128).max);
        holds(nav.getAnswer(2) == answer, "any");
        holds(nav.getAnswer(3) == type(int128).min && nav.latestAnswer() == type(int128).max, "extremes");
    }

    function test_a_policy_that_makes_no_sense_is_refused() public {
        IReportFeed.FeedPolicy memory p = _policy();
        (p.minAnswer, p.maxAnswer) = (2, 1);
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.InvalidPolicy.selector, 2, 1, p.approvalWindow));
        nav.setPolicy(p);
        p = _policy();
        p.approvalWindow = 0;
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.InvalidPolicy.selector, p.minAnswer, p.maxAnswer, 0));
        nav.setPolicy(p);
    }

    function test_nobody_goes_around_the_committee_or_the_roles() public {
        IReportFeed.FeedPolicy memory p = _policy();
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider);
        vm.startPrank(outsider);
        vm.expectRevert(refused);
        nav.setPolicy(p);
        vm.expectRevert(refused);
        nav.pause();
        vm.expectRevert(refused);
        nav.unpause();
        vm.stopPrank();
    }

    function _refusedReport(IOracleCommittee.Report memory r, bytes memory refusal) private {
        bytes memory proof = _sign(committee.digestOf(r), 7);
        vm.expectRevert(refusal);
        committee.submit(r, 7, proof);
    }

    function _refusedApproval(address who, bytes32 digest, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(who);
        nav.approveParked(digest, "", 0);
    }
}
