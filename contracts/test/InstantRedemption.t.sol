// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

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
}
