// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IDeedVault} from "../contracts/interfaces/IDeedVault.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {BuyoutWorld} from "./support/BuyoutWorld.sol";
import {
    FalseToken,
    FeeToken,
    PaymentToken,
    RebasingToken,
    ReentrantToken,
    SilentToken
} from "./support/PaymentTokens.sol";

/// @notice What a buy-out may be paid in, and what a payment token cannot do to it.
contract DeedVaultPaymentsTest is BuyoutWorld {
    function test_a_payment_token_that_keeps_a_fee_is_refused() public {
        FeeToken fee = new FeeToken();
        uint256 arrives = PRICE - PRICE / 100;
        _otherPayment(
            address(fee),
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(fee), PRICE, arrives)
        );
    }

    function test_a_payment_token_that_says_false_is_refused() public {
        FalseToken no = new FalseToken();
        no.setRefusing(true);
        _otherPayment(
            address(no),
            abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(no))
        );
    }

    function test_a_silent_payment_token_works_and_its_blacklist_holds_nobody_else_up() public {
        SilentToken usd = new SilentToken();
        vault = _vaultFor(address(usd));
        _lockAndSell();
        _fundWith(address(usd));
        vault.executeBuyout(1);
        usd.setBlacklisted(bob, true);
        _noSurrender(bob, 5, bob, abi.encodeWithSelector(SilentToken.Blacklisted.selector, bob));
        vm.prank(alice);
        vault.surrender((FRACTIONS * 3) / 4, alice);
        same(usd.balanceOf(alice), (PRICE * 3) / 4, "alice is paid");
    }

    function test_a_payment_token_that_takes_money_back_stops_the_buyout_not_the_deed() public {
        RebasingToken taking = new RebasingToken();
        vault = _vaultFor(address(taking));
        _lockAndSell();
        _fundWith(address(taking));
        taking.rebase(1);
        uint256 left = PRICE - PRICE / 10_000;
        _notYet(abi.encodeWithSelector(ExactTransfer.EscrowShort.selector, address(taking), left, PRICE));
    }

    function test_a_payment_token_that_calls_back_finds_the_door_shut() public {
        ReentrantToken evil = new ReentrantToken();
        vault = _vaultFor(address(evil));
        _lockAndSell();
        _fundWith(address(evil));
        vault.executeBuyout(1);
        evil.callBack(address(vault), abi.encodeCall(vault.surrender, (1, alice)));
        vm.prank(alice);
        vault.surrender(FRACTIONS / 2, alice);
        holds(!evil.entered(), "shut");
        holds(bytes4(evil.answer()) == ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector, "by the guard");
        same(evil.balanceOf(alice), PRICE / 2, "paid once");
    }

    function _otherPayment(address payment, bytes memory reason) private {
        vault = _vaultFor(payment);
        _lockAndSell();
        PaymentToken(payment).mint(bidder, PRICE);
        ballot.propose(1, vault.buyoutSubject(bidder, PRICE, DEADLINE), token.openRecordDate());
        vm.startPrank(bidder);
        PaymentToken(payment).approve(address(vault), PRICE);
        vm.expectRevert(reason);
        vault.fundBuyout(1, PRICE, DEADLINE);
        vm.stopPrank();
        same(PaymentToken(payment).balanceOf(bidder), PRICE, "nothing moved");
        holds(vault.buyoutOf(1).state == IDeedVault.BuyoutState.NONE, "no buy-out");
    }

    /// @dev A carried buy-out whose price lies in the vault, in a payment token of any kind.
    function _fundWith(address payment) private {
        PaymentToken(payment).mint(bidder, PRICE);
        ballot.propose(1, vault.buyoutSubject(bidder, PRICE, DEADLINE), token.openRecordDate());
        ballot.say(1, true, true, FRACTIONS);
        vm.startPrank(bidder);
        SilentToken(payment).approve(address(vault), PRICE);
        vault.fundBuyout(1, PRICE, DEADLINE);
        vm.stopPrank();
    }
}
