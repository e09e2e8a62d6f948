// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IOracleCommittee} from "../contracts/interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../contracts/interfaces/IReportFeed.sol";
import {IReserveFeed} from "../contracts/interfaces/IReserveFeed.sol";
import {OracleCommittee} from "../contracts/oracle/OracleCommittee.sol";
import {PolicyMargin} from "../contracts/oracle/PolicyMargin.sol";
import {PolicyWords} from "../contracts/oracle/PolicyWords.sol";
import {ReportFeed} from "../contracts/oracle/ReportFeed.sol";
import {RoundWord} from "../contracts/oracle/RoundWord.sol";
import {OracleWorld} from "./support/OracleWorld.sol";

/// @notice Which address is a feed, what it does itself, and when its policy need not be read.
contract FeedFacesTest is OracleWorld {
    using PolicyWords for uint256;
    using RoundWord for uint256;

    function test_the_committee_believes_nobody_who_says_he_is_a_feed() public {
        bytes memory forged = abi.encodePacked(abi.encodeCall(IReportFeed.pause, ()), approver1);
        bytes memory refusal = abi.encodeWithSelector(IOracleCommittee.NotAFeed.selector, address(this));
        (bool done, bytes memory answer) = address(committee).call(forged);
        holds(!done && keccak256(answer) == keccak256(refusal), "pause");
        ReportFeed direct = ReportFeed(address(committee));
        vm.expectRevert(refusal);
        direct.unpause();
        vm.expectRevert(refusal);
        direct.setPolicy(_policy());
        vm.expectRevert(refusal);
        direct.approveParked(bytes32("x"), "", 0);
        vm.expectRevert(refusal);
        direct.rejectParked(bytes32("x"), "");
        vm.expectRevert(refusal);
        direct.latestRoundData();
    }

    function test_a_proxy_of_the_committee_that_it_did_not_open_is_no_feed() public {
        ReportFeed alike = ReportFeed(Clones.clone(address(committee)));
        bytes memory refusal = abi.encodeWithSelector(IOracleCommittee.NotAFeed.selector, address(alike));
        vm.expectRevert(refusal);
        alike.latestRoundData();
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        alike.pause();
        IOracleCommittee.Report memory r = _report(ONE);
        r.feed = address(alike);
        bytes memory proof = _sign(committee.digestOf(r), 7);
        vm.expectRevert(refusal);
        committee.submit(r, 7, proof);
    }

    function test_a_feed_does_nothing_that_is_the_committees() public {
        OracleCommittee face = OracleCommittee(address(nav));
        bytes memory refusal = abi.encodeWithSelector(IOracleCommittee.NotTheCommittee.selector, address(nav));
        IOracleCommittee.Report memory r = _report(ONE);
        vm.expectRevert(refusal);
        face.submit(r, 0, "");
        vm.expectRevert(refusal);
        face.submitBatch(new IOracleCommittee.Report[](1), 0, "");
        vm.expectRevert(refusal);
        face.setSigners(new address[](0), 0);
        vm.expectRevert(refusal);
        face.checkStatement(0, 0, 0, "");
        vm.expectRevert(refusal);
        face.openFeed(0, IReportFeed.FeedInit(ASSET, "x", 6, false, _policy()));
        vm.expectRevert(refusal);
        face.digestOf(r);
        vm.expectRevert(refusal);
        face.signers();
    }

    function test_a_feed_is_opened_once_where_it_was_foretold_and_only_for_its_opener() public {
        IReportFeed.FeedInit memory init = IReportFeed.FeedInit(ASSET, "spot", 8, false, _policy());
        address foretold = committee.feedAddress(address(this), "one", _policy(), false);
        uint64 factoryRole = hub.roleId(Roles.PLATFORM, Roles.FACTORY);
        hub.grantRole(factoryRole, address(this), 0);
        address feed = committee.openFeed("one", init);
        same(feed, foretold, "address");
        holds(ReportFeed(feed).decimals() == 8 && ReportFeed(feed).assetId() == ASSET, "identity");
        same(ReportFeed(feed).committee(), address(committee), "committee");
        vm.expectRevert(Errors.FailedDeployment.selector);
        committee.openFeed("one", init);
        hub.grantRole(factoryRole, approver1, 0);
        vm.prank(approver1);
        holds(committee.openFeed("one", init) != feed, "another opener, another feed");
        (init.policy.minAnswer, init.policy.maxAnswer) = (2, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IReportFeed.InvalidPolicy.selector, 2, 1, init.policy.approvalWindow)
        );
        committee.openFeed("two", init);
    }

    function test_nobody_but_the_platform_shows_a_feed_of_this_committee() public {
        IReportFeed.FeedInit memory init = IReportFeed.FeedInit(ASSET, "spot", 8, false, _policy());
        address foretold = committee.feedAddress(outsider, "one", _policy(), false);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        committee.openFeed("one", init);
        same(foretold.code.length, 0, "nothing there");
    }

    function test_only_a_feed_of_reserves_carries_paper() public {
        IReserveFeed plain = IReserveFeed(address(nav));
        bytes memory refusal = abi.encodeWithSelector(IReserveFeed.NotAReserveFeed.selector, address(nav));
        IReserveFeed.Attestation memory a;
        vm.expectRevert(refusal);
        plain.attest(a, 7, "");
        vm.expectRevert(refusal);
        plain.attestation();
        vm.expectRevert(refusal);
        plain.barListRoot();
        same(IReserveFeed(address(reserve)).attestation().round, 0, "the reserve feed does");
    }

    function test_a_round_is_told_by_the_committee_and_names_its_feed() public {
        IOracleCommittee.Report memory r = _report(ONE);
        bytes32 digest = committee.digestOf(r);
        bytes memory proof = _sign(digest, 7);
        vm.expectEmit();
        emit IReportFeed.ReportAccepted(address(nav), 1, ONE, uint32(block.timestamp), digest);
        committee.submit(r, 7, proof);
    }

    function test_nothing_parked_is_approved_by_no_digest() public {
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.NothingParked.selector, bytes32(0)));
        vm.prank(approver1);
        nav.approveParked(0, "", 0);
    }

    function test_a_daily_limit_lets_its_exact_move_pass_and_no_more() public {
        IReportFeed.FeedPolicy memory p = _policy();
        p.dailyDeviationBps = 100;
        p.maxDeviationBps = 0;
        nav.setPolicy(p);
        _publish(ONE);
        _publish(ONE + ONE / 100);
        holds(!_submit(_report(ONE + ONE / 100 + 1)), "one more waits");
    }

    function test_a_breaker_lets_its_exact_move_pass_where_no_margin_is_left() public {
        IReportFeed.FeedPolicy memory p = _policy();
        (p.minAnswer, p.maxAnswer) = (-10 * ONE, 10 * ONE);
        nav.setPolicy(p);
        _publish(-ONE);
        _publish(-ONE - ONE / 100);
        holds(!_submit(_report(0)), "beyond");
    }

    /// @dev Without an interval a report clears every limit but these at once.
    function test_where_people_or_the_day_decide_no_report_is_plain() public {
        IReportFeed.FeedPolicy memory p = _policy();
        (p.minInterval, p.alwaysApprove) = (0, true);
        _publish(ONE);
        nav.setPolicy(p);
        holds(!_submit(_report(ONE)), "two people see even an unchanged price");
        (p.alwaysApprove, p.dailyDeviationBps) = (false, 50);
        nav.setPolicy(p);
        _publish(ONE);
        holds(!_submit(_report(ONE + (ONE * 8) / 1000)), "within the breaker, beyond the day's limit");
    }

    function test_a_report_is_plain_in_every_respect_or_judged() public view {
        (uint256 bounds, uint256 limits) = PolicyWords.pack(_policy());
        uint256 last = RoundWord.LISTED.withPolicy(100, PolicyMargin.left(bounds, limits)).next(
            ONE,
            block.timestamp - 1 hours,
            block.timestamp - 1 hours
        );
        IOracleCommittee.Report memory r = IOracleCommittee.Report({
            feed: address(nav),
            epoch: 1,
            round: 2,
            answer: ONE + ONE / 100,
            valuationTime: uint32(block.timestamp - 1 hours + 1),
            expiry: uint32(block.timestamp)
        });
        holds(this.isPlain(last, r), "plain at every edge");
        holds(!this.isPlain(last | RoundWord.PARKED, r), "parked");
        holds(!this.isPlain(last | RoundWord.PAUSED, r), "paused");
        holds(!this.isPlain(last & ~RoundWord.LISTED, r), "no feed");
        holds(!this.isPlain(last + (1 << 160), r), "interval");
        r.round = 3;
        holds(!this.isPlain(last, r), "round");
        r.round = 2;
        r.valuationTime -= 1;
        holds(!this.isPlain(last, r), "not newer");
        r.valuationTime = uint32(block.timestamp + 1);
        holds(!this.isPlain(last, r), "future");
        r.valuationTime = uint32(block.timestamp);
        r.expiry -= 1;
        holds(!this.isPlain(last, r), "expired");
        r.expiry += 1;
        r.answer += 1;
        holds(!this.isPlain(last, r), "breaker");
        r.answer = ONE - ONE / 100;
        holds(this.isPlain(last, r), "breaker downwards");
        r.answer -= 1;
        holds(!this.isPlain(last, r), "breaker downwards, one more");
    }

    /// @dev Invariant of the margin: what clears it breaks no limit of the policy, whatever the policy.
    function testFuzz_what_clears_the_margin_lies_within_the_policy(
        IReportFeed.FeedPolicy memory p,
        uint256 seed
    ) public view {
        p.minInterval = uint32(_span(seed));
        p.maxValuationAge = uint32(_span(seed >> 8));
        p.minAnswer = _near(seed >> 16);
        p.maxAnswer = _near(seed >> 32);
        (uint256 bounds, uint256 limits) = PolicyWords.pack(p);
        uint256 updatedAt = block.timestamp - _span(seed >> 48);
        uint256 last = RoundWord.LISTED.withPolicy(0, PolicyMargin.left(bounds, limits)).next(0, 0, updatedAt);
        uint256 valued = block.timestamp - _span(seed >> 56);
        IOracleCommittee.Report memory r = IOracleCommittee.Report(
            address(nav),
            1,
            2,
            _near(seed >> 64),
            uint32(valued),
            type(uint32).max
        );
        if (!this.isPlain(last, r)) return;
        holds(r.answer >= p.minAnswer && r.answer <= p.maxAnswer, "bounds");
        holds(block.timestamp >= updatedAt + p.minInterval, "interval");
        holds(p.maxValuationAge == 0 || valued + p.maxValuationAge >= block.timestamp, "age");
        holds(!p.alwaysApprove && p.dailyDeviationBps == 0, "approval");
    }

    /// @dev An hour, a day and their neighbours, none and the longest that the tests' clock knows.
    function _span(uint256 seed) private pure returns (uint256) {
        uint256[8] memory spans = [uint256(0), 1, 3599, 3600, 3601, 86_399, 86_400, 86_401];
        return spans[seed & 7];
    }

    /// @dev A power of two, its neighbours and their negatives.
    function _near(uint256 seed) private pure returns (int128) {
        int256 value = int256(1 << (seed & 0x7f) % 127) + int256((seed >> 7) & 3) - 1;
        return int128((seed >> 9) & 7 == 0 ? -value : value);
    }

    function isPlain(uint256 last, IOracleCommittee.Report calldata report) external view returns (bool) {
        return PolicyMargin.isPlain(last, report);
    }
}
