// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOffering, Obstacle} from "../contracts/interfaces/IOffering.sol";
import {Payees} from "../contracts/market/Payees.sol";
import {OfferingWorld} from "./support/OfferingWorld.sol";

/// @notice Refunds: when the sale fails its buyers, their money goes back to them and to nobody else.
contract OfferingRefundsTest is OfferingWorld {
    function test_nothing_is_delivered_before_the_soft_cap_and_everything_goes_back_after_a_missed_one() public {
        _subscribe(alice, 600 * USD, 0);
        _subscribe(bob, 400 * USD - 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IOffering.SoftCapNotMet.selector, 1_000 * USD - 1, 1_000 * USD));
        sale.deliver(_list(alice));
        _refusedRefund(alice, alice, abi.encodeWithSelector(IOffering.NotRefundable.selector, alice));
        vm.warp(START + 30 days - 1);
        holds(!sale.isRefundable(alice), "still open");
        vm.warp(START + 30 days);
        holds(sale.isRefundable(alice), "missed");
        vm.prank(outsider);
        same(sale.refund(alice, alice), 600 * USD, "anybody may send it back");
        same(usd.balanceOf(alice), 5_000 * USD, "all of it");
        _refusedRefund(alice, alice, abi.encodeWithSelector(IOffering.NotRefundable.selector, alice));
        vm.prank(bob);
        sale.refund(bob, bob);
        _sums(1_000 * USD - 1, 0, 0, 1_000 * USD - 1);
        same(token.totalSupply(), 0, "nothing minted");
    }

    function test_one_who_expires_before_delivery_is_left_out_and_gets_the_money_back() public {
        registry.register(bob, _record(2, 840, 2, START + 2 days), 0);
        _subscribe(alice, 600 * USD, 0);
        _subscribe(bob, 400 * USD, 0);
        vm.warp(START + 3 days);
        peg.say(1e8);
        vm.expectEmit();
        emit IOffering.DeliverySkipped(bob, Obstacle.MINT_REFUSED);
        same(sale.deliver(_list(bob, alice)), 600 * USD, "alice only");
        same(token.balanceOf(bob), 0, "no tokens");
        _sums(1_000 * USD, 400 * USD, 600 * USD, 0);
        vm.warp(START + 7 days);
        _refusedRefund(bob, bob, abi.encodeWithSelector(IOffering.NotRefundable.selector, bob));
        vm.warp(START + 7 days + 1);
        registry.setSuspended(bob, true, 0);
        _refusedRefund(bob, bob, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, bob, bob));
        registry.setSuspended(bob, false, 0);
        vm.prank(bob);
        same(sale.refund(bob, bob), 400 * USD, "back to an expired payer");
        _sums(1_000 * USD, 0, 600 * USD, 400 * USD);
        same(sale.paidBy(2), 0, "room again");
    }

    function test_a_refund_reaches_only_wallets_of_the_investor() public {
        _subscribe(alice, 200 * USD, 0);
        sale.cancelSale();
        _refusedRefund(alice, bob, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, bob));
        _refusedRefund(outsider, alice2, abi.encodeWithSelector(Payees.NotAuthorised.selector, outsider, alice));
        vm.prank(alice);
        sale.refund(alice, alice2);
        same(usd.balanceOf(alice2), 5_200 * USD, "her second wallet");
    }

    function test_a_lost_wallet_is_succeeded_by_its_replacement() public {
        _subscribe(alice, 200 * USD, 0);
        registry.replace(alice, carol, 0);
        sale.cancelSale();
        _refusedRefund(alice, alice, abi.encodeWithSelector(Payees.NotAuthorised.selector, alice, alice));
        _refusedRefund(carol, alice, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, alice));
        vm.prank(carol);
        sale.refund(alice, carol);
        same(usd.balanceOf(carol), 5_200 * USD, "paid to the replacement");
    }

    function test_a_cancelled_or_paused_sale_takes_and_delivers_nothing_and_still_refunds() public {
        bytes memory paused = abi.encodeWithSelector(IOffering.SaleIsPaused.selector, address(token));
        bytes memory over = abi.encodeWithSelector(IOffering.SaleCancelled.selector, address(token));
        _subscribe(alice, 1_000 * USD, 0);
        sale.pause();
        vm.expectRevert(abi.encodeWithSelector(IOffering.SalePauseUnchanged.selector, true));
        sale.pause();
        _refused(alice, 100 * USD, 0, paused);
        vm.expectRevert(paused);
        sale.deliver(_list(alice));
        sale.unpause();
        sale.cancelSale();
        vm.expectRevert(over);
        sale.cancelSale();
        _refused(alice, 100 * USD, 0, over);
        vm.expectRevert(over);
        sale.deliver(_list(alice));
        sale.pause();
        sale.refund(alice, alice);
        same(usd.balanceOf(alice), 5_000 * USD, "refunded while paused");
    }
}
