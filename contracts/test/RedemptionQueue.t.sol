// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IERC7540Redeem} from "../contracts/interfaces/IERC7540.sol";
import {IERC7575} from "../contracts/interfaces/IERC7575.sol";
import {IRedemptionQueue} from "../contracts/interfaces/IRedemptionQueue.sol";
import {FeedPrice} from "../contracts/market/FeedPrice.sol";
import {RedemptionQueue} from "../contracts/market/RedemptionQueue.sol";
import {QueueWorld} from "./support/QueueWorld.sol";

/// @notice The life of a redemption, by the queue and by the instant lane.
contract RedemptionQueueTest is QueueWorld {
    function test_requested_closed_settled_once_and_claimed_when_the_investor_likes() public {
        vm.expectEmit();
        emit IERC7540Redeem.RedeemRequest(alice, alice, 0, alice, 300 * UNIT);
        same(_request(alice, 300 * UNIT), 0, "request id");
        _request(bob, 100 * UNIT);
        same(queue.pendingRedeemRequest(0, alice), 300 * UNIT, "pending");
        same(queue.claimableRedeemRequest(0, alice), 0, "not yet claimable");
        same(token.balanceOf(address(queue)), 400 * UNIT, "in escrow");

        same(queue.closeEpoch(), 1, "epoch");
        vm.warp(START + 1);
        price.say(25e7);
        same(queue.settleEpoch(), 1_000 * USD, "money set aside");
        same(token.totalSupply(), 2_600 * UNIT, "burned");
        same(queue.pendingRedeemRequest(0, alice), 0, "nothing pending");
        same(queue.claimableRedeemRequest(0, alice), 300 * UNIT, "claimable");
        same(queue.maxRedeem(alice), 300 * UNIT, "maxRedeem");
        same(queue.maxWithdraw(alice), 750 * USD, "maxWithdraw");
        same(queue.totals().owed, 1_000 * USD, "owed");

        price.say(1);
        vm.expectEmit();
        emit IERC7575.Withdraw(alice, alice, alice, 250 * USD, 100 * UNIT);
        same(_redeem(alice, 100 * UNIT), 250 * USD, "at the settled price");
        vm.prank(alice);
        same(queue.withdraw(500 * USD, alice2, alice), 200 * UNIT, "the rest, by amount");
        same(usd.balanceOf(alice2), 500 * USD, "to her second wallet");
        same(_redeem(bob, 100 * UNIT), 250 * USD, "bob");
        same(queue.totals().owed, 0, "nothing owed");
        same(queue.totals().paid, 1_000 * USD, "paid");
    }

    function test_a_price_known_before_the_cut_off_settles_nothing() public {
        _request(alice, 300 * UNIT);
        queue.closeEpoch();
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.PriceBeforeCutOff.selector, START, START));
        queue.settleEpoch();
        vm.warp(START + 1);
        price.say(2e8);
        queue.settleEpoch();
    }

    function test_lesson_a_falling_price_settles_like_any_other() public {
        _request(alice, 300 * UNIT);
        queue.closeEpoch();
        vm.warp(START + 1);
        price.say(1e8);
        same(queue.settleEpoch(), 300 * USD, "at the lower price");
    }

    function test_an_epoch_settles_once_and_in_order() public {
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.EpochEmpty.selector, 1));
        queue.closeEpoch();
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.NoClosedEpoch.selector, 1));
        queue.settleEpoch();
        _request(alice, 300 * UNIT);
        queue.closeEpoch();
        _request(alice, 200 * UNIT);
        _request(bob, 100 * UNIT);
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.EpochNotSettled.selector, 1));
        queue.closeEpoch();
        same(queue.pendingRedeemRequest(0, alice), 500 * UNIT, "both epochs");
        _settle(3e8);
        same(queue.pendingRedeemRequest(0, alice), 200 * UNIT, "the open one");
        same(queue.claimableRedeemRequest(0, alice), 300 * UNIT, "the settled one");
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.NoClosedEpoch.selector, 2));
        queue.settleEpoch();
        queue.closeEpoch();
        _settle(1e8);
        same(queue.claimableRedeemRequest(0, alice), 500 * UNIT, "added up");
        same(queue.maxWithdraw(alice), 900 * USD + 200 * USD, "each at its own price");
        _request(alice, 50 * UNIT);
        same(queue.pendingRedeemRequest(0, alice), 50 * UNIT, "a third epoch");
        vm.prank(alice);
        same(queue.redeem(500 * UNIT, alice, alice), 1_100 * USD, "all of it");
        (uint256 open, uint256 settled) = queue.epochs();
        holds(open == 3 && settled == 2, "numbers");
    }

    function test_full_exit_is_always_allowed() public {
        _refusedRequest(
            alice,
            10 * UNIT - 1,
            abi.encodeWithSelector(IRedemptionQueue.BelowMinimum.selector, 10 * UNIT - 1, 10 * UNIT)
        );
        _refusedRequest(alice, 0, abi.encodeWithSelector(IRedemptionQueue.BelowMinimum.selector, 0, 10 * UNIT));
        _request(alice, 1_000 * UNIT - 3);
        _request(alice, 3);
        same(token.balanceOf(alice), 0, "dust too");
        uint256 most = type(uint256).max;
        _refusedRequest(
            bob,
            most,
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, bob, 1_000 * UNIT, most)
        );
        token.setFrozenTokens(bob, 995 * UNIT);
        _request(bob, 5 * UNIT);
        _refusedRequest(
            bob,
            20 * UNIT,
            abi.encodeWithSignature("ERC7943InsufficientUnfrozenBalance(address,uint256,uint256)", bob, 20 * UNIT, 0)
        );
    }

    function test_15_a_stale_feed_or_a_lost_peg_stops_pricing_but_neither_claims_nor_transfers() public {
        queue.setInstantLane(IRedemptionQueue.InstantLane(0, uint128(500 * USD)));
        _request(bob, 100 * UNIT);
        queue.closeEpoch();
        _settle(2e8);
        _request(alice, 100 * UNIT);
        queue.closeEpoch();
        uint256 published = block.timestamp;
        vm.warp(START + 3 days);
        peg.say(1e8);
        bytes memory stale = abi.encodeWithSelector(
            FeedPrice.PriceStale.selector,
            address(price),
            published,
            START + 2 days
        );
        _stopped(stale);
        _refresh();
        peg.say(98e6);
        _stopped(abi.encodeWithSelector(FeedPrice.OffPeg.selector, address(peg), 98e6, 1e8, 100));
        same(_redeem(bob, 100 * UNIT), 200 * USD, "claims go on");
        vm.prank(bob);
        token.transfer(alice, 1);
        peg.say(1e8);
        same(queue.settleEpoch(), 200 * USD, "in order again");
    }

    function test_paused_takes_no_requests_and_still_pays_and_gives_back() public {
        queue.setInstantLane(IRedemptionQueue.InstantLane(0, uint128(500 * USD)));
        _request(alice, 100 * UNIT);
        queue.closeEpoch();
        _settle(2e8);
        _request(bob, 100 * UNIT);
        queue.pause();
        holds(queue.paused(), "paused");
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.QueuePauseUnchanged.selector, true));
        queue.pause();
        bytes memory no = abi.encodeWithSelector(IRedemptionQueue.QueueIsPaused.selector, address(token));
        _refusedRequest(bob, 100 * UNIT, no);
        vm.expectRevert(no);
        vm.prank(bob);
        queue.redeemInstantly(100 * UNIT, 0, bob, bob);
        vm.expectRevert(no);
        queue.closeEpoch();
        vm.expectRevert(no);
        queue.settleEpoch();
        same(_redeem(alice, 100 * UNIT), 200 * USD, "paid while paused");
        vm.prank(bob);
        queue.cancelRedeemRequest(0, bob);
        vm.prank(bob);
        queue.claimCancelRedeemRequest(0, bob, bob);
        same(token.balanceOf(bob), 1_000 * UNIT, "given back while paused");
        queue.unpause();
        token.pause();
        _refusedRequest(
            bob,
            100 * UNIT,
            abi.encodeWithSelector(IAssetToken.TransferRefused.selector, Reason.PAUSED, bob, address(queue), 100 * UNIT)
        );
    }

    function test_a_role_revoked_in_the_middle_leaves_the_epoch_as_it_was() public {
        _request(alice, 100 * UNIT);
        queue.closeEpoch();
        vm.warp(START + 1);
        _refresh();
        hub.revokeRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(queue));
        vm.expectRevert(abi.encodeWithSignature("AccessManagedUnauthorized(address)", address(queue)));
        queue.settleEpoch();
        same(queue.pendingRedeemRequest(0, alice), 100 * UNIT, "still pending");
        same(queue.totals().owed, 0, "nothing owed");
    }

    function test_only_the_right_people() public {
        _unauthorised(outsider);
        queue.closeEpoch();
        _unauthorised(outsider);
        queue.settleEpoch();
        _unauthorised(outsider);
        queue.withdrawBuffer(1, outsider);
        _unauthorised(outsider);
        queue.setInstantLane(IRedemptionQueue.InstantLane(0, 1));
        _unauthorised(outsider);
        queue.sweep(address(usd), outsider);
        _unauthorised(outsider);
        queue.pause();
        _unauthorised(outsider);
        queue.unpause();
    }

    function test_terms_that_make_no_sense_are_refused() public {
        IRedemptionQueue.QueueTerms memory t = _queueTerms();
        t.token = outsider;
        _refusedTerms(t, "token");
        (t.token, t.asset) = (address(token), address(token));
        _refusedTerms(t, "asset");
        (t.asset, t.price.feed) = (address(usd), address(0));
        _refusedTerms(t, "price");
        (t.price.feed, t.patience) = (address(price), 0);
        _refusedTerms(t, "patience");
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.QueueAlreadyInitialised.selector, address(token)));
        queue.initialize(_queueTerms());
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.QueueAlreadyInitialised.selector, queueCode));
        RedemptionQueue(queueCode).initialize(_queueTerms());
    }

    function test_20_the_vault_face_of_erc_7575_never_reverts_where_it_must_not() public {
        same(queue.asset(), address(usd), "asset");
        same(queue.share(), address(token), "share");
        same(queue.totalAssets(), 10_000 * USD, "totalAssets");
        same(queue.convertToAssets(10 * UNIT), 20 * USD, "convertToAssets");
        same(queue.convertToShares(20 * USD), 10 * UNIT, "convertToShares");
        same(queue.maxDeposit(alice) + queue.maxMint(alice), 0, "no deposits");
        same(queue.pendingRedeemRequest(1, alice) + queue.claimableRedeemRequest(1, alice), 0, "no other id");
        price.setDecimals(200);
        same(queue.convertToAssets(10 * UNIT) + queue.convertToShares(20 * USD), 0, "no price that can be understood");
        price.setDecimals(8);
        price.setSilent(true);
        same(queue.convertToAssets(10 * UNIT) + queue.convertToShares(20 * USD), 0, "no price to show");
        bytes memory elsewhere = abi.encodeWithSelector(IRedemptionQueue.DepositsElsewhere.selector, address(token));
        bytes memory unknown = abi.encodeWithSelector(IRedemptionQueue.PreviewNotPossible.selector, address(price));
        vm.expectRevert(unknown);
        queue.previewRedeem(1);
        vm.expectRevert(unknown);
        queue.previewWithdraw(1);
        vm.expectRevert(elsewhere);
        queue.previewDeposit(1);
        vm.expectRevert(elsewhere);
        queue.previewMint(1);
        vm.expectRevert(elsewhere);
        queue.deposit(1, alice);
        vm.expectRevert(elsewhere);
        queue.mint(1, alice);
    }

    function test_a_request_of_nothing_is_refused_whatever_the_minimum_and_whoever_asks() public {
        _register(carol, 3);
        _refusedRequest(carol, 0, abi.encodeWithSelector(IRedemptionQueue.BelowMinimum.selector, 0, 10 * UNIT));
        IRedemptionQueue.QueueTerms memory t = _queueTerms();
        t.minShares = 0;
        queue = _openQueue(t);
        _refusedRequest(alice, 0, abi.encodeWithSelector(IRedemptionQueue.BelowMinimum.selector, 0, 0));
    }
}
