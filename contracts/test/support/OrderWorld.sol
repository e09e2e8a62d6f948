// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Reason} from "../../contracts/interfaces/IAssetToken.sol";
import {Hindrance, ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {MarketWorld} from "./MarketWorld.sol";
import {PaymentToken} from "./PaymentTokens.sol";

/// @title A board of orders, three who hold and pay, and one order of a hundred at two
abstract contract OrderWorld is MarketWorld {
    uint256 internal constant KEY = 0xA11;
    uint256 internal constant OTHER_KEY = 0xB22;
    uint256 internal constant HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0;

    address internal maker;
    address internal other;

    function setUp() public virtual override {
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

    /// @dev A hundred tokens at two.
    function _order(bool sells) internal view returns (ISettlement.Order memory o) {
        o.maker = maker;
        o.token = address(token);
        o.payment = address(usd);
        o.sells = sells;
        o.amount = uint112(100 * UNIT);
        o.price = uint128(200 * USD);
        o.nonce = 257;
        o.deadline = START + 1 days;
    }

    function _sign(uint256 key, ISettlement.Order memory o) internal view returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, board.hashOf(o));
        return abi.encodePacked(r, s, v);
    }

    /// @dev The same signature in its other, malleable form.
    function _highS(bytes memory signature) internal pure returns (bytes memory) {
        bytes32 r;
        uint256 s;
        assembly ("memory-safe") {
            r := mload(add(signature, 0x20))
            s := mload(add(signature, 0x40))
        }
        uint8 v = uint8(signature[64]) == 27 ? 28 : 27;
        return abi.encodePacked(r, HALF_ORDER * 2 + 1 - s, v);
    }

    function _fill(address who, ISettlement.Order memory o, bytes memory s, uint256 amount) internal returns (uint256) {
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
    ) internal view {
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
    ) internal {
        _foretold(o, s, who, amount, h, 0);
        uint256 before = usd.balanceOf(who);
        vm.expectRevert(refusal);
        vm.prank(who);
        board.fill(o, s, amount);
        same(usd.balanceOf(who), before, "nothing moved");
    }

    function _refusedAs(ISettlement.Order memory o, Hindrance h, bytes memory refusal) internal {
        _refused(bob, o, _sign(KEY, o), 1, h, refusal);
    }

    function _malformed(ISettlement.Order memory o) internal {
        bytes memory no = abi.encodeWithSelector(ISettlement.MalformedOrder.selector, board.hashOf(o));
        _refusedAs(o, Hindrance.MALFORMED, no);
    }

    function _refusedSide(ISettlement.Order memory o, bytes memory s, address who, Reason reason) internal {
        _foretold(o, s, who, UNIT, Hindrance.TOKEN_SIDE, uint8(reason));
        vm.expectRevert(abi.encodeWithSelector(ISettlement.TokenSideRefused.selector, reason, maker, who, UNIT));
        vm.prank(who);
        board.fill(o, s, UNIT);
    }

    function _refusedPayment(PaymentToken pay, bytes memory refusal) internal {
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
