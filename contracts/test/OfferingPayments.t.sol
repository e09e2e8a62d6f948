// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IOffering} from "../contracts/interfaces/IOffering.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {FeedPrice} from "../contracts/market/FeedPrice.sol";
import {Offering} from "../contracts/market/Offering.sol";
import {MarketWorld} from "./support/MarketWorld.sol";
import {
    FalseToken,
    FeeToken,
    LyingToken,
    PaymentToken,
    RebasingToken,
    ReentrantToken,
    SilentToken
} from "./support/PaymentTokens.sol";

/// @notice A sale against payment tokens of every kind.
contract OfferingPaymentsTest is MarketWorld {
    function test_a_payment_token_with_a_fee_is_refused() public {
        FeeToken fee = new FeeToken();
        Offering sale = _saleFor(fee);
        vm.expectRevert(
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(fee), 200 * USD, 198 * USD)
        );
        vm.prank(alice);
        sale.subscribe(200 * USD, 0);
        _untouched(sale, fee);
    }

    function test_a_fee_that_begins_later_locks_no_money_in() public {
        FeeToken fee = new FeeToken();
        fee.setCharging(false);
        Offering sale = _saleFor(fee);
        vm.prank(alice);
        sale.subscribe(200 * USD, 0);
        fee.setCharging(true);
        sale.cancelSale();
        sale.refund(alice, alice);
        same(fee.balanceOf(alice), 998 * USD, "less the token's own fee");
        same(sale.totals().escrow, 0, "nothing owed");
    }

    function test_a_payment_token_that_takes_some_back_gets_no_new_subscribers() public {
        RebasingToken rebasing = new RebasingToken();
        Offering sale = _saleFor(rebasing);
        vm.prank(alice);
        sale.subscribe(200 * USD, 0);
        rebasing.rebase(100);
        vm.expectRevert(
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(rebasing), 100 * USD, 99 * USD)
        );
        vm.prank(alice);
        sale.subscribe(100 * USD, 0);
        vm.expectRevert(
            abi.encodeWithSelector(ExactTransfer.EscrowShort.selector, address(rebasing), 198 * USD, 200 * USD)
        );
        sale.sweep(address(rebasing), treasury);
    }

    function test_a_payment_token_that_returns_false_moves_nothing() public {
        FalseToken no = new FalseToken();
        Offering sale = _saleFor(no);
        bytes memory failed = abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(no));
        no.setRefusing(true);
        vm.expectRevert(failed);
        vm.prank(alice);
        sale.subscribe(1_000 * USD, 0);
        _untouched(sale, no);
        no.setRefusing(false);
        vm.prank(alice);
        sale.subscribe(1_000 * USD, 0);
        no.setRefusing(true);
        vm.expectRevert(failed);
        sale.deliver(_list(alice));
        same(token.balanceOf(alice), 0, "no tokens without payment");
        same(sale.totals().escrow, 1_000 * USD, "still in escrow");
    }

    function test_a_payment_token_that_lies_is_found_out() public {
        LyingToken liar = new LyingToken();
        Offering sale = _saleFor(liar);
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(liar), 200 * USD, 0));
        vm.prank(alice);
        sale.subscribe(200 * USD, 0);
        _untouched(sale, liar);
    }

    function test_a_payment_token_that_returns_nothing_serves_and_its_blacklist_stops_only_the_listed() public {
        SilentToken silent = new SilentToken();
        Offering sale = _saleWith(address(silent));
        silent.mint(alice, 1_000 * USD);
        silent.mint(bob, 1_000 * USD);
        vm.prank(alice);
        silent.approve(address(sale), 1_000 * USD);
        vm.prank(bob);
        silent.approve(address(sale), 1_000 * USD);
        vm.prank(alice);
        sale.subscribe(600 * USD, 0);
        vm.prank(bob);
        sale.subscribe(400 * USD, 0);
        silent.setBlacklisted(treasury, true);
        bytes memory refusal = abi.encodeWithSelector(SilentToken.Blacklisted.selector, treasury);
        vm.expectRevert(refusal);
        sale.deliver(_list(alice));
        same(token.balanceOf(alice), 0, "both or neither");
        silent.setBlacklisted(treasury, false);
        sale.deliver(_list(alice));
        same(silent.balanceOf(treasury), 600 * USD, "paid");

        sale.cancelSale();
        silent.setBlacklisted(bob, true);
        vm.expectRevert(abi.encodeWithSelector(SilentToken.Blacklisted.selector, bob));
        sale.refund(bob, bob);
        registry.link(bob, carol, 0);
        vm.prank(bob);
        sale.refund(bob, carol);
        same(silent.balanceOf(carol), 400 * USD, "another wallet of the same investor");
    }

    function test_a_payment_token_that_calls_back_gets_nowhere() public {
        ReentrantToken evil = new ReentrantToken();
        Offering sale = _saleFor(evil);
        bytes memory guard = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        evil.callBack(address(sale), abi.encodeCall(sale.subscribe, (100 * USD, 0)));
        vm.prank(alice);
        sale.subscribe(200 * USD, 0);
        holds(!evil.entered() && keccak256(evil.answer()) == keccak256(guard), "subscribe");

        sale.cancelSale();
        evil.callBack(address(sale), abi.encodeCall(sale.refund, (alice, alice)));
        sale.refund(alice, alice);
        holds(!evil.entered() && keccak256(evil.answer()) == keccak256(guard), "refund");
        same(evil.balanceOf(alice), 1_000 * USD, "once");
        same(evil.balanceOf(address(sale)), 0, "nothing left");
    }

    function test_payment_with_any_decimals_buys_the_same_tokens() public {
        for (uint8 decimals = 0; decimals <= 18; ++decimals) {
            PaymentToken pay = new PaymentToken(decimals);
            IOffering.Terms memory t = _navTerms(false);
            t.payment = address(pay);
            t.minPerInvestor = 0;
            (t.hardCap, t.maxPerInvestor) = (type(uint128).max, type(uint128).max);
            Offering sale = _open(t);
            uint256 amount = 20 * 10 ** decimals;
            pay.mint(alice, amount);
            vm.prank(alice);
            pay.approve(address(sale), amount);
            vm.prank(alice);
            same(sale.subscribe(amount, 0), 10 * UNIT, "twenty at two");
        }
        PaymentToken odd = new PaymentToken(19);
        IOffering.Terms memory bad = _terms();
        bad.payment = address(odd);
        vm.expectRevert(abi.encodeWithSelector(FeedPrice.UnsupportedDecimals.selector, address(odd), 19));
        this.open(bad);
    }

    function open(IOffering.Terms calldata t) external returns (Offering) {
        return _open(t);
    }

    function _saleFor(PaymentToken pay) private returns (Offering sale) {
        sale = _saleWith(address(pay));
        pay.mint(alice, 1_000 * USD);
        vm.prank(alice);
        pay.approve(address(sale), type(uint256).max);
    }

    function _saleWith(address pay) private returns (Offering) {
        IOffering.Terms memory t = _terms();
        t.payment = pay;
        return _open(t);
    }

    function _untouched(Offering sale, PaymentToken pay) private view {
        same(pay.balanceOf(alice), 1_000 * USD, "nothing left alice");
        same(sale.totals().raised, 0, "nothing raised");
        same(sale.positionOf(alice).paid, 0, "no position");
    }
}
