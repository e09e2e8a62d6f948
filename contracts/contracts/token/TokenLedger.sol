// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {TransferRules} from "./TransferRules.sol";
import {AccountWord} from "./AccountWord.sol";
import {BalanceHistory} from "./BalanceHistory.sol";
import {PolicyWord} from "./PolicyWord.sol";

/// @title The register: every change of a balance, the holder count and what record dates remember
/// @dev Rules are asked by the callers; nothing here refuses for a rule.
abstract contract TokenLedger is TransferRules {
    using BalanceHistory for BalanceHistory.Trace;
    using AccountWord for uint256;
    using PolicyWord for uint256;

    /// @dev Moves `amount`; zero as `from` creates, zero as `to` destroys. The caller has asked the rules, so the sender
    /// has the amount and the supply has room, and no balance exceeds the supply: 112 bits cannot overflow. Tokens come
    /// from the free part first; what must come from the frozen part lowers the frozen amount by exactly as much, so
    /// the sender's free balance never rises.
    function _update(address from, address to, uint256 amount) internal {
        if (from != to) {
            uint256 policy = _policy;
            uint256 id = policy.recordDates();
            int256 change = 0;
            if (from == address(0)) _grow(id, int256(amount));
            else change = _take(id, from, amount);
            if (to == address(0)) _grow(id, -int256(amount));
            else change += _give(id, to, amount);
            if (change != 0) _recount(policy, change);
        }
        emit IERC20.Transfer(from, to, amount);
    }

    /// @dev Moves everything a lost wallet has, frozen amount and flags included, and adds it to the new wallet's.
    function _moveAll(address lost, address replacement) internal returns (uint256 amount) {
        uint256 policy = _policy;
        uint256 id = policy.recordDates();
        uint256 a = _touched(id, lost);
        uint256 b = _touched(id, replacement);
        amount = a.balance();
        uint256 frozen = a.frozen();
        int256 change = -_one(a) - _one(b);
        // Checked: the sum of frozen amounts, unlike that of balances, has no cap of its own.
        uint256 frozenTogether = b.frozen() + frozen;
        if (frozenTogether > type(uint112).max) revert IAssetToken.AmountTooLarge(frozenTogether);
        b = (b + amount).withFrozen(frozenTogether) | (a & AccountWord.FLAGS);
        a = uint256(0).withSnapshotId(id);
        _accounts[lost] = a;
        _accounts[replacement] = b;
        _recount(policy, change + _one(b));
        emit IERC20.Transfer(lost, replacement, amount);
        if (frozen != 0) {
            emit IERC7943Fungible.Frozen(lost, 0);
            emit IERC7943Fungible.Frozen(replacement, frozenTogether);
        }
    }

    function _setFrozen(address account, uint256 amount) internal {
        if (amount > type(uint112).max) revert IAssetToken.AmountTooLarge(amount);
        _accounts[account] = _accounts[account].withFrozen(amount);
        emit IERC7943Fungible.Frozen(account, amount);
    }

    function _setFlag(address account, uint256 flag, bool on) internal {
        uint256 word = _accounts[account];
        uint256 changed = on ? word | flag : word & ~flag;
        _accounts[account] = changed;
        _recount(_policy, _one(changed) - _one(word));
    }

    function _openRecordDate() internal returns (uint256 id) {
        uint256 policy = _policy;
        id = policy.recordDates() + 1;
        if (id > type(uint24).max) revert IAssetToken.AmountTooLarge(id);
        _policy = policy + PolicyWord.ONE_SNAPSHOT;
        emit IAssetToken.RecordDateOpened(id, _supply.total, block.timestamp);
    }

    function _balanceAt(address account, uint256 id) internal view returns (uint256) {
        _knownRecordDate(id);
        uint256 word = _accounts[account];
        // An account untouched since the record date still has the balance it had then.
        if (word.snapshotId() < id) return word.balance();
        return _accountSnapshots[account].balanceAt(id);
    }

    function _supplyAt(uint256 id) internal view returns (uint256) {
        _knownRecordDate(id);
        if (_supply.snapshotId < id) return _supply.total;
        return _supplySnapshots.balanceAt(id);
    }

    /// @dev The account's word; before its first change after a record date its balance goes into the book.
    function _touched(uint256 id, address account) private returns (uint256 word) {
        word = _accounts[account];
        if (word.snapshotId() != id) {
            _accountSnapshots[account].note(id, word.balance());
            word = word.withSnapshotId(id);
        }
    }

    function _grow(uint256 id, int256 change) private {
        Supply memory supply = _supply;
        if (supply.snapshotId != id) {
            supply.snapshotId = uint24(id);
            _supplySnapshots.note(id, supply.total);
        }
        supply.total = uint112(uint256(int256(uint256(supply.total)) + change));
        _supply = supply;
    }

    /// @return -1 when a counted holder leaves
    function _take(uint256 id, address from, uint256 amount) private returns (int256) {
        uint256 word = _touched(id, from);
        uint256 free = word.free();
        uint256 left = word;
        if (amount > free) {
            uint256 fromFrozen = amount - free;
            uint256 frozen = word.frozen() - fromFrozen;
            left = word.withFrozen(frozen);
            emit IERC7943Fungible.Frozen(from, frozen);
            emit IAssetToken.TokensUnfrozen(from, fromFrozen);
        }
        unchecked {
            left -= amount;
        }
        _accounts[from] = left;
        return left.balance() == 0 ? _one(left) - _one(word) : int256(0);
    }

    /// @return 1 when a counted holder comes
    function _give(uint256 id, address to, uint256 amount) private returns (int256) {
        uint256 word = _touched(id, to);
        uint256 grown;
        unchecked {
            grown = word + amount;
        }
        _accounts[to] = grown;
        return word.balance() == 0 ? _one(grown) - _one(word) : int256(0);
    }

    function _recount(uint256 policy, int256 change) private {
        if (change > 0) _policy = policy + PolicyWord.ONE_HOLDER;
        else if (change < 0) _policy = policy - PolicyWord.ONE_HOLDER;
    }

    function _one(uint256 word) private pure returns (int256) {
        return word.counts() ? int256(1) : int256(0);
    }

    function _knownRecordDate(uint256 id) private view {
        if (id == 0 || id > _policy.recordDates()) revert IAssetToken.UnknownRecordDate(id);
    }
}
