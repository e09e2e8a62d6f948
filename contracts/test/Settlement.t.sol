// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {Reason} from "../contracts/interfaces/IAssetToken.sol";
import {Hindrance, ISettlement} from "../contracts/interfaces/ISettlement.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {MarketWorld} from "./support/MarketWorld.sol";
import {FalseToken, FeeToken, LyingToken, PaymentToken, ReentrantToken, SilentToken} from "./support/PaymentTokens.sol";
import {SmartWallet} from "./support/SmartWallet.sol";

/// @notice The OTC board: orders, their fills and what they refuse.
contract SettlementTest is MarketWorld {
    uint256 private constant KEY = 0xA11;
    uint256 private constant OTHER_KEY = 0xB22;
    uint256 private constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    address private maker;
    address private other;

    function setUp() public override {
        super.setUp();
        maker = vm.addr(KEY);
        other = vm.addr(OTHER_KEY);
        _register(maker, 11);
        _register(other, 12);
        address[3] memory all = [maker, other, bob];
        for (uint256 i = 0; i < 3; ++i) {
            _mint(all[i], 1_000 * UNIT);
            _pays(all[i], address(board), 10_000 * USD);
            vm.prank(all[i]);
            token.approve(address(board), type(uint256).max);
        }
    }

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
        vm.expectRevert(ISettlement.OrdersDoNotMatch.selector);
        board.matchOrders(sell, s, sell, s, 1);
        buy.payment = address(token);
        vm.expectRevert(ISettlement.OrdersDoNotMatch.selector);
        board.matchOrders(sell, s, buy, b, 1);
        (buy.payment, buy.maker) = (address(usd), maker);
        b = _sign(KEY, buy);
        bytes32 hash = board.hashOf(sell);
        vm.expectRevert(abi.encodeWithSelector(ISettlement.MalformedOrder.selector, hash));
        board.matchOrders(sell, s, buy, b, 1);
        same(board.filledOf(sell), 0, "nothing filled");
    }

    function test_a_contract_makes_orders_by_erc_1271_as_long_as_it_stands_by_them() public {
        SmartWallet wallet = new SmartWallet(maker);
        _register(address(wallet), 13);
        _mint(address(wallet), 100 * UNIT);
        wallet.act(address(token), abi.encodeCall(token.approve, (address(board), 100 * UNIT)));
        ISettlement.Order memory o = _order(true);
        o.maker = address(wallet);
        bytes memory s = _sign(KEY, o);
        same(_fill(bob, o, s, 50 * UNIT), 100 * USD, "paid");
        same(usd.balanceOf(address(wallet)), 100 * USD, "to the contract");
        wallet.setOwner(other);
        _refused(
            bob,
            o,
            s,
            50 * UNIT,
            Hindrance.SIGNATURE,
            abi.encodeWithSelector(ISettlement.InvalidOrderSignature.selector, address(wallet))
        );
    }

    function test_signatures_hold_for_one_order_on_one_chain_and_contract_in_one_form() public {
        ISettlement.Order memory o = _order(true);
        bytes memory s = _sign(KEY, o);
        bytes memory no = abi.encodeWithSelector(ISettlement.InvalidOrderSignature.selector, maker);
        _refused(bob, o, _sign(OTHER_KEY, o), 1, Hindrance.SIGNATURE, no);
        _refused(bob, o, "", 1, Hindrance.SIGNATURE, no);
        _refused(bob, o, _highS(s), 1, Hindrance.SIGNATURE, no);
        o.price += 1;
        _refused(bob, o, s, 1, Hindrance.SIGNATURE, no);
        o.price -= 1;
        uint256 chain = block.chainid;
        vm.chainId(chain + 1);
        _refused(bob, o, s, 1, Hindrance.SIGNATURE, no);
        vm.chainId(chain);
        same(_fill(bob, o, s, 100 * UNIT), 200 * USD, "as signed");
    }

    function test_an_order_cancelled_by_its_nonce_is_dead() public {
        ISettlement.Order memory o = _order(true);
        bytes memory s = _sign(KEY, o);
        _fill(bob, o, s, 10 * UNIT);
        vm.prank(bob);
        board.cancel(o.nonce);
        _fill(bob, o, s, 10 * UNIT);
        vm.expectEmit();
        emit ISettlement.NoncesCancelled(maker, 1, 2);
        vm.prank(maker);
        board.cancel(o.nonce);
        bytes memory no = abi.encodeWithSelector(ISettlement.OrderCancelled.selector, maker, o.nonce);
        _refused(bob, o, s, 1, Hindrance.CANCELLED, no);
        o.nonce = 1_000 * 256 + 255;
        s = _sign(KEY, o);
        vm.prank(maker);
        board.cancelMany(1_000, 1 << 255);
        same(board.cancelledNonces(maker, 1_000), 1 << 255, "bitmap");
        no = abi.encodeWithSelector(ISettlement.OrderCancelled.selector, maker, o.nonce);
        _refused(bob, o, s, 1, Hindrance.CANCELLED, no);
    }

    function test_one_nonce_serves_one_order() public {
        ISettlement.Order memory o = _order(true);
        _fill(bob, o, _sign(KEY, o), 10 * UNIT);
        ISettlement.Order memory second = _order(true);
        second.amount = 500_000_000;
        bytes memory s = _sign(KEY, second);
        same(board.filledOf(second), 0, "another order");
        _refused(
            bob,
            second,
            s,
            1,
            Hindrance.NONCE_TAKEN,
            abi.encodeWithSelector(ISettlement.NonceTaken.selector, maker, o.nonce)
        );
    }

    function test_deadline_taker_and_minimum_fill_are_exact() public {
        ISettlement.Order memory o = _order(true);
        (o.taker, o.minFill) = (bob, uint112(40 * UNIT));
        bytes memory s = _sign(KEY, o);
        _refused(
            other,
            o,
            s,
            40 * UNIT,
            Hindrance.WRONG_TAKER,
            abi.encodeWithSelector(ISettlement.WrongTaker.selector, other, bob)
        );
        _refused(
            bob,
            o,
            s,
            40 * UNIT - 1,
            Hindrance.BELOW_MINIMUM_FILL,
            abi.encodeWithSelector(ISettlement.BelowMinimumFill.selector, 40 * UNIT - 1, 40 * UNIT)
        );
        vm.warp(o.deadline);
        _fill(bob, o, s, 80 * UNIT);
        _refused(
            bob,
            o,
            s,
            0,
            Hindrance.BEYOND_ORDER,
            abi.encodeWithSelector(ISettlement.BeyondOrder.selector, 0, 20 * UNIT)
        );
        _fill(bob, o, s, 20 * UNIT);
        vm.warp(uint256(o.deadline) + 1);
        _refused(
            bob,
            o,
            s,
            1,
            Hindrance.EXPIRED,
            abi.encodeWithSelector(ISettlement.OrderExpired.selector, o.deadline)
        );
    }

    function test_orders_that_make_no_sense_are_refused() public {
        ISettlement.Order memory o = _order(true);
        o.token = address(usd);
        o.payment = address(token);
        _refusedAs(o, Hindrance.NOT_AN_ASSET, abi.encodeWithSelector(ISettlement.NotAnAsset.selector, address(usd)));
        o.token = address(token);
        _malformed(o);
        o.payment = address(usd);
        o.amount = 0;
        _malformed(o);
        (o.amount, o.price) = (1, 0);
        _malformed(o);
        (o.price, o.payment) = (1, outsider);
        _malformed(o);
        (o.payment, o.maker) = (address(usd), address(0));
        _malformed(o);
        o.maker = bob;
        _malformed(o);
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

    function test_payment_tokens_that_misbehave_move_neither_side() public {
        FalseToken no = new FalseToken();
        no.setRefusing(true);
        _refusedPayment(no, abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(no)));
        FeeToken fee = new FeeToken();
        _refusedPayment(
            fee,
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(fee), 200 * USD, 198 * USD)
        );
        LyingToken liar = new LyingToken();
        _refusedPayment(
            liar,
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(liar), 200 * USD, 0)
        );
        SilentToken silent = new SilentToken();
        silent.setBlacklisted(maker, true);
        _refusedPayment(PaymentToken(address(silent)), abi.encodeWithSelector(SilentToken.Blacklisted.selector, maker));
        silent.setBlacklisted(maker, false);
        ISettlement.Order memory o = _order(true);
        o.payment = address(silent);
        same(_fill(bob, o, _sign(KEY, o), 100 * UNIT), 200 * USD, "one that returns nothing serves");
    }

    function test_a_payment_token_that_calls_back_trades_once() public {
        ReentrantToken evil = new ReentrantToken();
        evil.mint(bob, 1_000 * USD);
        vm.prank(bob);
        evil.approve(address(board), type(uint256).max);
        ISettlement.Order memory o = _order(true);
        o.payment = address(evil);
        bytes memory s = _sign(KEY, o);
        evil.callBack(address(board), abi.encodeCall(board.fill, (o, s, 10 * UNIT)));
        _fill(bob, o, s, 10 * UNIT);
        bytes memory guard = abi.encodeWithSelector(ReentrancyGuardTransient.ReentrancyGuardReentrantCall.selector);
        holds(!evil.entered() && keccak256(evil.answer()) == keccak256(guard), "kept out");
        same(board.filledOf(o), 10 * UNIT, "once");
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
        _refusedAs(o, Hindrance.PAUSED, abi.encodeWithSelector(ISettlement.TradingIsPaused.selector));
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

    /// @dev A hundred tokens at two.
    function _order(bool sells) private view returns (ISettlement.Order memory o) {
        o.maker = maker;
        o.token = address(token);
        o.payment = address(usd);
        o.sells = sells;
        o.amount = uint112(100 * UNIT);
        o.price = uint128(200 * USD);
        o.nonce = 257;
        o.deadline = START + 1 days;
    }

    function _sign(uint256 key, ISettlement.Order memory o) private view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, board.hashOf(o));
        return abi.encodePacked(r, s, v);
    }

    /// @dev The same signature in its other, malleable form.
    function _highS(bytes memory signature) private pure returns (bytes memory) {
        bytes32 r;
        uint256 s;
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
        }
        uint8 v = uint8(signature[64]) == 27 ? 28 : 27;
        return abi.encodePacked(r, HALF_ORDER * 2 + 1 - s, v);
    }

    function _fill(address who, ISettlement.Order memory o, bytes memory s, uint256 amount) private returns (uint256) {
        if (o.payment != address(usd)) {
            (bool done, ) = o.payment.call(abi.encodeCall(PaymentToken.mint, (who, 1_000 * USD)));
            holds(done, "funded");
            vm.prank(who);
            (done, ) = o.payment.call(abi.encodeCall(IERC20.approve, (address(board), 1_000 * USD)));
            holds(done || IERC20(o.payment).allowance(who, address(board)) != 0, "approved");
        }
        vm.prank(who);
        return board.fill(o, s, amount);
    }

    function _foretold(
        ISettlement.Order memory o,
        bytes memory s,
        address taker,
        uint256 amount,
        Hindrance expected,
        uint8 reason
    ) private view {
        (Hindrance h, uint8 r) = board.check(o, s, taker, amount);
        same(uint256(h), uint256(expected), "foretold");
        same(r, reason, "reason");
    }

    function _refused(
        address who,
        ISettlement.Order memory o,
        bytes memory s,
        uint256 amount,
        Hindrance h,
        bytes memory refusal
    ) private {
        _foretold(o, s, who, amount, h, 0);
        uint256 before = usd.balanceOf(who);
        vm.expectRevert(refusal);
        vm.prank(who);
        board.fill(o, s, amount);
        same(usd.balanceOf(who), before, "nothing moved");
    }

    function _refusedAs(ISettlement.Order memory o, Hindrance h, bytes memory refusal) private {
        _refused(bob, o, _sign(KEY, o), 1, h, refusal);
    }

    function _malformed(ISettlement.Order memory o) private {
        bytes memory no = abi.encodeWithSelector(ISettlement.MalformedOrder.selector, board.hashOf(o));
        _refusedAs(o, Hindrance.MALFORMED, no);
    }

    function _refusedSide(ISettlement.Order memory o, bytes memory s, address who, Reason reason) private {
        _foretold(o, s, who, UNIT, Hindrance.TOKEN_SIDE, uint8(reason));
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TokenSideRefused.selector, reason, maker, who, UNIT));
        vm.prank(who);
        board.fill(o, s, UNIT);
    }

    function _refusedPayment(PaymentToken pay, bytes memory refusal) private {
        pay.mint(bob, 1_000 * USD);
        vm.prank(bob);
        (bool done, ) = address(pay).call(abi.encodeCall(pay.approve, (address(board), 1_000 * USD)));
        holds(done, "approved");
        ISettlement.Order memory o = _order(true);
        o.payment = address(pay);
        bytes memory s = _sign(KEY, o);
        vm.expectRevert(refusal);
        vm.prank(bob);
        board.fill(o, s, 100 * UNIT);
        same(token.balanceOf(bob), 1_000 * UNIT, "no tokens moved");
        same(pay.balanceOf(bob), 1_000 * USD, "no money moved");
        same(board.filledOf(o), 0, "nothing filled");
        vm.prank(bob);
        (done, ) = address(pay).call(abi.encodeCall(pay.approve, (address(board), 0)));
        holds(done, "allowance reset");
    }
}
