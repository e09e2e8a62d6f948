// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IOracleCommittee} from "../contracts/interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../contracts/interfaces/IReportFeed.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {OracleWorld} from "./support/OracleWorld.sol";
import {World} from "./support/World.sol";

/// @notice Edges of the transfer rules that only a broken guard reaches.
contract TokenEdgesTest is World {
    function setUp() public override {
        super.setUp();
        _mint(alice, 1_000);
    }

    function test_nobody_is_named_as_sender_or_receiver_before_anything_else_is_said() public {
        token.pause();
        same(uint256(_reason(address(0), bob, 1)), uint256(Reason.INVALID_SENDER), "no sender");
        same(uint256(_reason(alice, address(0), 1)), uint256(Reason.INVALID_RECEIVER), "no receiver");
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(0)));
        token.transferFrom(address(0), bob, 0);
    }

    function test_an_order_needs_a_sender_and_a_receiver() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSender.selector, address(0)));
        token.forcedTransfer(address(0), bob, 0, "order", 0);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        token.forcedTransfer(alice, address(0), 1, "order", 0);
        (Reason reason, ) = token.explainMint(address(0), 1);
        same(uint256(reason), uint256(Reason.INVALID_RECEIVER), "mint");
        same(token.balanceOf(alice), 1_000, "nothing moved");
    }

    function test_a_transfer_to_oneself_meets_no_limit() public {
        token.setRules(IAssetToken.Rules(500, 1, 0, 0));
        vm.prank(alice);
        token.transfer(alice, 1_000);
        same(token.balanceOf(alice), 1_000, "as before");
        same(token.holderCount(), 1, "one holder");
    }

    function test_an_exempt_account_that_empties_makes_no_room_for_a_holder() public {
        _register(carol, 3);
        _mint(carol, 70);
        token.setExempt(carol, true);
        token.setRules(IAssetToken.Rules(0, 1, 0, 0));
        _refused(Reason.MAX_HOLDERS_EXCEEDED, carol, bob, 70);
        same(token.holderCount(), 1, "still one");
    }
}

/// @notice Edges of a feed's guards.
contract FeedEdgesTest is OracleWorld {
    function setUp() public override {
        super.setUp();
        _publish(ONE);
    }

    function _park() private returns (bytes32 digest) {
        IOracleCommittee.Report memory r = _report(2 * ONE);
        holds(!_submit(r), "parked");
        digest = committee.digestOf(r);
    }

    function _approve(address who, bytes32 digest) private {
        vm.prank(who);
        nav.approveParked(digest, "", 0);
    }

    function test_a_feed_is_set_up_for_an_asset_with_decimals_that_are_understood() public {
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.FACTORY), address(this), 0);
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.InvalidFeedInit.selector, bytes32(0), 6));
        committee.openFeed(0, IReportFeed.FeedInit(0, "x", 6, false, _policy()));
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.InvalidFeedInit.selector, ASSET, 19));
        committee.openFeed(0, IReportFeed.FeedInit(ASSET, "x", 19, false, _policy()));
    }

    function test_an_answer_above_the_upper_bound_is_refused() public {
        IReportFeed.FeedPolicy memory p = _policy();
        p.maxAnswer = ONE;
        nav.setPolicy(p);
        IOracleCommittee.Report memory r = _report(ONE + 1);
        bytes memory proof = _sign(committee.digestOf(r), 7);
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.OutOfBounds.selector, ONE + 1, 1, ONE));
        committee.submit(r, 7, proof);
    }

    function test_a_paused_feed_approves_nothing() public {
        bytes32 digest = _park();
        nav.pause();
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.FeedIsPaused.selector, address(nav)));
        vm.prank(approver1);
        nav.approveParked(digest, "", 0);
        nav.unpause();
        _approve(approver1, digest);
        same(nav.parked().firstApprover, approver1, "approved after");
    }

    function test_the_window_of_approval_includes_its_last_second() public {
        bytes32 digest = _park();
        vm.warp(block.timestamp + 1 days);
        _approve(approver1, digest);
        _approve(approver2, digest);
        same(uint256(nav.latestAnswer()), uint256(int256(2 * ONE)), "published");
    }

    function test_bounds_narrowed_meanwhile_bind_an_approval() public {
        bytes32 digest = _park();
        _approve(approver1, digest);
        IReportFeed.FeedPolicy memory p = _policy();
        p.maxAnswer = ONE;
        nav.setPolicy(p);
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.OutOfBounds.selector, 2 * ONE, 1, ONE));
        vm.prank(approver2);
        nav.approveParked(digest, "", 0);
        same(uint256(nav.latestAnswer()), uint256(int256(ONE)), "as before");
    }

    function test_pause_and_release_change_something_or_are_refused() public {
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.FeedPauseUnchanged.selector, false));
        nav.unpause();
        nav.pause();
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.FeedPauseUnchanged.selector, true));
        nav.pause();
    }
}
