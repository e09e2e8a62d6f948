// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {Roles} from "../access/Roles.sol";
import {IAccessHub} from "../interfaces/IAccessHub.sol";
import {IAssetToken, Reason} from "../interfaces/IAssetToken.sol";
import {Hindrance, ISettlement} from "../interfaces/ISettlement.sol";
import {ExactTransfer} from "./ExactTransfer.sol";

/// @title Settlement
/// @notice See {ISettlement}.
/// @dev
/// slot 0  fills: maker => nonce => filled u112 | first 144 bits of the order's hash
/// slot 1  cancelled nonces: maker => word => 256 bits
/// slot 2  paused
///
/// Rounding: what a fill costs is the difference of two running totals, each rounded in the maker's favour (up when it
/// sells, down when it buys), so that the fills of an order add up to exactly its price.
contract Settlement is ISettlement, HubManaged, EIP712, ReentrancyGuardTransient {
    using ExactTransfer for IERC20;

    bytes32 private constant ORDER_TYPEHASH = keccak256(
        "Order(address maker,address taker,address token,address payment,bool sells,uint112 amount,uint128 price,uint112 minFill,uint256 nonce,uint40 deadline)"
    );

    mapping(address maker => mapping(uint256 nonce => uint256)) private _fills;
    mapping(address maker => mapping(uint256 word => uint256 bits)) private _cancelled;
    bool private _paused;

    constructor(address hub) HubManaged(hub) EIP712("Cadastre Settlement", "1") {}

    /// @inheritdoc ISettlement
    function fill(
        Order calldata order,
        bytes calldata signature,
        uint256 amount
    ) external nonReentrant returns (uint256 paid) {
        bytes32 hash = hashOf(order);
        _require(_judgeOrder(order, hash, signature, msg.sender, amount), order, hash, msg.sender, amount);
        paid = _record(order, hash, amount);
        _exchange(order, hash, msg.sender, amount, paid);
    }

    /// @inheritdoc ISettlement
    function matchOrders(
        Order calldata resting,
        bytes calldata restingSignature,
        Order calldata incoming,
        bytes calldata incomingSignature,
        uint256 amount
    ) external nonReentrant returns (uint256 paid) {
        bytes32 hash = hashOf(resting);
        bytes32 other = hashOf(incoming);
        if (resting.token != incoming.token || resting.payment != incoming.payment || resting.sells == incoming.sells)
            revert OrdersDoNotMatch(hash, other);
        _require(
            _judgeOrder(resting, hash, restingSignature, incoming.maker, amount),
            resting,
            hash,
            incoming.maker,
            amount
        );
        _require(
            _judgeOrder(incoming, other, incomingSignature, resting.maker, amount),
            incoming,
            other,
            resting.maker,
            amount
        );
        paid = _record(resting, hash, amount);
        uint256 limit = _record(incoming, other, amount);
        if (incoming.sells ? paid < limit : paid > limit) revert PriceNotMet(paid, limit);
        _exchange(resting, hash, incoming.maker, amount, paid);
    }

    /// @inheritdoc ISettlement
    function cancel(uint256 nonce) external {
        _cancel(nonce >> 8, 1 << (nonce & 0xff));
    }

    /// @inheritdoc ISettlement
    function cancelMany(uint256 word, uint256 mask) external {
        _cancel(word, mask);
    }

    /// @inheritdoc ISettlement
    function pause() external restricted {
        _setPaused(true);
    }

    /// @inheritdoc ISettlement
    function unpause() external restricted {
        _setPaused(false);
    }

    /// @inheritdoc ISettlement
    function check(
        Order calldata order,
        bytes calldata signature,
        address taker,
        uint256 amount
    ) external view returns (Hindrance hindrance, uint8 reason) {
        hindrance = _judgeOrder(order, hashOf(order), signature, taker, amount);
        if (hindrance != Hindrance.NONE) return (hindrance, 0);
        (address seller, address buyer) = _sides(order, taker);
        reason = uint8(_tokenSide(order.token, seller, buyer, amount));
        if (reason != 0) return (Hindrance.TOKEN_SIDE, reason);
        (uint256 balance, uint256 allowance) = _paymentSide(order.payment, buyer);
        uint256 needed = quote(order, amount);
        if (balance < needed || allowance < needed) hindrance = Hindrance.PAYMENT_SIDE;
    }

    /// @inheritdoc ISettlement
    function filledOf(Order calldata order) external view returns (uint256) {
        uint256 word = _fills[order.maker][order.nonce];
        return word >> 112 == uint256(hashOf(order)) >> 112 ? uint112(word) : 0;
    }

    /// @inheritdoc ISettlement
    function cancelledNonces(address maker, uint256 word) external view returns (uint256) {
        return _cancelled[maker][word];
    }

    /// @inheritdoc ISettlement
    function paused() external view returns (bool) {
        return _paused;
    }

    /// @inheritdoc ISettlement
    function quote(Order calldata order, uint256 amount) public view returns (uint256) {
        uint256 filled = uint112(_fills[order.maker][order.nonce]);
        if (order.amount == 0 || amount > order.amount || filled > order.amount - amount) return 0;
        return _total(order, filled + amount) - _total(order, filled);
    }

    /// @inheritdoc ISettlement
    function hashOf(Order calldata o) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(
                        ORDER_TYPEHASH,
                        o.maker,
                        o.taker,
                        o.token,
                        o.payment,
                        o.sells,
                        o.amount,
                        o.price,
                        o.minFill,
                        o.nonce,
                        o.deadline
                    )
                )
            );
    }

    /// @dev The first thing against the order itself. Never reverts.
    function _judgeOrder(
        Order calldata o,
        bytes32 hash,
        bytes calldata signature,
        address taker,
        uint256 amount
    ) private view returns (Hindrance) {
        if (_paused) return Hindrance.PAUSED;
        if (IAccessHub(HUB).kindOf(o.token) != Roles.KIND_TOKEN) return Hindrance.NOT_AN_ASSET;
        if (o.maker == address(0) || o.maker == taker || o.amount == 0 || o.price == 0) return Hindrance.MALFORMED;
        if (o.payment == o.token || o.payment.code.length == 0) return Hindrance.MALFORMED;
        if (o.deadline < block.timestamp) return Hindrance.EXPIRED;
        if ((_cancelled[o.maker][o.nonce >> 8] >> (o.nonce & 0xff)) & 1 == 1) return Hindrance.CANCELLED;
        uint256 word = _fills[o.maker][o.nonce];
        if (word != 0 && word >> 112 != uint256(hash) >> 112) return Hindrance.NONCE_TAKEN;
        if (o.taker != address(0) && o.taker != taker) return Hindrance.WRONG_TAKER;
        uint256 left = o.amount - uint112(word);
        if (amount == 0 || amount > left) return Hindrance.BEYOND_ORDER;
        if (amount < o.minFill && amount != left) return Hindrance.BELOW_MINIMUM_FILL;
        bool signed = SignatureChecker.isValidSignatureNow(o.maker, hash, signature);
        return signed ? Hindrance.NONE : Hindrance.SIGNATURE;
    }

    function _tokenSide(address token, address seller, address buyer, uint256 amount) private view returns (Reason r) {
        (r, ) = IAssetToken(token).explain(address(this), seller, buyer, amount);
    }

    function _paymentSide(address payment, address buyer) private view returns (uint256 balance, uint256 allowance) {
        return (IERC20(payment).balanceOf(buyer), IERC20(payment).allowance(buyer, address(this)));
    }

    function _sides(Order calldata order, address taker) private pure returns (address seller, address buyer) {
        return order.sells ? (order.maker, taker) : (taker, order.maker);
    }

    /// @dev What the first `filled` tokens of an order cost.
    function _total(Order calldata o, uint256 filled) private pure returns (uint256) {
        return Math.mulDiv(o.price, filled, o.amount, o.sells ? Math.Rounding.Ceil : Math.Rounding.Floor);
    }

    /// @return due payment for this fill at the order's own price
    function _record(Order calldata o, bytes32 hash, uint256 amount) private returns (uint256 due) {
        uint256 filled = uint112(_fills[o.maker][o.nonce]);
        due = _total(o, filled + amount) - _total(o, filled);
        _fills[o.maker][o.nonce] = ((uint256(hash) >> 112) << 112) | (filled + amount);
    }

    /// @dev Both sides are asked before either moves; then token first, payment last.
    function _exchange(Order calldata o, bytes32 hash, address taker, uint256 amount, uint256 paid) private {
        (address seller, address buyer) = _sides(o, taker);
        Reason reason = _tokenSide(o.token, seller, buyer, amount);
        if (reason != Reason.OK) revert TokenSideRefused(uint8(reason), seller, buyer, amount);
        (uint256 balance, uint256 allowance) = _paymentSide(o.payment, buyer);
        if (balance < paid || allowance < paid) revert PaymentSideRefused(buyer, paid, balance, allowance);
        emit Traded(hash, seller, buyer, o.token, o.payment, amount, paid);
        IERC20(o.token).pull(seller, buyer, amount);
        if (paid != 0) IERC20(o.payment).pull(buyer, seller, paid);
    }

    function _cancel(uint256 word, uint256 mask) private {
        _cancelled[msg.sender][word] |= mask;
        emit NoncesCancelled(msg.sender, word, mask);
    }

    function _setPaused(bool on) private {
        if (_paused == on) revert TradingPauseUnchanged(on);
        _paused = on;
        emit SettlementPaused(msg.sender, on);
    }

    /// @dev Reverts with the error of a hindrance.
    function _require(Hindrance h, Order calldata o, bytes32 hash, address taker, uint256 amount) private view {
        if (h == Hindrance.NONE) return;
        if (h == Hindrance.PAUSED) revert TradingIsPaused(o.token);
        if (h == Hindrance.NOT_AN_ASSET) revert NotAnAsset(o.token);
        if (h == Hindrance.MALFORMED) revert MalformedOrder(hash);
        if (h == Hindrance.EXPIRED) revert OrderExpired(o.deadline);
        if (h == Hindrance.CANCELLED) revert OrderCancelled(o.maker, o.nonce);
        if (h == Hindrance.NONCE_TAKEN) revert NonceTaken(o.maker, o.nonce);
        if (h == Hindrance.WRONG_TAKER) revert WrongTaker(taker, o.taker);
        if (h == Hindrance.BEYOND_ORDER) revert BeyondOrder(amount, o.amount - uint112(_fills[o.maker][o.nonce]));
        if (h == Hindrance.BELOW_MINIMUM_FILL) revert BelowMinimumFill(amount, o.minFill);
        revert InvalidOrderSignature(o.maker);
    }
}
