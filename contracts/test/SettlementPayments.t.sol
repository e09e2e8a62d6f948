// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Hindrance, ISettlement} from "../contracts/interfaces/ISettlement.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {OrderWorld} from "./support/OrderWorld.sol";
import {FalseToken, FeeToken, LyingToken, PaymentToken, ReentrantToken, SilentToken} from "./support/PaymentTokens.sol";

/// @notice Trades against payment tokens of every kind.
contract SettlementPaymentsTest is OrderWorld {
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

    function test_a_buyer_who_has_less_than_it_allows_is_refused_before_anything_moves() public {
        ISettlement.Order memory o = _order(true);
        bytes memory s = _sign(KEY, o);
        vm.prank(bob);
        usd.transfer(alice, 9_900 * USD);
        uint256 most = type(uint256).max;
        _refused(
            bob,
            o,
            s,
            100 * UNIT,
            Hindrance.PAYMENT_SIDE,
            abi.encodeWithSelector(ISettlement.PaymentSideRefused.selector, bob, 200 * USD, 100 * USD, most)
        );
        same(token.balanceOf(bob), 1_000 * UNIT, "no tokens moved");
    }

    function test_a_fill_too_small_to_cost_anything_asks_nothing_of_the_payment_token() public {
        ISettlement.Order memory o = _order(false);
        o.price = 1;
        vm.mockCallRevert(address(usd), abi.encodeCall(usd.transferFrom, (maker, bob, 0)), "no empty transfers");
        same(_fill(bob, o, _sign(KEY, o), 1), 0, "rounded to nothing, by a seller who agreed");
        same(token.balanceOf(maker), 1_000 * UNIT + 1, "the maker's");
    }

    function test_orders_in_different_tokens_or_of_nothing_do_not_meet() public {
        (address second, , ) = factory.deploy(_params(bytes32(uint256(2))));
        ISettlement.Order memory sell = _order(true);
        ISettlement.Order memory buy = _order(false);
        (buy.maker, buy.token) = (other, second);
        bytes memory s = _sign(KEY, sell);
        bytes memory b = _sign(OTHER_KEY, buy);
        bytes memory apart = abi.encodeWithSelector(
            ISettlement.OrdersDoNotMatch.selector,
            board.hashOf(sell),
            board.hashOf(buy)
        );
        vm.expectRevert(apart);
        board.matchOrders(sell, s, buy, b, 1);
        (sell.amount, sell.price) = (0, 0);
        same(board.quote(sell, 0), 0, "nothing for nothing");
        same(board.filledOf(buy) + board.filledOf(sell), 0, "nothing filled");
    }
}
