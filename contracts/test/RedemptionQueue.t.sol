// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IERC7540Operator, IERC7540Redeem} from "../contracts/interfaces/IERC7540.sol";
import {IERC7575} from "../contracts/interfaces/IERC7575.sol";
import {IERC7887Redeem} from "../contracts/interfaces/IERC7887.sol";
import {IRedemptionQueue} from "../contracts/interfaces/IRedemptionQueue.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {FeedPrice} from "../contracts/market/FeedPrice.sol";
import {Payees} from "../contracts/market/Payees.sol";
import {RedemptionQueue} from "../contracts/market/RedemptionQueue.sol";
import {MarketWorld} from "./support/MarketWorld.sol";

/// @notice The life of a redemption, by the queue and by the instant lane.
contract RedemptionQueueTest is MarketWorld {
    RedemptionQueue private queue;

    function setUp() public override {
        super.setUp();
        queue = _openQueue(_queueTerms());
        address[3] memory owners = [alice, bob, alice2];
        for (uint256 i = 0; i < 3; ++i) {
            _mint(owners[i], 1_000 * UNIT);
            vm.prank(owners[i]);
            token.approve(address(queue), type(uint256).max);
        }
        _fund(10_000 * USD);
    }

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
        vm.expectRevert(IRedemptionQueue.NoClosedEpoch.selector);
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
        vm.expectRevert(IRedemptionQueue.NoClosedEpoch.selector);
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

    function test_a_cancelled_request_gives_the_shares_back() public {
        _request(alice, 300 * UNIT);
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.UnknownRequest.selector, 1));
        vm.prank(alice);
        queue.cancelRedeemRequest(1, alice);
        vm.expectEmit();
        emit IERC7887Redeem.CancelRedeemRequest(alice, 0, alice);
        vm.prank(alice);
        queue.cancelRedeemRequest(0, alice);
        holds(!queue.pendingCancelRedeemRequest(0, alice), "at once");
        same(queue.claimableCancelRedeemRequest(0, alice), 300 * UNIT, "claimable");
        same(queue.claimableCancelRedeemRequest(1, alice), 0, "no other id");
        same(queue.pendingRedeemRequest(0, alice), 0, "not pending");
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.NothingToCancel.selector, alice, 0));
        vm.prank(alice);
        queue.cancelRedeemRequest(0, alice);
        vm.expectEmit();
        emit IERC7887Redeem.CancelRedeemClaim(alice, alice2, 0, alice, 300 * UNIT);
        vm.prank(alice);
        queue.claimCancelRedeemRequest(0, alice2, alice);
        same(token.balanceOf(alice2), 1_300 * UNIT, "her second wallet");
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.BeyondClaimable.selector, 0, 0));
        vm.prank(alice);
        queue.claimCancelRedeemRequest(0, alice, alice);
    }

    function test_what_is_being_priced_cannot_be_cancelled_until_patience_ends() public {
        _request(alice, 300 * UNIT);
        queue.closeEpoch();
        _request(alice, 50 * UNIT);
        vm.prank(alice);
        queue.cancelRedeemRequest(0, alice);
        same(queue.claimableCancelRedeemRequest(0, alice), 50 * UNIT, "the open epoch's part");
        vm.warp(START + 5 days - 1);
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.NothingToCancel.selector, alice, START + 5 days));
        vm.prank(alice);
        queue.cancelRedeemRequest(0, alice);
        vm.warp(START + 5 days);
        vm.prank(alice);
        queue.cancelRedeemRequest(0, alice);
        vm.prank(alice);
        queue.claimCancelRedeemRequest(0, alice, alice);
        same(token.balanceOf(alice), 1_000 * UNIT, "everything back");
        same(queue.settleEpoch(), 0, "the empty epoch passes without a price");
        _request(bob, 10 * UNIT);
        same(queue.closeEpoch(), 2, "and the next one goes on");
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

    function test_13_only_the_controller_or_its_operator_requests_cancels_and_claims() public {
        bytes memory no = abi.encodeWithSelector(Payees.NotAuthorised.selector, outsider, alice);
        vm.startPrank(outsider);
        vm.expectRevert(no);
        queue.requestRedeem(100 * UNIT, alice, alice);
        vm.expectRevert(no);
        queue.redeemInstantly(100 * UNIT, 0, alice, alice);
        vm.expectRevert(no);
        queue.cancelRedeemRequest(0, alice);
        vm.expectRevert(no);
        queue.claimCancelRedeemRequest(0, alice, alice);
        vm.expectRevert(no);
        queue.redeem(1, alice, alice);
        vm.expectRevert(no);
        queue.withdraw(1, alice, alice);
        vm.stopPrank();

        vm.expectEmit();
        emit IERC7540Operator.OperatorSet(alice, outsider, true);
        vm.prank(alice);
        holds(queue.setOperator(outsider, true), "ERC-7540 says true");
        holds(queue.isOperator(alice, outsider), "operator");
        vm.prank(outsider);
        queue.requestRedeem(100 * UNIT, alice2, alice);
        _refusedClaim(
            outsider,
            alice2,
            alice2,
            abi.encodeWithSelector(Payees.NotAuthorised.selector, outsider, alice2)
        );
        vm.prank(outsider);
        queue.requestRedeem(100 * UNIT, alice, alice);
        queue.closeEpoch();
        _settle(2e8);
        vm.prank(outsider);
        queue.redeem(100 * UNIT, alice, alice);
        same(usd.balanceOf(alice), 200 * USD, "to the investor, not the operator");
        _refusedClaim(
            outsider,
            outsider,
            alice,
            abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, outsider)
        );
        vm.prank(alice);
        queue.setOperator(outsider, false);
        _refusedClaim(outsider, alice, alice, no);
    }

    function test_money_goes_only_to_an_eligible_wallet_of_the_same_investor() public {
        _refusedRequestFor(alice, bob, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, bob));
        _request(alice, 100 * UNIT);
        queue.closeEpoch();
        _settle(2e8);
        _refusedClaim(alice, bob, alice, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, bob));
        _refusedClaim(
            alice,
            address(0),
            alice,
            abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, address(0))
        );
        token.setAddressFrozen(alice, true);
        _refusedClaim(alice, alice, alice, abi.encodeWithSelector(IRedemptionQueue.PayeeFrozen.selector, alice));
        _refusedClaim(alice, alice2, alice, abi.encodeWithSelector(IRedemptionQueue.PayeeFrozen.selector, alice));
        token.setAddressFrozen(alice, false);
        token.setAddressFrozen(alice2, true);
        _refusedClaim(alice, alice2, alice, abi.encodeWithSelector(IRedemptionQueue.PayeeFrozen.selector, alice2));
        registry.setSuspended(alice, true, 0);
        _refusedClaim(alice, alice, alice, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, alice));
        registry.setSuspended(alice, false, 0);
        same(_redeem(alice, 100 * UNIT), 200 * USD, "paid in the end");
    }

    function test_one_who_expires_between_request_and_claim_is_paid_after_renewal() public {
        registry.register(alice, _record(1, 840, 2, START + 2 days), 0);
        _request(alice, 100 * UNIT);
        queue.closeEpoch();
        vm.warp(START + 3 days);
        _settle(2e8);
        _refusedClaim(alice, alice, alice, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, alice));
        _register(alice, 1);
        same(_redeem(alice, 100 * UNIT), 200 * USD, "renewed");
    }

    function test_a_lost_wallet_is_succeeded_by_its_replacement() public {
        _request(alice, 100 * UNIT);
        vm.prank(alice);
        queue.setOperator(outsider, true);
        queue.closeEpoch();
        _settle(2e8);
        registry.replace(alice, carol, 0);
        registry.replace(carol, address(0xD00D), 0);
        bytes memory no = abi.encodeWithSelector(Payees.NotAuthorised.selector, alice, alice);
        _refusedClaim(alice, alice2, alice, no);
        no = abi.encodeWithSelector(Payees.NotAuthorised.selector, outsider, alice);
        _refusedClaim(outsider, alice2, alice, no);
        vm.prank(address(0xD00D));
        same(queue.redeem(100 * UNIT, address(0xD00D), alice), 200 * USD, "the last replacement");
    }

    function test_the_instant_lane_pays_from_the_buffer_less_its_fee_and_within_its_limits() public {
        queue.setInstantLane(IRedemptionQueue.InstantLane(25, uint128(500 * USD)));
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.MinimumAssetsMissed.selector, 199_500_000, 200 * USD));
        vm.prank(alice);
        queue.redeemInstantly(100 * UNIT, 200 * USD, alice, alice);
        vm.prank(alice);
        same(queue.redeemInstantly(100 * UNIT, 199_500_000, alice2, alice), 199_500_000, "paid");
        same(usd.balanceOf(alice2), 199_500_000, "to her");
        same(queue.totals().buffer, 10_000 * USD - 199_500_000, "the fee stays in the buffer");
        same(token.totalSupply(), 2_900 * UNIT, "burned");
        (, uint256 left) = queue.instantLane();
        same(left, 300_500_000, "left today");
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.DailyLimitReached.selector, 399_000_000, 300_500_000));
        vm.prank(alice);
        queue.redeemInstantly(200 * UNIT, 0, alice, alice);
        vm.warp(START + 1 days);
        _refresh();
        queue.withdrawBuffer(10_000 * USD - 199_500_000 - 100 * USD, treasury);
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.BufferTooSmall.selector, 399_000_000, 100 * USD));
        vm.prank(alice);
        queue.redeemInstantly(200 * UNIT, 0, alice, alice);
        vm.prank(alice);
        same(queue.redeemInstantly(50 * UNIT, 0, alice, alice), 99_750_000, "a new day");
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.FeeTooHigh.selector, 501));
        queue.setInstantLane(IRedemptionQueue.InstantLane(501, 0));
        price.say(1);
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.MinimumAssetsMissed.selector, 0, 1));
        vm.prank(alice);
        queue.redeemInstantly(10 * UNIT, 0, alice, alice);
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

    function test_only_funded_money_is_allocated_and_what_is_owed_cannot_be_taken() public {
        same(queue.sweep(address(usd), treasury), 0, "the buffer is no surplus");
        queue.withdrawBuffer(9_900 * USD, treasury);
        _request(alice, 100 * UNIT);
        queue.closeEpoch();
        vm.warp(block.timestamp + 1);
        _refresh();
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.BufferTooSmall.selector, 200 * USD, 100 * USD));
        queue.settleEpoch();
        _fund(150 * USD);
        queue.settleEpoch();
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.BufferTooSmall.selector, 50 * USD + 1, 50 * USD));
        queue.withdrawBuffer(50 * USD + 1, treasury);
        queue.withdrawBuffer(50 * USD, treasury);
        usd.mint(address(queue), 9);
        same(queue.sweep(address(usd), treasury), 9, "only what nobody is owed");
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(0)));
        queue.sweep(address(usd), address(0));
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(queue)));
        queue.withdrawBuffer(0, address(queue));
        _request(bob, 100 * UNIT);
        _mint(address(queue), 5);
        same(queue.sweep(address(token), bob), 5, "only shares that nobody requested");
        same(token.balanceOf(address(queue)), 100 * UNIT, "escrow untouched");
        same(_redeem(alice, 100 * UNIT), 200 * USD, "alice is paid");
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
        bytes memory no = abi.encodeWithSelector(IRedemptionQueue.QueueIsPaused.selector);
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
        vm.expectRevert(IRedemptionQueue.QueueAlreadyInitialised.selector);
        queue.initialize(_queueTerms());
        vm.expectRevert(IRedemptionQueue.QueueAlreadyInitialised.selector);
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
        price.setSilent(true);
        same(queue.convertToAssets(10 * UNIT) + queue.convertToShares(20 * USD), 0, "no price to show");
        vm.expectRevert(IRedemptionQueue.PreviewNotPossible.selector);
        queue.previewRedeem(1);
        vm.expectRevert(IRedemptionQueue.PreviewNotPossible.selector);
        queue.previewWithdraw(1);
        vm.expectRevert(IRedemptionQueue.DepositsElsewhere.selector);
        queue.previewDeposit(1);
        vm.expectRevert(IRedemptionQueue.DepositsElsewhere.selector);
        queue.previewMint(1);
        vm.expectRevert(IRedemptionQueue.DepositsElsewhere.selector);
        queue.deposit(1, alice);
        vm.expectRevert(IRedemptionQueue.DepositsElsewhere.selector);
        queue.mint(1, alice);
    }

    function testFuzz_lesson_group_and_member_round_apart_only_into_the_buffer(
        uint256 answer,
        uint256[3] memory shares,
        uint256 part
    ) public {
        address[3] memory owners = [alice, bob, alice2];
        uint256 total = 0;
        for (uint256 i = 0; i < 3; ++i) {
            shares[i] = within(shares[i], 10 * UNIT, 1_000 * UNIT);
            total += shares[i];
            _request(owners[i], shares[i]);
        }
        queue.closeEpoch();
        uint256 assets = _settle(int256(within(answer, 1, 3e8)));
        for (uint256 i = 0; i < 3; ++i) {
            uint256 due = (shares[i] * assets) / total;
            same(queue.maxWithdraw(owners[i]), due, "a member's part");
            uint256 first = within(part, 1, shares[i]);
            uint256 paid = _redeem(owners[i], first);
            if (first != shares[i]) paid += _redeem(owners[i], shares[i] - first);
            same(paid, due, "in parts or at once");
            same(usd.balanceOf(owners[i]), due, "paid");
        }
        IRedemptionQueue.QueueTotals memory t = queue.totals();
        same(t.owed, 0, "nothing is left owed");
        same(t.buffer, 10_000 * USD - t.paid, "the dust is in the buffer");
        holds(assets - t.paid <= 2, "and is dust");
    }

    function _fund(uint256 amount) private {
        usd.mint(address(this), amount);
        usd.approve(address(queue), amount);
        queue.fund(amount);
    }

    function _request(address who, uint256 shares) private returns (uint256) {
        vm.prank(who);
        return queue.requestRedeem(shares, who, who);
    }

    function _redeem(address who, uint256 shares) private returns (uint256) {
        vm.prank(who);
        return queue.redeem(shares, who, who);
    }

    function _settle(int256 answer) private returns (uint256) {
        vm.warp(block.timestamp + 1);
        price.say(answer);
        peg.say(1e8);
        return queue.settleEpoch();
    }

    function _stopped(bytes memory refusal) private {
        vm.expectRevert(refusal);
        queue.settleEpoch();
        vm.expectRevert(refusal);
        vm.prank(bob);
        queue.redeemInstantly(100 * UNIT, 0, bob, bob);
    }

    function _refusedRequest(address who, uint256 shares, bytes memory refusal) private {
        uint256 before = token.balanceOf(who);
        vm.expectRevert(refusal);
        vm.prank(who);
        queue.requestRedeem(shares, who, who);
        same(token.balanceOf(who), before, "nothing moved");
    }

    function _refusedRequestFor(address who, address controller, bytes memory refusal) private {
        vm.expectRevert(refusal);
        vm.prank(who);
        queue.requestRedeem(100 * UNIT, controller, who);
    }

    function _refusedClaim(address caller, address receiver, address controller, bytes memory refusal) private {
        uint256 before = usd.balanceOf(address(queue));
        vm.expectRevert(refusal);
        vm.prank(caller);
        queue.redeem(1, receiver, controller);
        vm.expectRevert(refusal);
        vm.prank(caller);
        queue.claimCancelRedeemRequest(0, receiver, controller);
        same(usd.balanceOf(address(queue)), before, "nothing moved");
    }

    function _refusedTerms(IRedemptionQueue.QueueTerms memory t, bytes32 field) private {
        RedemptionQueue clone = RedemptionQueue(Clones.clone(queueCode));
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.InvalidQueueTerms.selector, field));
        clone.initialize(t);
    }
}
