// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {IRedemptionQueue} from "../interfaces/IRedemptionQueue.sol";

/// @title Storage and arithmetic of a RedemptionQueue
/// @dev
/// terms; lane and what it paid today; totals; epochs number => three words; accounts controller => three words;
/// operators; numbers of the open and of the newest settled epoch, operations done, decimals, paused; the newest gate
///
/// At most two epochs are unsettled at a time, the open one and the closed one before it, so a controller needs two
/// slots, by the epoch's parity. What a slot holds of a settled epoch is folded into `shares` and `assets` at the
/// controller's next touch: settling asks nobody, claiming walks over nothing. Only a gate asks everybody, because the
/// open epoch has to know what it takes over, to the unit.
///
/// Rounding: an epoch's money is rounded down once, a controller's part of it down again; the last fold of an epoch
/// gives what is left over to the buffer. A claim of everything gives everything; a claim of a part rounds down and
/// leaves the rest to the next. A gate fills a part rounded down: the rest of the unit is asked for again.
abstract contract QueueAccounts is IRedemptionQueue {
    struct Slot {
        uint32 epoch;
        uint112 shares;
        bool divided;
    }

    struct Account {
        Slot[2] slots;
        uint112 shares;
        uint112 cancelled;
        uint128 assets;
    }

    IInvestorRegistry internal immutable REGISTRY;

    QueueTerms internal _terms;
    InstantLane internal _lane;
    uint32 internal _laneDay;
    uint128 internal _lanePaid;
    QueueTotals internal _totals;
    mapping(uint256 epoch => Epoch) internal _epochs;
    mapping(address controller => Account) internal _accounts;
    mapping(address controller => mapping(address operator => bool)) internal _operators;
    uint32 internal _open;
    uint32 internal _settled;
    uint64 internal _operations;
    uint8 internal _shareDecimals;
    uint8 internal _assetDecimals;
    bool internal _paused;
    Gate internal _gate;

    constructor(address registry) {
        REGISTRY = IInvestorRegistry(registry);
        // An implementation must never be set up by a passer-by.
        _terms.token = address(this);
    }

    /// @dev Adds to the controller's part of the open epoch; the slot is free because older epochs were folded.
    function _enqueue(address controller, uint256 shares) internal {
        _fold(controller);
        uint32 open = _open;
        Slot storage slot = _accounts[controller].slots[open & 1];
        slot.epoch = open;
        slot.shares += uint112(shares);
        _epochs[open].shares += uint112(shares);
        _totals.pending += uint112(shares);
    }

    /// @dev Takes back what no pricing waits for: the open epoch's part, and a closed one's after the patience.
    function _withdrawRequests(address controller) internal returns (uint256 shares) {
        _fold(controller);
        Account storage account = _accounts[controller];
        uint256 from = 0;
        for (uint256 i = 0; i < 2; ++i) {
            Slot memory slot = account.slots[i];
            if (slot.shares == 0) continue;
            if (slot.epoch != _open) {
                from = uint256(_epochs[slot.epoch].closedAt) + _terms.patience;
                if (block.timestamp < from) continue;
                if (_gate.epoch == slot.epoch && !slot.divided) _epochs[slot.epoch].sharesLeft -= slot.shares;
            }
            delete account.slots[i];
            _epochs[slot.epoch].shares -= slot.shares;
            shares += slot.shares;
        }
        if (shares == 0) revert NothingToCancel(controller, from);
        account.cancelled += uint112(shares);
        _totals.pending -= uint112(shares);
        _totals.cancelled += uint112(shares);
    }

    /// @dev Divides the controller's part of the gated epoch, unless that is done or there is none.
    function _defer(address controller, uint32 epoch) internal {
        Account storage account = _accounts[controller];
        Slot memory slot = account.slots[epoch & 1];
        if (slot.epoch != epoch || slot.shares == 0 || slot.divided) return;
        _fold(controller);
        uint112 kept = uint112(Math.mulDiv(slot.shares, _gate.admitted, _gate.shares));
        uint112 deferred = slot.shares - kept;
        if (kept == 0) delete account.slots[epoch & 1];
        else account.slots[epoch & 1] = Slot(epoch, kept, true);
        Slot storage next = account.slots[(epoch + 1) & 1];
        next.epoch = epoch + 1;
        next.shares += deferred;
        _epochs[epoch].shares -= deferred;
        _epochs[epoch].sharesLeft -= slot.shares;
        _epochs[epoch + 1].shares += deferred;
        emit RequestDeferred(controller, epoch, kept, deferred);
    }

    /// @dev Moves what is settled from the slots into the account.
    function _fold(address controller) internal {
        Account storage account = _accounts[controller];
        for (uint256 i = 0; i < 2; ++i) {
            Slot memory slot = account.slots[i];
            if (slot.shares == 0 || slot.epoch > _settled) continue;
            delete account.slots[i];
            account.shares += slot.shares;
            account.assets += uint128(_takeFrom(_epochs[slot.epoch], slot.shares));
        }
    }

    /// @dev Takes the payment for `shares` out of the account.
    function _takeShares(address controller, uint256 shares) internal returns (uint256 assets) {
        _fold(controller);
        Account storage account = _accounts[controller];
        uint256 claimable = account.shares;
        if (shares == 0 || shares > claimable) revert BeyondClaimable(shares, claimable);
        assets = Math.mulDiv(account.assets, shares, claimable);
        _take(account, shares, assets);
    }

    /// @dev Takes `assets` out of the account; the shares that go with them are rounded up.
    function _takeAssets(address controller, uint256 assets) internal returns (uint256 shares) {
        _fold(controller);
        Account storage account = _accounts[controller];
        uint256 claimable = account.assets;
        if (assets == 0 || assets > claimable) revert BeyondClaimable(assets, claimable);
        shares = Math.mulDiv(account.shares, assets, claimable, Math.Rounding.Ceil);
        _take(account, shares, assets);
    }

    function _claimable(address controller) internal view returns (uint256 shares, uint256 assets) {
        Account memory account = _accounts[controller];
        (shares, assets) = (account.shares, account.assets);
        for (uint256 i = 0; i < 2; ++i) {
            Slot memory slot = account.slots[i];
            if (slot.shares == 0 || slot.epoch > _settled) continue;
            shares += slot.shares;
            assets += Math.mulDiv(slot.shares, _epochs[slot.epoch].assets, _epochs[slot.epoch].shares);
        }
    }

    function _pending(address controller) internal view returns (uint256 shares) {
        Account memory account = _accounts[controller];
        for (uint256 i = 0; i < 2; ++i) {
            if (account.slots[i].epoch > _settled) shares += account.slots[i].shares;
        }
    }

    function _take(Account storage account, uint256 shares, uint256 assets) private {
        account.shares -= uint112(shares);
        account.assets -= uint128(assets);
        _totals.owed -= uint128(assets);
        _totals.paid += uint128(assets);
    }

    function _takeFrom(Epoch storage epoch, uint112 shares) private returns (uint256 assets) {
        assets = Math.mulDiv(shares, epoch.assets, epoch.shares);
        uint112 sharesLeft = epoch.sharesLeft - shares;
        uint128 assetsLeft = epoch.assetsLeft - uint128(assets);
        if (sharesLeft == 0) {
            _totals.owed -= assetsLeft;
            _totals.buffer += assetsLeft;
            assetsLeft = 0;
        }
        (epoch.sharesLeft, epoch.assetsLeft) = (sharesLeft, assetsLeft);
    }
}
