// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FeedPrice} from "../contracts/market/FeedPrice.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {
    AggregatorV3Interface
} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {IRedemptionQueue} from "../contracts/interfaces/IRedemptionQueue.sol";
import {QueueWorld} from "./support/QueueWorld.sol";

/// @notice The instant lane: paid at once, from the buffer and within its limits.
contract InstantRedemptionTest is QueueWorld {
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

    function test_a_price_with_any_decimals_pays_the_same_and_one_that_cannot_be_relied_upon_pays_nothing() public {
        queue.setInstantLane(IRedemptionQueue.InstantLane(0, type(uint128).max));
        uint8[4] memory usual = [0, 6, 8, 18];
        for (uint256 i = 0; i < 4; ++i) {
            price.setDecimals(usual[i]);
            price.say(int256(2 * 10 ** usual[i]));
            peg.setDecimals(usual[3 - i]);
            peg.say(int256(10 ** usual[3 - i]));
            vm.prank(alice);
            same(queue.redeemInstantly(10 * UNIT, 20 * USD, alice, alice), 20 * USD, "ten at two");
        }
        _refusedInstantly(0, FeedPrice.PriceNotPositive.selector);
        _refusedInstantly(-1, FeedPrice.PriceNotPositive.selector);
        _refusedInstantly(type(int256).max, FeedPrice.PriceNotPositive.selector);
        price.setDecimals(19);
        _refusedInstantly(2e8, FeedPrice.UnsupportedDecimals.selector);
        price.setDecimals(8);
        vm.mockCallRevert(address(price), abi.encodeCall(AggregatorV3Interface.decimals, ()), "");
        _refusedInstantly(2e8, FeedPrice.PriceUnavailable.selector);
    }

    function test_a_queue_without_a_peg_to_ask_pays_by_its_price_alone() public {
        IRedemptionQueue.QueueTerms memory t = _queueTerms();
        t.peg.feed = address(0);
        queue = _openQueue(t);
        same(queue.terms().peg.feed, address(0), "no peg");
        _fund(100 * USD);
        queue.setInstantLane(IRedemptionQueue.InstantLane(0, uint128(100 * USD)));
        vm.startPrank(alice);
        token.approve(address(queue), 10 * UNIT);
        same(queue.redeemInstantly(10 * UNIT, 0, alice, alice), 20 * USD, "ten at two");
        vm.stopPrank();
    }

    function test_the_largest_amounts_are_refused_by_name() public {
        uint256 most = type(uint256).max;
        vm.expectRevert(abi.encodeWithSelector(SafeCast.SafeCastOverflowedUintDowncast.selector, 128, most));
        queue.fund(most);
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.BufferTooSmall.selector, most, 10_000 * USD));
        queue.withdrawBuffer(most, treasury);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 1_000 * UNIT, most)
        );
        vm.prank(alice);
        queue.redeemInstantly(most, 0, alice, alice);
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.BeyondClaimable.selector, most, 0));
        vm.prank(alice);
        queue.redeem(most, alice, alice);
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.BeyondClaimable.selector, most, 0));
        vm.prank(alice);
        queue.withdraw(most, alice, alice);
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(0)));
        queue.withdrawBuffer(1, address(0));
        same(usd.balanceOf(address(queue)), 10_000 * USD, "nothing moved");
    }

    function test_what_the_lane_paid_counts_for_its_day_and_no_longer() public {
        queue.setInstantLane(IRedemptionQueue.InstantLane(0, uint128(100 * USD)));
        _takes(10 * UNIT, 80 * USD);
        _takes(20 * UNIT, 40 * USD);
        queue.setInstantLane(IRedemptionQueue.InstantLane(0, uint128(50 * USD)));
        (, uint256 left) = queue.instantLane();
        same(left, 0, "more was paid than the new limit allows");
        vm.warp(START + 1 days);
        _refresh();
        _takes(10 * UNIT, 30 * USD);
        _takes(10 * UNIT, 10 * USD);
    }

    function _takes(uint256 shares, uint256 leftAfter) private {
        vm.prank(alice);
        queue.redeemInstantly(shares, 0, alice, alice);
        (, uint256 left) = queue.instantLane();
        same(left, leftAfter, "left today");
    }

    /// @dev Alice asks at an answer that must not be paid by.
    function _refusedInstantly(int256 answer, bytes4 refusal) private {
        price.say(answer);
        (uint256 shares, uint256 money) = (token.balanceOf(alice), usd.balanceOf(alice));
        vm.prank(alice);
        try queue.redeemInstantly(10 * UNIT, 0, alice, alice) {
            holds(false, "must be refused");
        } catch (bytes memory why) {
            holds(bytes4(why) == refusal, "named");
        }
        holds(token.balanceOf(alice) == shares && usd.balanceOf(alice) == money, "nothing moved");
    }
}
