// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Reason} from "../contracts/interfaces/IAssetToken.sol";
import {Hindrance, ISettlement} from "../contracts/interfaces/ISettlement.sol";
import {OrderWorld} from "./support/OrderWorld.sol";

/// @notice The OTC board: orders, their fills and what they refuse.
contract SettlementTest is OrderWorld {
    function test_a_sell_order_is_taken_in_parts_and_both_sides_move_together() public {
        ISettlement.Order memory o = _order(true);
        bytes memory s = _sign(KEY, o);
        _foretold(o, s, bob, 30 * UNIT, Hindrance.NONE, 0);
        vm.expectEmit();
        emit ISettlement.Traded(board.hashOf(o), maker, bob, address(token), address(usd), 30 * UNIT, 60 * USD);
        same(_fill(bob, o, s, 30 * UNIT), 60 * USD, "paid");
        same(token.balanceOf(bob), 1_030 * UNIT, "bob's tokens");
        same(usd.balanceOf(maker), 10_060 * USD, "the maker's money");
        same(board.filledOf(o), 30 * UNIT, "filled");
        same(_fill(other, o, s, 70 * UNIT), 140 * USD, "the rest");
        _refused(bob, o, s, 1, Hindrance.BEYOND_ORDER, abi.encodeWithSelector(ISettlement.BeyondOrder.selector, 1, 0));
        same(usd.balanceOf(address(board)) + token.balanceOf(address(board)), 0, "the board holds nothing");
    }

    function test_a_buy_order_is_taken_by_a_seller() public {
        ISettlement.Order memory o = _order(false);
        same(_fill(bob, o, _sign(KEY, o), 100 * UNIT), 200 * USD, "paid");
        same(token.balanceOf(maker), 1_100 * UNIT, "the maker's tokens");
        same(usd.balanceOf(bob), 10_200 * USD, "bob's money");
    }

    function test_two_signed_orders_meet_at_the_resting_price_whoever_sends_them() public {
        ISettlement.Order memory sell = _order(true);
        ISettlement.Order memory buy = _order(false);
        (buy.maker, buy.price) = (other, uint128(250 * USD));
        vm.prank(outsider);
        same(
            board.matchOrders(sell, _sign(KEY, sell), buy, _sign(OTHER_KEY, buy), 60 * UNIT),
            120 * USD,
            "the seller's price"
        );
        vm.prank(outsider);
        same(
            board.matchOrders(buy, _sign(OTHER_KEY, buy), sell, _sign(KEY, sell), 40 * UNIT),
            100 * USD,
            "the buyer's price"
        );
        same(board.filledOf(sell) + board.filledOf(buy), 200 * UNIT, "both filled");
    }

    function test_orders_that_do_not_meet_are_left_alone() public {
        ISettlement.Order memory sell = _order(true);
        ISettlement.Order memory buy = _order(false);
        (buy.maker, buy.price) = (other, uint128(200 * USD - 1));
        bytes memory s = _sign(KEY, sell);
        bytes memory b = _sign(OTHER_KEY, buy);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.PriceNotMet.selector, 200 * USD, 200 * USD - 1));
        board.matchOrders(sell, s, buy, b, 100 * UNIT);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.PriceNotMet.selector, 200 * USD - 1, 200 * USD));
        board.matchOrders(buy, b, sell, s, 100 * UNIT);
        bytes32 hash = board.hashOf(sell);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.OrdersDoNotMatch.selector, hash, hash));
        board.matchOrders(sell, s, sell, s, 1);
        buy.payment = address(token);
        bytes memory apart = abi.encodeWithSelector(ISettlement.OrdersDoNotMatch.selector, hash, board.hashOf(buy));
        vm.expectRevert(apart);
        board.matchOrders(sell, s, buy, b, 1);
        (buy.payment, buy.maker) = (address(usd), maker);
        b = _sign(KEY, buy);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.MalformedOrder.selector, hash));
        board.matchOrders(sell, s, buy, b, 1);
        same(board.filledOf(sell), 0, "nothing filled");
    }

    function test_both_sides_are_asked_before_either_moves() public {
        ISettlement.Order memory o = _order(true);
        bytes memory s = _sign(KEY, o);
        vm.prank(bob);
        usd.approve(address(board), 2 * USD - 1);
        _refused(
            bob,
            o,
            s,
            UNIT,
            Hindrance.PAYMENT_SIDE,
            abi.encodeWithSelector(ISettlement.PaymentSideRefused.selector, bob, 2 * USD, 10_000 * USD, 2 * USD - 1)
        );
        _refusedSide(o, s, carol, Reason.RECEIVER_NOT_VERIFIED);
        token.setAddressFrozen(bob, true);
        _refusedSide(o, s, bob, Reason.RECEIVER_FROZEN);
        token.setAddressFrozen(bob, false);
        registry.setSuspended(maker, true, 0);
        _refusedSide(o, s, bob, Reason.SENDER_SUSPENDED);
        registry.setSuspended(maker, false, 0);
        vm.prank(maker);
        token.approve(address(board), UNIT - 1);
        _refusedSide(o, s, bob, Reason.INSUFFICIENT_ALLOWANCE);
        vm.prank(maker);
        token.approve(address(board), type(uint256).max);
        token.pause();
        _refusedSide(o, s, bob, Reason.PAUSED);
        token.unpause();
        vm.warp(START + 365 days);
        o.deadline = type(uint40).max;
        _refusedSide(o, _sign(KEY, o), bob, Reason.SENDER_EXPIRED);
    }

    function test_paused_trades_nothing_and_still_cancels() public {
        _unauthorised(outsider);
        board.pause();
        _unauthorised(outsider);
        board.unpause();
        board.pause();
        holds(board.paused(), "paused");
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TradingPauseUnchanged.selector, true));
        board.pause();
        ISettlement.Order memory o = _order(true);
        _refusedAs(o, Hindrance.PAUSED, abi.encodeWithSelector(ISettlement.TradingIsPaused.selector, address(token)));
        vm.prank(maker);
        board.cancel(o.nonce);
        board.unpause();
        bytes memory no = abi.encodeWithSelector(ISettlement.OrderCancelled.selector, maker, o.nonce);
        _refusedAs(o, Hindrance.CANCELLED, no);
    }

    function testFuzz_fills_of_any_size_add_up_to_the_price_and_never_cost_the_maker(
        bool sells,
        uint256 amount,
        uint256 total,
        uint256[5] memory parts
    ) public {
        ISettlement.Order memory o = _order(sells);
        o.amount = uint112(within(amount, 5, 500 * UNIT));
        o.price = uint128(within(total, 1, 5_000 * USD));
        bytes memory s = _sign(KEY, o);
        uint256 left = o.amount;
        uint256 paid = 0;
        for (uint256 i = 0; i < 5 && left != 0; ++i) {
            uint256 part = i == 4 ? left : within(parts[i], 1, left);
            uint256 quoted = board.quote(o, part);
            same(_fill(bob, o, s, part), quoted, "as quoted");
            (paid, left) = (paid + quoted, left - part);
            uint256 exact = uint256(o.price) * (o.amount - left);
            if (sells) holds(paid * o.amount >= exact, "never less than asked");
            else holds(paid * o.amount <= exact, "never more than offered");
        }
        same(left, 0, "filled");
        same(paid, o.price, "the whole price, whatever the parts");
        same(board.quote(o, 1), 0, "nothing left to quote");
    }

    function testFuzz_05_the_check_foretells_every_fill(uint256 seed, uint256 amount, bool sells) public {
        ISettlement.Order memory o = _order(sells);
        if (seed % 2 == 0) o.minFill = 50_000_000;
        if (seed % 3 == 0) token.setAddressFrozen(bob, true);
        if (seed % 5 == 0) token.setFrozenTokens(sells ? maker : bob, 950 * UNIT);
        if (seed % 7 == 0) {
            vm.prank(sells ? bob : maker);
            usd.approve(address(board), 0);
        }
        if (seed % 11 == 0) o.taker = other;
        bytes memory s = _sign(KEY, o);
        amount = within(amount, 0, 120 * UNIT);
        (Hindrance h, ) = board.check(o, s, bob, amount);
        vm.prank(bob);
        try board.fill(o, s, amount) {
            same(uint256(h), uint256(Hindrance.NONE), "foretold");
        } catch {
            holds(h != Hindrance.NONE, "foretold");
        }
    }
}
