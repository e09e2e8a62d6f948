// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IAssetToken, Reason} from "../interfaces/IAssetToken.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {IOffering, Obstacle} from "../interfaces/IOffering.sol";
import {RecordWord} from "../registry/RecordWord.sol";
import {ExactTransfer} from "./ExactTransfer.sol";
import {FeedPrice} from "./FeedPrice.sol";
import {Payees} from "./Payees.sol";

/// @title Offering
/// @notice See {IOffering}. Deployed once, cloned per sale; the clone holds the minter's role of its asset.
/// @dev
/// slot 0…13  terms
/// slot 14…   totals: raised u128 | escrow u128, released u128 | refunded u128, minted u128 | reserved u128,
///            softCapMetAt u40 | cancelled u8 | paused u8
/// then       positions wallet => three words; paid and not taken back, by investor id; deliveries made | decimals
///
/// Rounding: tokens always down, so that the dust of a payment stays with the issuer. A delivery releases the sum of
/// what its positions paid, never a figure computed for the group.
contract Offering is IOffering, HubManaged, ReentrancyGuardTransient {
    using ExactTransfer for IERC20;
    using FeedPrice for FeedPrice.Price;
    using FeedPrice for FeedPrice.Source;
    using RecordWord for uint256;

    uint256 private constant MAX_BATCH = 256;

    IInvestorRegistry private immutable REGISTRY;

    Terms private _terms;
    Totals private _totals;
    mapping(address wallet => Position) private _positions;
    mapping(uint64 investorId => uint256) private _paidBy;
    uint128 private _deliveries;
    uint8 private _tokenDecimals;
    uint8 private _paymentDecimals;

    constructor(address hub, address registry) HubManaged(hub) {
        REGISTRY = IInvestorRegistry(registry);
        // An implementation must never be set up by a passer-by.
        _terms.token = address(this);
    }

    /// @inheritdoc IOffering
    function initialize(Terms calldata t) external {
        if (_terms.token != address(0)) revert OfferingAlreadyInitialised(_terms.token);
        if (t.token.code.length == 0) revert InvalidTerms("token");
        if (t.payment.code.length == 0 || t.payment == t.token) revert InvalidTerms("payment");
        if (t.minter.code.length == 0) revert InvalidTerms("minter");
        if (t.treasury == address(0) || t.treasury == address(this)) revert InvalidTerms("treasury");
        if (t.opens >= t.closes || t.closes <= block.timestamp) revert InvalidTerms("closes");
        if (t.deliveryPeriod == 0) revert InvalidTerms("deliveryPeriod");
        if ((t.price.feed == address(0)) != (t.fixedPrice != 0)) revert InvalidTerms("fixedPrice");
        if (t.price.feed == address(0) && t.forward) revert InvalidTerms("forward");
        if (t.tokenCap == 0) revert InvalidTerms("tokenCap");
        if (t.hardCap == 0 || t.softCap > t.hardCap) revert InvalidTerms("hardCap");
        if (t.maxPerInvestor == 0 || t.minPerInvestor > t.maxPerInvestor) revert InvalidTerms("maxPerInvestor");
        _terms = t;
        _tokenDecimals = _decimalsOf(t.token);
        _paymentDecimals = _decimalsOf(t.payment);
        emit OfferingOpened(t.token, t.payment, t);
    }

    /// @inheritdoc IOffering
    function subscribe(uint256 amount, uint256 minTokens) external nonReentrant returns (uint256 quoted) {
        _requireRunning();
        (uint256 opens, uint256 closes) = (_terms.opens, _terms.closes);
        if (block.timestamp < opens || block.timestamp >= closes) {
            revert OutsideWindow(block.timestamp, opens, closes);
        }
        quoted = _tokensFor(amount, _price());
        if (quoted == 0 || quoted < minTokens) revert MinimumOutMissed(quoted, minTokens == 0 ? 1 : minTokens);
        uint64 investorId = _admit(amount, quoted);

        Position storage position = _positions[msg.sender];
        position.paid += uint128(amount);
        position.quoted += uint128(quoted);
        position.minTokens += uint128(minTokens);
        position.investorId = investorId;
        position.since = uint40(block.timestamp);
        emit Subscribed(msg.sender, investorId, amount, quoted, minTokens);
        _book(amount, quoted);
        IERC20 payment = IERC20(_terms.payment);
        payment.pull(msg.sender, address(this), amount);
        // No new money for a token that has taken some back.
        payment.surplus(_totals.escrow);
    }

    /// @inheritdoc IOffering
    function collect() external nonReentrant returns (uint256 tokens) {
        if (!_terms.selfDelivery) revert SelfDeliveryOff(_terms.token);
        FeedPrice.Price memory price = _requireDeliverable();
        Obstacle obstacle;
        uint256 paid;
        (obstacle, tokens, paid) = _deliver(msg.sender, price, true);
        if (obstacle != Obstacle.NONE) revert DeliveryRefused(msg.sender, obstacle);
        _release(paid);
    }

    /// @inheritdoc IOffering
    function deliver(address[] calldata wallets) external restricted nonReentrant returns (uint256 released) {
        if (wallets.length == 0 || wallets.length > MAX_BATCH) revert InvalidDelivery(wallets.length);
        FeedPrice.Price memory price = _requireDeliverable();
        for (uint256 i = 0; i < wallets.length; ++i) {
            (Obstacle obstacle, , uint256 paid) = _deliver(wallets[i], price, false);
            if (obstacle == Obstacle.NONE) released += paid;
            else emit DeliverySkipped(wallets[i], obstacle);
        }
        _release(released);
    }

    /// @inheritdoc IOffering
    function refund(address wallet, address receiver) external nonReentrant returns (uint256 paid) {
        address holder = Payees.holderOf(REGISTRY, wallet);
        bool toPayer = receiver == wallet && holder == wallet;
        if (!toPayer && msg.sender != holder) revert Payees.NotAuthorised(msg.sender, wallet);
        Position memory position = _positions[wallet];
        if (!_isRefundable(position)) revert NotRefundable(wallet);
        Payees.requireRefundable(REGISTRY, wallet, receiver);

        paid = position.paid;
        delete _positions[wallet];
        _paidBy[position.investorId] -= paid;
        _totals.escrow -= uint128(paid);
        _totals.refunded += uint128(paid);
        _totals.reserved -= position.quoted;
        emit Refunded(wallet, receiver, paid);
        IERC20(_terms.payment).push(receiver, paid);
    }

    /// @inheritdoc IOffering
    function cancelSale() external restricted {
        if (_totals.cancelled) revert SaleCancelled(_terms.token);
        _totals.cancelled = true;
        emit OfferingCancelled(msg.sender);
    }

    /// @inheritdoc IOffering
    function pause() external restricted {
        _setPaused(true);
    }

    /// @inheritdoc IOffering
    function unpause() external restricted {
        _setPaused(false);
    }

    /// @inheritdoc IOffering
    function sweep(address token, address to) external restricted nonReentrant returns (uint256 amount) {
        amount = IERC20(token).surplus(token == _terms.payment ? _totals.escrow : 0);
        emit Swept(token, to, amount);
        IERC20(token).push(to, amount);
    }

    /// @inheritdoc IOffering
    function terms() external view returns (Terms memory) {
        return _terms;
    }

    /// @inheritdoc IOffering
    function totals() external view returns (Totals memory) {
        return _totals;
    }

    /// @inheritdoc IOffering
    function positionOf(address wallet) external view returns (Position memory) {
        return _positions[wallet];
    }

    /// @inheritdoc IOffering
    function paidBy(uint64 investorId) external view returns (uint256) {
        return _paidBy[investorId];
    }

    /// @inheritdoc IOffering
    function isRefundable(address wallet) external view returns (bool) {
        return _isRefundable(_positions[wallet]);
    }

    /// @dev Every limit of a subscription; gives the investor's id.
    function _admit(uint256 amount, uint256 quoted) private returns (uint64 investorId) {
        Totals storage sums = _totals;
        uint256 kept = uint256(sums.raised) - sums.refunded;
        // Whatever has a quote has less than 129 bits: no sum here overflows.
        if (kept + amount > _terms.hardCap) revert HardCapExceeded(kept + amount, _terms.hardCap);
        uint256 tokens = uint256(sums.minted) + sums.reserved + quoted;
        if (tokens > _terms.tokenCap) revert TokenCapExceeded(tokens, _terms.tokenCap);

        uint256 word = REGISTRY.wordOf(msg.sender);
        investorId = uint64(word.investorId());
        uint256 total = _paidBy[investorId] + amount;
        if (total < _terms.minPerInvestor || total > _terms.maxPerInvestor) {
            revert InvestorLimit(investorId, total, _terms.minPerInvestor, _terms.maxPerInvestor);
        }
        (Reason reason, ) = IAssetToken(_terms.token).explainMint(msg.sender, _positions[msg.sender].quoted + quoted);
        if (reason != Reason.OK) revert SubscriberNotEligible(msg.sender, uint8(reason));
        _paidBy[investorId] = total;
    }

    function _book(uint256 amount, uint256 quoted) private {
        Totals storage sums = _totals;
        sums.raised += uint128(amount);
        sums.escrow += uint128(amount);
        sums.reserved += uint128(quoted);
        if (sums.softCapMetAt == 0 && sums.raised >= _terms.softCap) {
            sums.softCapMetAt = uint40(block.timestamp);
            emit SoftCapMet(sums.raised);
        }
    }

    /// @dev One position. Its money is released by the caller, in the same transaction; the mint comes before the
    /// effects because a refused one must leave no trace, and the guard of every verb keeps others out meanwhile.
    function _deliver(
        address wallet,
        FeedPrice.Price memory price,
        bool strict
    ) private returns (Obstacle obstacle, uint256 tokens, uint256 paid) {
        Position memory position = _positions[wallet];
        if (position.paid == 0) return (Obstacle.NOTHING_SUBSCRIBED, 0, 0);
        if (_terms.forward && price.valuedAt <= position.since) return (Obstacle.NOT_YET_VALUED, 0, 0);
        paid = position.paid;
        tokens = _terms.fixedPrice != 0 ? position.quoted : _tokensFor(paid, price);
        if (tokens == 0 || tokens < position.minTokens) return (Obstacle.MINIMUM_OUT_MISSED, 0, 0);
        uint256 reserved = uint256(_totals.reserved) - position.quoted;
        uint256 minted = uint256(_totals.minted) + tokens;
        if (minted + reserved > _terms.tokenCap) return (Obstacle.TOKEN_CAP_EXCEEDED, 0, 0);

        uint256 operationId = _operationId();
        if (strict) IAssetToken(_terms.minter).mint(wallet, tokens, operationId);
        else if (!_tryMint(wallet, tokens, operationId)) return (Obstacle.MINT_REFUSED, 0, 0);
        delete _positions[wallet];
        ++_deliveries;
        _totals.reserved = uint128(reserved);
        _totals.minted = uint128(minted);
        emit Delivered(wallet, operationId, tokens, paid);
    }

    function _tryMint(address wallet, uint256 tokens, uint256 operationId) private returns (bool) {
        try IAssetToken(_terms.minter).mint(wallet, tokens, operationId) {
            return true;
        } catch {
            return false;
        }
    }

    function _release(uint256 paid) private {
        _totals.escrow -= uint128(paid);
        _totals.released += uint128(paid);
        IERC20(_terms.payment).push(_terms.treasury, paid);
    }

    function _setPaused(bool on) private {
        if (_totals.paused == on) revert SalePauseUnchanged(on);
        _totals.paused = on;
        emit OfferingPaused(msg.sender, on);
    }

    function _requireRunning() private view {
        if (_totals.cancelled) revert SaleCancelled(_terms.token);
        if (_totals.paused) revert SaleIsPaused(_terms.token);
    }

    function _requireDeliverable() private view returns (FeedPrice.Price memory) {
        _requireRunning();
        if (_totals.softCapMetAt == 0) revert SoftCapNotMet(_totals.raised, _terms.softCap);
        return _price();
    }

    /// @dev Nothing is priced while the payment token is off its peg: neither at subscription nor at delivery, for in
    /// both the sale would give full tokens for money that is worth less.
    function _price() private view returns (FeedPrice.Price memory price) {
        _terms.peg.requirePeg();
        if (_terms.fixedPrice == 0) return _terms.price.read();
        (price.value, price.decimals) = (_terms.fixedPrice, _paymentDecimals);
    }

    function _tokensFor(uint256 amount, FeedPrice.Price memory price) private view returns (uint256) {
        return amount > type(uint128).max ? 0 : price.tokensFor(amount, _tokenDecimals, _paymentDecimals);
    }

    function _isRefundable(Position memory position) private view returns (bool) {
        if (position.paid == 0) return false;
        if (_totals.cancelled) return true;
        uint256 metAt = _totals.softCapMetAt;
        if (metAt == 0) return block.timestamp >= _terms.closes;
        return block.timestamp > (metAt > position.since ? metAt : position.since) + _terms.deliveryPeriod;
    }

    /// @dev Far from the ids that people count up, and next to each other, so that 256 of them share a word.
    function _operationId() private view returns (uint256) {
        return (uint256(keccak256(abi.encode(address(this)))) << 64) | _deliveries;
    }

    function _decimalsOf(address token) private view returns (uint8 decimals) {
        decimals = IERC20Metadata(token).decimals();
        if (decimals > 18) revert FeedPrice.UnsupportedDecimals(token, decimals);
    }
}
