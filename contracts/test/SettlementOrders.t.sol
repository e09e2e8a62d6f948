// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Settlement} from "../contracts/market/Settlement.sol";
import {Hindrance, ISettlement} from "../contracts/interfaces/ISettlement.sol";
import {OrderWorld} from "./support/OrderWorld.sol";
import {SmartWallet} from "./support/SmartWallet.sol";

/// @notice Orders: whose signature counts, for what, and until when.
contract SettlementOrdersTest is OrderWorld {
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

    function test_an_order_signed_for_another_board_trades_nothing_here() public {
        ISettlement.Order memory o = _order(true);
        Settlement second = new Settlement(address(hub));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, second.hashOf(o));
        bytes memory no = abi.encodeWithSelector(ISettlement.InvalidOrderSignature.selector, maker);
        _refused(bob, o, abi.encodePacked(r, s, v), 1, Hindrance.SIGNATURE, no);
        (o.amount, o.price) = (type(uint112).max, type(uint128).max);
        no = abi.encodeWithSelector(ISettlement.BeyondOrder.selector, type(uint256).max, type(uint112).max);
        _refused(bob, o, _sign(KEY, o), type(uint256).max, Hindrance.BEYOND_ORDER, no);
        same(board.quote(o, type(uint256).max), 0, "no quote");
        same(token.balanceOf(bob), 1_000 * UNIT, "no tokens moved");
    }
}
