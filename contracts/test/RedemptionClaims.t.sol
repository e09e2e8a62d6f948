// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7540Operator} from "../contracts/interfaces/IERC7540.sol";
import {IERC7887Redeem} from "../contracts/interfaces/IERC7887.sol";
import {IRedemptionQueue} from "../contracts/interfaces/IRedemptionQueue.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {Payees} from "../contracts/market/Payees.sol";
import {QueueWorld} from "./support/QueueWorld.sol";

/// @notice Claims: who takes what a redemption has set aside, and where it goes.
contract RedemptionClaimsTest is QueueWorld {
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

    function test_nothing_and_more_than_there_is_cannot_be_claimed() public {
        _request(alice, 100 * UNIT);
        queue.closeEpoch();
        _settle(2e8);
        (uint256 shares, uint256 assets) = (100 * UNIT, 200 * USD);
        _beyond(0, shares, abi.encodeCall(queue.redeem, (0, alice, alice)));
        _beyond(shares + 1, shares, abi.encodeCall(queue.redeem, (shares + 1, alice, alice)));
        _beyond(0, assets, abi.encodeCall(queue.withdraw, (0, alice, alice)));
        _beyond(assets + 1, assets, abi.encodeCall(queue.withdraw, (assets + 1, alice, alice)));
        same(queue.epochOf(1).assets, assets, "the epoch's money");
        same(_redeem(alice, shares), assets, "exactly what there is");
    }

    function _beyond(uint256 asked, uint256 claimable, bytes memory call) private {
        vm.prank(alice);
        (bool done, bytes memory why) = address(queue).call(call);
        bytes memory no = abi.encodeWithSelector(IRedemptionQueue.BeyondClaimable.selector, asked, claimable);
        holds(!done && keccak256(why) == keccak256(no), "named");
        same(usd.balanceOf(alice), 0, "nothing moved");
    }
}
