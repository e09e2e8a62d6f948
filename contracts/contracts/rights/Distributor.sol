// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IDistributor, PayObstacle} from "../interfaces/IDistributor.sol";
import {ExactTransfer} from "../market/ExactTransfer.sol";
import {HolderRights} from "./HolderRights.sol";
import {NetIncome} from "./NetIncome.sol";

/// @title Distributor
/// @notice See {IDistributor}. Deployed once, cloned per asset. Books: IncomeLedger; net of tax: {NetIncome}; by
/// record date: here.
/// @dev
/// slot 0  asset token    1 matter => account => left out
/// slot 2  number of distributions    3 paused
/// slot 4  distributions, four words each: payment u160 | mode u8 | closed u8 | recordDate u24 | expiresAt u32 ·
///         allocated u128 | eligible u112 · paid u128 | counted u112 · closesAt u32. A claim writes only the third.
/// slot 5  paid to, by distribution and account; the top bit says that the account's share was counted
/// slot 6  carried    7 owed    8 roots
///
/// Rounding: every account's share is rounded down. The dust stays in the distribution until the last eligible unit
/// has been counted, when it is known exactly and carried to the next.
contract Distributor is NetIncome {
    using ExactTransfer for IERC20;

    uint256 private constant NOTICE = 90 days;

    /// @dev A share may be too small for a base unit: it is counted all the same.
    uint256 private constant COUNTED = 1 << 255;

    constructor(
        address hub,
        address registry,
        address committee
    ) HubManaged(hub) HolderRights(registry) NetIncome(committee) {}

    /// @inheritdoc IDistributor
    function initialize(address token_) external {
        if (_asset != address(0) || token_.code.length == 0) revert InvalidDistributor(token_);
        _asset = token_;
    }

    /// @inheritdoc IDistributor
    function distribute(
        address payment,
        uint256 recordDate,
        uint256 amount,
        address[] calldata excluded,
        uint32 expiresAt,
        bytes32 documentHash
    ) external restricted nonReentrant returns (uint256 id) {
        Distribution storage d;
        (id, d) = _begin(Mode.RECORD_DATE, payment, expiresAt);
        uint256 eligible = _exclude(id, recordDate, excluded);
        d.recordDate = uint24(recordDate);
        d.eligible = uint112(eligible);
        uint256 carriedIn = _carried[payment];
        if (carriedIn > type(uint128).max) revert InvalidAmount(carriedIn);
        _carried[payment] = 0;
        d.allocated = uint128(carriedIn);
        _allocate(d, amount);
        emit Distributed(id, payment, recordDate, d.allocated, carriedIn, eligible, expiresAt, documentHash);
        if (excluded.length != 0) emit Excluded(id, excluded);
    }

    /// @inheritdoc IDistributor
    function claim(uint256 id) external whenPaying nonReentrant returns (uint256) {
        return _claim(id, msg.sender);
    }

    /// @inheritdoc IDistributor
    function claimFor(uint256 id, address account) external whenPaying nonReentrant returns (uint256) {
        return _claim(id, account);
    }

    /// @inheritdoc IDistributor
    function push(
        uint256 id,
        address[] calldata accounts
    ) external whenPaying nonReentrant returns (uint256 amount) {
        _checkBatch(accounts.length);
        Distribution storage d = _open(id, Mode.RECORD_DATE);
        for (uint256 i = 0; i < accounts.length; ++i) {
            (uint256 paid, PayObstacle obstacle) = _payShare(id, d, accounts[i]);
            if (obstacle == PayObstacle.NONE) amount += paid;
            else emit Skipped(id, accounts[i], obstacle);
        }
        _closeWhenCounted(id, d);
    }

    /// @inheritdoc IDistributor
    function announceExpiry(uint256 id) external restricted {
        Distribution storage d = _open(id, _distributions[id].mode);
        uint256 earliest = d.expiresAt - NOTICE;
        if (d.closesAt != 0 || block.timestamp < earliest) revert ExpiryNotAnnounceable(id, earliest);
        uint256 closesAt = block.timestamp + NOTICE;
        d.closesAt = uint32(closesAt);
        emit ExpiryAnnounced(id, closesAt, d.allocated - d.paid);
    }

    /// @inheritdoc IDistributor
    function expire(uint256 id) external whenPaying nonReentrant {
        Distribution storage d = _open(id, _distributions[id].mode);
        if (d.closesAt == 0 || block.timestamp < d.closesAt) revert NotExpired(id, d.closesAt);
        if (d.mode == Mode.NET) _remit(id, d, _settle(id));
        _close(id, d);
    }

    /// @inheritdoc IDistributor
    function releaseCarried(address payment, address to) external restricted nonReentrant {
        uint256 supply = IERC20(_asset).totalSupply();
        if (supply != 0) revert HoldersRemain(supply);
        uint256 amount = _carried[payment];
        if (amount == 0) revert InvalidAmount(0);
        _carried[payment] = 0;
        _owed[payment] -= amount;
        IERC20(payment).push(to, amount);
        emit CarriedReleased(payment, to, amount);
    }

    /// @inheritdoc IDistributor
    function pause() external restricted {
        if (_paused) revert DistributorPauseUnchanged(true);
        _paused = true;
        emit DistributorPaused(msg.sender);
    }

    /// @inheritdoc IDistributor
    function unpause() external restricted {
        if (!_paused) revert DistributorPauseUnchanged(false);
        _paused = false;
        emit DistributorUnpaused(msg.sender);
    }

    /// @inheritdoc IDistributor
    function distributionOf(uint256 id) external view returns (Distribution memory) {
        return _distributions[id];
    }

    /// @inheritdoc IDistributor
    function distributionCount() external view returns (uint256) {
        return _count;
    }

    /// @inheritdoc IDistributor
    function claimable(uint256 id, address account) external view returns (uint256 amount, PayObstacle obstacle) {
        Distribution storage d = _distributions[id];
        if (d.mode != Mode.RECORD_DATE || d.closed) return (0, PayObstacle.NOTHING_DUE);
        (amount, , , obstacle) = _share(id, d, account);
    }

    /// @inheritdoc IDistributor
    function paidTo(uint256 id, address account) external view returns (uint256) {
        return _paidTo[id][account] & ~COUNTED;
    }

    /// @inheritdoc IDistributor
    function carried(address payment) external view returns (uint256) {
        return _carried[payment];
    }

    /// @inheritdoc IDistributor
    function owed(address payment) external view returns (uint256) {
        return _owed[payment];
    }

    /// @inheritdoc IDistributor
    function isExcluded(uint256 id, address account) external view returns (bool) {
        return _excluded[id][account];
    }

    /// @inheritdoc IDistributor
    function token() external view returns (address) {
        return _asset;
    }

    /// @inheritdoc IDistributor
    function paused() external view returns (bool) {
        return _paused;
    }

    function _claim(uint256 id, address account) private returns (uint256 amount) {
        Distribution storage d = _open(id, Mode.RECORD_DATE);
        PayObstacle obstacle;
        (amount, obstacle) = _payShare(id, d, account);
        if (obstacle != PayObstacle.NONE) revert PaymentWithheld(id, account, obstacle);
        _closeWhenCounted(id, d);
    }

    function _payShare(
        uint256 id,
        Distribution storage d,
        address account
    ) private returns (uint256 amount, PayObstacle obstacle) {
        address payee;
        uint256 held;
        (amount, held, payee, obstacle) = _share(id, d, account);
        if (obstacle != PayObstacle.NONE) return (amount, obstacle);
        uint112 before = d.counted;
        d.counted = before + uint112(held);
        if (!_pay(id, d, account, payee, amount, COUNTED)) {
            d.counted = before;
            obstacle = PayObstacle.PAYMENT_REFUSED;
        }
    }

    /// @dev An account's share, rounded down. 128 and 112 bits: the product cannot overflow.
    /// @return amount of the payment token
    /// @return held what the account held at the record date
    function _share(
        uint256 id,
        Distribution storage d,
        address account
    ) private view returns (uint256 amount, uint256 held, address payee, PayObstacle obstacle) {
        if (_paidTo[id][account] != 0) return (0, 0, account, PayObstacle.ALREADY_PAID);
        held = _weight(id, d.recordDate, account);
        if (held == 0) return (0, 0, account, PayObstacle.NOTHING_DUE);
        amount = (uint256(d.allocated) * held) / d.eligible;
        (payee, obstacle) = _payee(account);
    }

    function _closeWhenCounted(uint256 id, Distribution storage d) private {
        if (d.counted == d.eligible) _close(id, d);
    }
}
