// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRedemptionQueue} from "../contracts/interfaces/IRedemptionQueue.sol";
import {QueueWorld} from "./support/QueueWorld.sol";

/// @notice A closed epoch of which a part is paid, pro rata, and the rest waits in the next one.
contract RedemptionGateTest is QueueWorld {
    function test_a_gated_epoch_pays_everybody_a_part_and_defers_the_rest() public {
        _closed(300 * UNIT, 100 * UNIT, 0);
        vm.expectEmit();
        emit IRedemptionQueue.EpochGated(1, 100 * UNIT, 400 * UNIT);
        queue.gateEpoch(uint112(100 * UNIT));
        same(queue.gate().admitted, 100 * UNIT, "fill");
        same(queue.gate().shares, 400 * UNIT, "of");
        same(queue.epochOf(1).sharesLeft, 400 * UNIT, "not divided");
        _missing(400 * UNIT);
        vm.expectEmit();
        emit IRedemptionQueue.RequestDeferred(alice, 1, 75 * UNIT, 225 * UNIT);
        vm.prank(outsider);
        _defer(alice);
        _missing(100 * UNIT);
        same(queue.pendingRedeemRequest(0, alice), 300 * UNIT, "all of it still waits");
        _defer(bob);
        same(queue.epochOf(1).shares, 100 * UNIT, "what is filled");
        same(queue.epochOf(2).shares, 300 * UNIT, "what waits");
        same(_settle(2e8), 200 * USD, "money for the filled part alone");
        same(queue.gate().epoch, 1, "the newest gate");
        same(queue.pendingRedeemRequest(0, alice), 225 * UNIT, "waits");
        same(queue.claimableRedeemRequest(0, alice), 75 * UNIT, "filled");
        same(_redeem(bob, 25 * UNIT), 50 * USD, "paid");
        queue.closeEpoch();
        same(_settle(3e8), 900 * USD, "the rest, at its own price");
        same(queue.maxWithdraw(alice), 150 * USD + 675 * USD, "alice, of both");
        same(queue.maxWithdraw(bob), 225 * USD, "bob, of the second");
    }

    function test_what_is_deferred_joins_what_the_open_epoch_has_and_can_be_cancelled() public {
        _closed(300 * UNIT, 100 * UNIT, 0);
        _request(alice, 50 * UNIT);
        queue.gateEpoch(uint112(200 * UNIT));
        _defer(alice);
        vm.prank(alice);
        queue.cancelRedeemRequest(0, alice);
        same(queue.claimableCancelRedeemRequest(0, alice), 200 * UNIT, "the rest and what she asked for since");
        same(queue.pendingRedeemRequest(0, alice), 150 * UNIT, "what is being priced stays");
        _defer(bob);
        same(_settle(2e8), 400 * USD, "and is paid");
        same(queue.epochOf(2).shares, 50 * UNIT, "bob waits");
    }

    function test_a_part_is_divided_once_however_often_it_is_asked() public {
        _closed(300 * UNIT, 100 * UNIT, 0);
        queue.gateEpoch(uint112(200 * UNIT));
        address[] memory list = new address[](100);
        for (uint256 i = 0; i < 100; ++i) list[i] = i % 3 == 0 ? alice : i % 3 == 1 ? outsider : address(0);
        queue.deferRequests(list);
        queue.deferRequests(list);
        same(queue.epochOf(1).sharesLeft, 100 * UNIT, "bob is left");
        same(queue.epochOf(1).shares, 250 * UNIT, "150 and 100");
        same(queue.epochOf(2).shares, 150 * UNIT, "once");
    }

    function test_a_slot_left_full_by_an_older_epoch_is_folded_before_the_rest_moves_in() public {
        // Alice's part of epoch 1 lies where epoch 3 will: nobody touched it since.
        _closed(40 * UNIT, 0, 0);
        _settle(2e8);
        _closed(300 * UNIT, 100 * UNIT, 0);
        queue.gateEpoch(uint112(100 * UNIT));
        _defer(alice);
        _defer(bob);
        _settle(2e8);
        same(queue.claimableRedeemRequest(0, alice), 115 * UNIT, "40 and 75");
        same(queue.pendingRedeemRequest(0, alice), 225 * UNIT, "the rest");
        same(_redeem(alice, 115 * UNIT), 230 * USD, "paid");
    }

    function test_who_leaves_after_patience_changes_nobody_elses_part() public {
        _closed(200 * UNIT, 100 * UNIT, 100 * UNIT);
        queue.gateEpoch(uint112(200 * UNIT));
        _defer(bob);
        vm.warp(START + 5 days);
        _cancelled(alice, 200 * UNIT, "not divided: all of it");
        same(queue.epochOf(1).sharesLeft, 100 * UNIT, "alice2 is left");
        _missing(100 * UNIT);
        _cancelled(bob, 100 * UNIT, "divided: both parts");
        _defer(alice2);
        same(queue.epochOf(1).sharesLeft, 0, "divided");
        _settle(2e8);
        same(queue.claimableRedeemRequest(0, alice2), 50 * UNIT, "half, as said");
        same(queue.pendingRedeemRequest(0, alice2), 50 * UNIT, "the other half");
    }

    function test_a_gate_that_fills_nobodys_unit_settles_an_empty_epoch() public {
        _small();
        _closed(1, 1, 1);
        queue.gateEpoch(2);
        _defer(alice);
        _defer(bob);
        _defer(alice2);
        same(queue.settleEpoch(), 0, "two of three, a unit each: none to divide");
        same(queue.epochOf(2).shares, 3, "all wait");
        same(queue.pendingRedeemRequest(0, bob), 1, "bob too");
    }

    function test_gates_that_make_no_sense_are_refused() public {
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.NoClosedEpoch.selector, 1));
        queue.gateEpoch(1);
        _closed(300 * UNIT, 0, 0);
        _refusedGate(0);
        _refusedGate(uint112(300 * UNIT));
        _refusedGate(type(uint112).max);
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.EpochNotGated.selector, 1));
        _defer(alice);
        queue.gateEpoch(uint112(300 * UNIT - 1));
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.EpochAlreadyGated.selector, 1));
        queue.gateEpoch(1);
        _refusedBatch(0);
        _refusedBatch(101);
        _unauthorised(outsider);
        queue.gateEpoch(1);
    }

    function test_paused_neither_gates_nor_defers() public {
        bytes memory no = abi.encodeWithSelector(IRedemptionQueue.QueueIsPaused.selector, address(token));
        _closed(300 * UNIT, 0, 0);
        queue.pause();
        vm.expectRevert(no);
        queue.gateEpoch(1);
        queue.unpause();
        queue.gateEpoch(1);
        queue.pause();
        vm.expectRevert(no);
        _defer(alice);
    }

    /// @dev In any order, from units that cannot be divided on: each within a unit of pro rata, all within the fill.
    function testFuzz_a_gate_divides_pro_rata_in_any_order(uint256 seed, uint256 size) public {
        _small();
        size = 1 + (size % (900 * UNIT));
        uint256[3] memory asked = [1 + (seed % size), 1 + ((seed >> 64) % size), 1 + ((seed >> 128) % size)];
        uint256 total = asked[0] + asked[1] + asked[2];
        uint256 fill = 1 + ((seed >> 192) % (total - 1));
        _closed(asked[0], asked[1], asked[2]);
        queue.gateEpoch(uint112(fill));
        address[3] memory who = [alice, bob, alice2];
        for (uint256 i = 0; i < 4; ++i) _defer(who[((seed % 3) + i * (1 + (size % 2))) % 3]);
        _settle(2e8);
        uint256 filled = 0;
        for (uint256 i = 0; i < 3; ++i) {
            uint256 kept = queue.claimableRedeemRequest(0, who[i]);
            holds(kept * total <= asked[i] * fill && asked[i] * fill < (kept + 1) * total, "within a unit");
            same(queue.pendingRedeemRequest(0, who[i]), asked[i] - kept, "the rest waits");
            filled += kept;
        }
        holds(filled <= fill && fill - filled < 3, "within the fill, a unit each at most left over");
        same(queue.epochOf(1).shares, filled, "settled");
        same(queue.epochOf(2).shares, total - filled, "waiting");
    }

    function _closed(uint256 ofAlice, uint256 ofBob, uint256 ofAlice2) private {
        if (ofAlice != 0) _request(alice, ofAlice);
        if (ofBob != 0) _request(bob, ofBob);
        if (ofAlice2 != 0) _request(alice2, ofAlice2);
        queue.closeEpoch();
    }

    /// @dev The same queue without a minimum, as for tokens that have few units or none to divide.
    function _small() private {
        IRedemptionQueue.QueueTerms memory t = _queueTerms();
        t.minShares = 0;
        queue = _openQueue(t);
        address[3] memory owners = [alice, bob, alice2];
        for (uint256 i = 0; i < 3; ++i) {
            vm.prank(owners[i]);
            token.approve(address(queue), type(uint256).max);
        }
        _fund(10_000 * USD);
    }

    function _missing(uint256 left) private {
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.DeferralsMissing.selector, 1, left));
        queue.settleEpoch();
    }

    function _cancelled(address who, uint256 shares, string memory told) private {
        vm.prank(who);
        queue.cancelRedeemRequest(0, who);
        same(queue.claimableCancelRedeemRequest(0, who), shares, told);
    }

    function _refusedGate(uint112 fill) private {
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.InvalidGate.selector, fill, 300 * UNIT));
        queue.gateEpoch(fill);
        same(queue.gate().shares, 0, "no gate");
    }

    function _refusedBatch(uint256 count) private {
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.InvalidDeferral.selector, count));
        queue.deferRequests(new address[](count));
    }
}
