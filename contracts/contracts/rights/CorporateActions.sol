// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {ICorporateActions} from "../interfaces/ICorporateActions.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {ExactTransfer} from "../market/ExactTransfer.sol";

/// @title CorporateActions
/// @notice See {ICorporateActions}. Deployed once, cloned per asset.
/// @dev
/// slot 0  asset token u160 | notice u32
/// slot 1  number of actions u64 | operations u64 | maturity u64
/// slot 2  actions: kind u8 | cancelled u8 | effectiveAt u40 · conversion, four words · redemption, three words
/// slot 3  payment token => what lies here for somebody
///
/// Rounding: a conversion mints down and burns only what the minted units cost, so the holder keeps every old unit that
/// makes no new one. A redemption pays down; the dust goes back to the issuer's side when the last token is burnt.
contract CorporateActions is ICorporateActions, HubManaged, ReentrancyGuardTransient {
    using ExactTransfer for IERC20;

    uint256 private constant MAX_BATCH = 100;
    uint256 private constant MIN_NOTICE = 1 days;

    address private _asset;
    uint32 private _notice;
    uint64 private _count;
    uint64 private _operations;
    uint64 private _maturity;
    mapping(uint256 id => Action) private _actions;
    mapping(address payment => uint256) private _owed;

    constructor(address hub) HubManaged(hub) {
        // An implementation must never be set up by a passer-by.
        _asset = address(this);
    }

    /// @inheritdoc ICorporateActions
    function initialize(address token_, uint32 notice) external {
        if (_asset != address(0) || token_.code.length == 0 || notice < MIN_NOTICE) {
            revert InvalidActionsSetUp(token_, notice);
        }
        _asset = token_;
        _notice = notice;
    }

    /// @inheritdoc ICorporateActions
    function announceConversion(
        address newToken,
        address minter,
        uint64 numerator,
        uint64 denominator,
        uint40 effectiveAt,
        bytes32 documentHash
    ) external restricted returns (uint256 id) {
        if (numerator == 0 || denominator == 0 || numerator == denominator) {
            revert InvalidRatio(numerator, denominator);
        }
        if (
            newToken == _asset ||
            newToken.code.length == 0 ||
            minter.code.length == 0 ||
            IERC20Metadata(newToken).decimals() != IERC20Metadata(_asset).decimals()
        ) revert InvalidNewToken(newToken, minter);
        id = _announce(Kind.CONVERSION, effectiveAt);
        _actions[id].conversion = Conversion(newToken, minter, numerator, denominator, 0, 0);
        emit ConversionAnnounced(id, newToken, numerator, denominator, effectiveAt, documentHash);
    }

    /// @inheritdoc ICorporateActions
    function announceCall(
        address payment,
        uint128 price,
        uint40 effectiveAt,
        bytes32 documentHash
    ) external restricted returns (uint256) {
        return _announceRedemption(Kind.CALL, payment, price, effectiveAt, documentHash);
    }

    /// @inheritdoc ICorporateActions
    function announceMaturity(
        address payment,
        uint128 price,
        uint40 effectiveAt,
        bytes32 documentHash
    ) external restricted returns (uint256 id) {
        if (_maturity != 0) revert MaturityAnnounced(_maturity);
        id = _announceRedemption(Kind.MATURITY, payment, price, effectiveAt, documentHash);
        _maturity = uint64(id);
    }

    /// @inheritdoc ICorporateActions
    function cancel(uint256 id, bytes32 reason) external restricted {
        Action storage action = _actions[id];
        if (action.kind == Kind.NONE) revert UnknownAction(id, Kind.NONE);
        if (action.cancelled) revert ActionIsCancelled(id);
        if (block.timestamp >= action.effectiveAt) revert AlreadyEffective(id, action.effectiveAt);
        action.cancelled = true;
        if (_maturity == id) _maturity = 0;
        emit ActionCancelled(id, reason);
    }

    /// @inheritdoc ICorporateActions
    function fund(uint256 id, uint256 amount) external restricted nonReentrant {
        Redemption storage r = _redemption(id);
        if (amount == 0 || amount > type(uint128).max - r.funded) revert AmountTooSmall(amount);
        r.funded += uint128(amount);
        IERC20 payment = IERC20(r.payment);
        uint256 total = _owed[address(payment)] + amount;
        _owed[address(payment)] = total;
        emit RedemptionFunded(id, amount, r.funded);
        payment.pull(msg.sender, address(this), amount);
        // No new promise in a token that has taken some back.
        payment.surplus(total);
    }

    /// @inheritdoc ICorporateActions
    function openRedemption(uint256 id) external {
        Redemption storage r = _redemption(id);
        _requireEffective(id);
        if (r.open) revert RedemptionIsOpen(id);
        uint256 supply = IERC20(_asset).totalSupply();
        uint256 needed = Math.mulDiv(supply, r.price, _unit(), Math.Rounding.Ceil);
        if (r.funded < needed) revert NotCovered(id, r.funded, needed);
        r.open = true;
        emit RedemptionOpened(id, supply, r.funded);
    }

    /// @inheritdoc ICorporateActions
    function convert(uint256 id, uint256 amount) external nonReentrant returns (uint256 minted) {
        minted = _convert(id, msg.sender, amount);
    }

    /// @inheritdoc ICorporateActions
    function redeem(uint256 id, uint256 amount) external nonReentrant returns (uint256 paid) {
        paid = _redeem(id, msg.sender, amount);
        // Nobody gives tokens for nothing by mistake.
        if (paid == 0) revert AmountTooSmall(amount);
    }

    /// @inheritdoc ICorporateActions
    function settleFor(
        uint256 id,
        address[] calldata accounts
    ) external restricted nonReentrant returns (uint256 settled) {
        if (accounts.length == 0 || accounts.length > MAX_BATCH) revert InvalidActionBatch(accounts.length);
        _requireEffective(id);
        for (uint256 i = 0; i < accounts.length; ++i) {
            try this.settleOne(id, accounts[i]) {
                ++settled;
            } catch (bytes memory refusal) {
                emit ActionSkipped(id, accounts[i], refusal);
            }
        }
    }

    /// @inheritdoc ICorporateActions
    function returnFunds(uint256 id, address to) external restricted nonReentrant {
        Action storage action = _actions[id];
        Redemption storage r = action.redemption;
        uint256 supply = IERC20(_asset).totalSupply();
        if (!action.cancelled && supply != 0) revert FundsBound(id, supply);
        uint256 amount = r.funded - r.paid;
        if (amount == 0) revert AmountTooSmall(0);
        r.funded = r.paid;
        _owed[r.payment] -= amount;
        emit FundsReturned(id, to, amount);
        IERC20(r.payment).push(to, amount);
    }

    /// @inheritdoc ICorporateActions
    function settleOne(uint256 id, address account) external {
        if (msg.sender != address(this)) revert OnlySelf(msg.sender);
        uint256 free = IAssetToken(_asset).accountOf(account).free;
        if (_actions[id].kind == Kind.CONVERSION) _convert(id, account, free);
        else _redeem(id, account, free);
    }

    /// @inheritdoc ICorporateActions
    function actionOf(uint256 id) external view returns (Action memory) {
        return _actions[id];
    }

    /// @inheritdoc ICorporateActions
    function maturityId() external view returns (uint256) {
        return _maturity;
    }

    /// @inheritdoc ICorporateActions
    function actionCount() external view returns (uint256) {
        return _count;
    }

    /// @inheritdoc ICorporateActions
    function token() external view returns (address) {
        return _asset;
    }

    /// @inheritdoc ICorporateActions
    function previewConvert(uint256 id, uint256 amount) public view returns (uint256 burned, uint256 minted) {
        Conversion storage c = _actions[id].conversion;
        // Beyond 112 bits no token can be; this also keeps the products far from overflowing.
        if (c.denominator == 0 || amount > type(uint112).max) return (0, 0);
        minted = (amount * c.numerator) / c.denominator;
        burned = Math.ceilDiv(minted * c.denominator, c.numerator);
    }

    /// @inheritdoc ICorporateActions
    function previewRedeem(uint256 id, uint256 amount) public view returns (uint256) {
        if (amount > type(uint112).max) return 0;
        return (amount * _actions[id].redemption.price) / _unit();
    }

    function _announceRedemption(
        Kind kind,
        address payment,
        uint128 price,
        uint40 effectiveAt,
        bytes32 documentHash
    ) private returns (uint256 id) {
        if (payment == _asset || payment.code.length == 0 || price == 0) revert InvalidRedemption(payment, price);
        id = _announce(kind, effectiveAt);
        _actions[id].redemption = Redemption(payment, false, price, 0, 0);
        emit RedemptionAnnounced(id, kind, payment, price, effectiveAt, documentHash);
    }

    function _announce(Kind kind, uint40 effectiveAt) private returns (uint256 id) {
        uint256 earliest = block.timestamp + _notice;
        if (effectiveAt < earliest) revert NoticeTooShort(effectiveAt, earliest);
        id = ++_count;
        _actions[id].kind = kind;
        _actions[id].effectiveAt = effectiveAt;
    }

    function _convert(uint256 id, address account, uint256 amount) private returns (uint256 minted) {
        Conversion storage c = _actions[id].conversion;
        if (_actions[id].kind != Kind.CONVERSION) revert UnknownAction(id, _actions[id].kind);
        _requireEffective(id);
        _requireAble(account, amount);
        uint256 burned;
        (burned, minted) = previewConvert(id, amount);
        if (minted == 0) revert AmountTooSmall(amount);
        c.converted += uint128(burned);
        c.created += uint128(minted);
        emit Converted(id, account, burned, minted);
        uint256 operationId = _nextOperation();
        IAssetToken(_asset).burn(account, burned, operationId);
        IAssetToken(c.minter).mint(account, minted, operationId);
    }

    function _redeem(uint256 id, address account, uint256 amount) private returns (uint256 paid) {
        Redemption storage r = _redemption(id);
        if (!r.open) revert RedemptionNotOpen(id);
        _requireAble(account, amount);
        paid = previewRedeem(id, amount);
        if (paid > r.funded - r.paid) revert NotCovered(id, r.funded, r.paid + paid);
        r.paid += uint128(paid);
        _owed[r.payment] -= paid;
        emit Redeemed(id, account, amount, paid);
        IAssetToken(_asset).burn(account, amount, _nextOperation());
        IERC20(r.payment).push(account, paid);
    }

    /// @dev Far from the ids that people count up, and next to each other, so that 256 of them share a word.
    function _nextOperation() private returns (uint256) {
        return (uint256(keccak256(abi.encode(address(this)))) << 64) | ++_operations;
    }

    /// @dev The burn itself would work on anybody; here only who could also send takes part, with free tokens.
    function _requireAble(address account, uint256 amount) private view {
        IAssetToken asset = IAssetToken(_asset);
        uint256 free = asset.accountOf(account).free;
        bool able = amount != 0 && amount <= free && !asset.paused();
        if (!able || !IERC7943Fungible(address(asset)).canSend(account)) {
            revert AccountCannotAct(account, amount, free);
        }
    }

    function _requireEffective(uint256 id) private view {
        Action storage action = _actions[id];
        if (action.cancelled) revert ActionIsCancelled(id);
        if (block.timestamp < action.effectiveAt) revert NotEffective(id, action.effectiveAt);
    }

    function _redemption(uint256 id) private view returns (Redemption storage) {
        Action storage action = _actions[id];
        if (action.kind != Kind.CALL && action.kind != Kind.MATURITY) revert UnknownAction(id, action.kind);
        if (action.cancelled) revert ActionIsCancelled(id);
        return action.redemption;
    }

    function _unit() private view returns (uint256) {
        return 10 ** IERC20Metadata(_asset).decimals();
    }
}
