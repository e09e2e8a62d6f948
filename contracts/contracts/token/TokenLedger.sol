// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Checkpoints} from "@openzeppelin/contracts/utils/structs/Checkpoints.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {TransferRules} from "./TransferRules.sol";

/// @title The register: every change of a balance, the holder count and what record dates remember
/// @dev Rules are asked by the callers; nothing here refuses for a rule.
abstract contract TokenLedger is TransferRules {
    using Checkpoints for Checkpoints.Trace224;

    /// @dev Moves `amount`; zero as `from` creates, zero as `to` destroys. The caller has asked the rules, so the sender
    /// has the amount and the receiver and the supply have room: 112 bits cannot overflow. Tokens come from the free
    /// part first; what must come from the frozen part lowers the frozen amount by exactly as much, so the sender's
    /// free balance never rises.
    function _update(address from, address to, uint256 amount) internal {
        if (from != to) {
            (bool was1, bool is1) = from == address(0) ? _grow(int256(amount)) : _take(from, amount);
            (bool was2, bool is2) = to == address(0) ? _grow(-int256(amount)) : _give(to, amount);
            _recount(was1, is1, was2, is2);
        }
        emit IERC20.Transfer(from, to, amount);
    }

    /// @dev Moves everything a lost wallet has, frozen amount and flags included, and adds it to the new wallet's.
    function _moveAll(address lost, address replacement) internal returns (uint256 amount) {
        Account memory a = _touched(lost);
        Account memory b = _touched(replacement);
        (bool countedA, bool countedB) = (_counts(a), _counts(b));
        amount = a.balance;
        uint112 frozen = a.frozen;
        b.balance += a.balance;
        b.frozen += a.frozen;
        b.flags |= a.flags;
        (a.balance, a.frozen, a.flags) = (0, 0, 0);
        _accounts[lost] = a;
        _accounts[replacement] = b;
        _recount(countedA, false, countedB, _counts(b));
        emit IERC20.Transfer(lost, replacement, amount);
        if (frozen != 0) {
            emit IERC7943Fungible.Frozen(lost, 0);
            emit IERC7943Fungible.Frozen(replacement, b.frozen);
        }
    }

    function _setFrozen(address account, uint256 amount) internal {
        if (amount > type(uint112).max) revert IAssetToken.AmountTooLarge(amount);
        _accounts[account].frozen = uint112(amount);
        emit IERC7943Fungible.Frozen(account, amount);
    }

    function _setFlag(address account, uint8 flag, bool on) internal {
        Account memory a = _accounts[account];
        bool was = _counts(a);
        a.flags = on ? a.flags | flag : a.flags & ~flag;
        _accounts[account] = a;
        _recount(false, false, was, _counts(a));
    }

    function _openRecordDate() internal returns (uint24 id) {
        id = _policy.snapshotId + 1;
        _policy.snapshotId = id;
        emit IAssetToken.RecordDateOpened(id, _supply.total, block.timestamp);
    }

    function _balanceAt(address account, uint256 id) internal view returns (uint256) {
        _knownRecordDate(id);
        Account memory a = _accounts[account];
        // An account untouched since the record date still has the balance it had then.
        if (a.snapshotId < id) return a.balance;
        return _accountSnapshots[account].lowerLookup(uint32(id));
    }

    function _supplyAt(uint256 id) internal view returns (uint256) {
        _knownRecordDate(id);
        if (_supply.snapshotId < id) return _supply.total;
        return _supplySnapshots.lowerLookup(uint32(id));
    }

    /// @dev The account, and before its first change after a record date its balance goes into the book.
    function _touched(address account) private returns (Account memory a) {
        a = _accounts[account];
        uint24 id = _policy.snapshotId;
        if (a.snapshotId != id) {
            a.snapshotId = id;
            _accountSnapshots[account].push(id, a.balance);
        }
    }

    /// @dev The supply is no holder: it answers "was none, is none".
    function _grow(int256 change) private returns (bool, bool) {
        Supply storage supply = _supply;
        uint256 total = supply.total;
        uint24 id = _policy.snapshotId;
        if (supply.snapshotId != id) {
            supply.snapshotId = id;
            _supplySnapshots.push(id, uint224(total));
        }
        supply.total = uint112(uint256(int256(total) + change));
        return (false, false);
    }

    function _take(address from, uint256 amount) private returns (bool was, bool stays) {
        Account memory sender = _touched(from);
        was = _counts(sender);
        uint256 free = _free(sender);
        if (amount > free) {
            uint256 fromFrozen = amount - free;
            sender.frozen -= uint112(fromFrozen);
            emit IERC7943Fungible.Frozen(from, sender.frozen);
            emit IAssetToken.TokensUnfrozen(from, fromFrozen);
        }
        sender.balance -= uint112(amount);
        _accounts[from] = sender;
        stays = _counts(sender);
    }

    function _give(address to, uint256 amount) private returns (bool was, bool becomes) {
        Account memory receiver = _touched(to);
        was = _counts(receiver);
        receiver.balance += uint112(amount);
        _accounts[to] = receiver;
        becomes = _counts(receiver);
    }

    function _recount(bool was1, bool is1, bool was2, bool is2) private {
        if (was1 == is1 && was2 == is2) return;
        int256 change = _one(is1) + _one(is2) - _one(was1) - _one(was2);
        if (change > 0) _policy.holders += 1;
        if (change < 0) _policy.holders -= 1;
    }

    function _counts(Account memory a) private pure returns (bool) {
        return a.balance != 0 && a.flags & ACCOUNT_EXEMPT == 0;
    }

    function _one(bool value) private pure returns (int256) {
        return value ? int256(1) : int256(0);
    }

    function _knownRecordDate(uint256 id) private view {
        if (id == 0 || id > _policy.snapshotId) revert IAssetToken.UnknownRecordDate(id);
    }
}
