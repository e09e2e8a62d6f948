// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FeedPrice} from "../contracts/market/FeedPrice.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IRedemptionQueue} from "../contracts/interfaces/IRedemptionQueue.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {RedemptionQueue} from "../contracts/market/RedemptionQueue.sol";
import {MarketWorld} from "./support/MarketWorld.sol";
import {
    FalseToken,
    FeeToken,
    PaymentToken,
    RebasingToken,
    ReentrantToken,
    SilentToken
} from "./support/PaymentTokens.sol";

/// @notice A queue against payment tokens of every kind.
contract QueuePaymentsTest is MarketWorld {
    function test_a_payment_token_with_a_fee_funds_nothing() public {
        FeeToken fee = new FeeToken();
        RedemptionQueue queue = _queueFor(address(fee));
        fee.mint(address(this), 100 * USD);
        fee.approve(address(queue), 100 * USD);
        vm.expectRevert(
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(fee), 100 * USD, 99 * USD)
        );
        queue.fund(100 * USD);
        same(queue.totals().deposited, 0, "nothing booked");
    }

    function test_a_payment_token_that_takes_some_back_funds_nothing_more() public {
        RebasingToken rebasing = new RebasingToken();
        RedemptionQueue queue = _queueFor(address(rebasing));
        rebasing.mint(address(this), 20_000 * USD);
        rebasing.approve(address(queue), type(uint256).max);
        queue.fund(100 * USD);
        rebasing.rebase(100);
        vm.expectRevert(
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(rebasing), 100 * USD, 99 * USD)
        );
        queue.fund(100 * USD);
    }

    function test_a_payment_token_that_returns_false_pays_nobody_and_owes_on() public {
        FalseToken no = new FalseToken();
        RedemptionQueue queue = _claimable(no);
        no.setRefusing(true);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(no)));
        vm.prank(alice);
        queue.redeem(100 * UNIT, alice, alice);
        same(queue.maxWithdraw(alice), 200 * USD, "still hers");
        no.setRefusing(false);
        vm.prank(alice);
        queue.redeem(100 * UNIT, alice, alice);
        same(no.balanceOf(alice), 200 * USD, "paid");
    }

    function test_a_blacklisted_redeemer_is_paid_on_another_wallet() public {
        SilentToken silent = new SilentToken();
        RedemptionQueue queue = _claimable(PaymentToken(address(silent)));
        silent.setBlacklisted(alice, true);
        vm.expectRevert(abi.encodeWithSelector(SilentToken.Blacklisted.selector, alice));
        vm.prank(alice);
        queue.redeem(100 * UNIT, alice, alice);
        same(queue.maxWithdraw(alice), 200 * USD, "still hers");
        vm.prank(alice);
        queue.withdraw(200 * USD, alice2, alice);
        same(silent.balanceOf(alice2), 200 * USD, "paid");
    }

    function test_a_payment_token_that_calls_back_is_paid_once() public {
        ReentrantToken evil = new ReentrantToken();
        RedemptionQueue queue = _claimable(evil);
        vm.prank(alice);
        queue.setOperator(address(evil), true);
        evil.callBack(address(queue), abi.encodeCall(queue.redeem, (50 * UNIT, alice, alice)));
        vm.prank(alice);
        queue.redeem(50 * UNIT, alice, alice);
        bytes memory guard = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        holds(!evil.entered() && keccak256(evil.answer()) == keccak256(guard), "kept out");
        same(evil.balanceOf(alice), 100 * USD, "once");
        same(queue.maxRedeem(alice), 50 * UNIT, "the rest is there");
    }

    function test_payment_with_any_decimals_pays_the_same_value() public {
        for (uint8 decimals = 0; decimals <= 18; ++decimals) {
            RedemptionQueue queue = _claimable(new PaymentToken(decimals));
            same(queue.maxWithdraw(alice), 200 * 10 ** decimals, "a hundred at two");
        }
    }

    function _queueFor(address pay) private returns (RedemptionQueue) {
        IRedemptionQueue.QueueTerms memory t = _queueTerms();
        t.asset = pay;
        return _openQueue(t);
    }

    /// @dev A queue in which alice has 100 shares' worth to claim at 2.00.
    function _claimable(PaymentToken pay) private returns (RedemptionQueue queue) {
        queue = _queueFor(address(pay));
        uint256 amount = 200 * 10 ** pay.decimals();
        pay.mint(address(this), amount);
        // Not through the interface: one of these tokens answers nothing.
        (bool done, ) = address(pay).call(abi.encodeCall(pay.approve, (address(queue), amount)));
        holds(done, "approved");
        queue.fund(amount);
        _mint(alice, 100 * UNIT);
        vm.startPrank(alice);
        token.approve(address(queue), 100 * UNIT);
        queue.requestRedeem(100 * UNIT, alice, alice);
        vm.stopPrank();
        queue.closeEpoch();
        vm.warp(block.timestamp + 1);
        _refresh();
        queue.settleEpoch();
    }

    function test_shares_and_payment_with_more_decimals_than_are_understood_have_no_queue() public {
        IRedemptionQueue.QueueTerms memory t = _queueTerms();
        RedemptionQueue clone = RedemptionQueue(Clones.clone(queueCode));
        t.asset = address(new PaymentToken(19));
        vm.expectRevert(abi.encodeWithSelector(FeedPrice.UnsupportedDecimals.selector, t.asset, 19));
        clone.initialize(t);
        (t.token, t.asset) = (t.asset, address(usd));
        vm.expectRevert(abi.encodeWithSelector(FeedPrice.UnsupportedDecimals.selector, t.token, 19));
        clone.initialize(t);
        same(clone.terms().token, address(0), "not set up");
    }
}
