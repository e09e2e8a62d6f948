// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {TransferRules} from "./TransferRules.sol";
import {AccountWord} from "./AccountWord.sol";
import {BalanceHistory} from "./BalanceHistory.sol";
import {PolicyWord} from "./PolicyWord.sol";
import {PositionWord} from "./PositionWord.sol";

/// @title The register: every change of a balance, the holder count and what record dates remember
/// @dev Rules are asked by the callers; nothing here refuses for a rule.
abstract contract TokenLedger is TransferRules {
    using BalanceHistory for BalanceHistory.Trace;
    using AccountWord for uint256;
    using PolicyWord for uint256;
    using PositionWord for uint256;

    /// @dev Moves `amount`; zero as `from` creates, zero as `to` destroys. The caller has asked the rules, so the sender
    /// has the amount and the supply has room, and no balance exceeds the supply: 112 bits cannot overflow. Tokens come
    /// from the free part first; what must come from the frozen part lowers the frozen amount by exactly as much, so
    /// the sender's free balance never rises.
    /// @param investors sender's investor id low, receiver's from bit 64; only looked at while the ledger is on
    function _update(address from, address to, uint256 amount, uint256 investors) internal {
        if (from != to) {
            uint256 policy = _policy;
            uint256 id = policy.recordDates();
            // Nobody counts as a holder where nothing comes from or goes to.
            uint256 left = AccountWord.EXEMPT_FLAG;
            uint256 grown = AccountWord.EXEMPT_FLAG;
            if (from == address(0)) _grow(id, int256(amount));
            else left = _take(id, from, amount);
            if (to == address(0)) _grow(id, -int256(amount));
            else grown = _give(id, to, amount);
            if (amount != 0) {
                _recount(
                    policy,
                    policy & PolicyWord.PER_INVESTOR == 0
                        ? _countWallets(left, grown, amount)
                        : _book(left, grown, amount, investors)
                );
            }
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
        int256 change = 0;
        if (policy & PolicyWord.PER_INVESTOR == 0) change = -_one(a) - _one(b);
        else if ((a ^ b) & AccountWord.EXEMPT_FLAG != 0) {
            // The flags are joined below: what the ordinary one of the two held becomes exempt.
            uint256 ordinary = a & AccountWord.EXEMPT_FLAG == 0 ? amount : b.balance();
            change = _exempt(_ledgerId(lost), ordinary, true);
        }
        // Checked: the sum of frozen amounts, unlike that of balances, has no cap of its own.
        uint256 frozenTogether = b.frozen() + frozen;
        if (frozenTogether > type(uint112).max) revert IAssetToken.AmountTooLarge(frozenTogether);
        b = (b + amount).withFrozen(frozenTogether) | (a & AccountWord.FLAGS);
        a = uint256(0).withSnapshotId(id);
        _accounts[lost] = a;
        _accounts[replacement] = b;
        _recount(policy, policy & PolicyWord.PER_INVESTOR == 0 ? change + _one(b) : change);
        // ERC-7943: released before they move.
        if (frozen != 0) emit IERC7943Fungible.Frozen(lost, 0);
        emit IERC20.Transfer(lost, replacement, amount);
        if (frozen != 0) emit IERC7943Fungible.Frozen(replacement, frozenTogether);
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
        uint256 policy = _policy;
        if (policy & PolicyWord.PER_INVESTOR == 0) _recount(policy, _one(changed) - _one(word));
        else if ((changed ^ word) & AccountWord.EXEMPT_FLAG != 0) {
            _recount(policy, _exempt(_ledgerId(account), word.balance(), on));
        }
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
        return _touchedAt(id, account, _slotOf(account));
    }

    /// @dev The same for a slot found before: hashing an account's place once instead of twice.
    function _touchedAt(uint256 id, address account, uint256 slot) private returns (uint256 word) {
        assembly ("memory-safe") {
            word := sload(slot)
        }
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

    /// @return left the sender's word after
    function _take(uint256 id, address from, uint256 amount) private returns (uint256 left) {
        uint256 slot = _slotOf(from);
        uint256 word = _touchedAt(id, from, slot);
        uint256 free = word.free();
        left = word;
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
        assembly ("memory-safe") {
            sstore(slot, left)
        }
    }

    /// @return grown the receiver's word after
    function _give(uint256 id, address to, uint256 amount) private returns (uint256 grown) {
        unchecked {
            uint256 slot = _slotOf(to);
            grown = _touchedAt(id, to, slot) + amount;
            assembly ("memory-safe") {
                sstore(slot, grown)
            }
        }
    }

    /// @dev Change of the holder count where every wallet counts for itself.
    function _countWallets(uint256 left, uint256 grown, uint256 amount) private pure returns (int256 change) {
        if (left & AccountWord.EXEMPT_FLAG == 0 && left.balance() == 0) change = -1;
        if (grown & AccountWord.EXEMPT_FLAG == 0 && grown.balance() == amount) ++change;
    }

    /// @dev Books a movement in the positions of its two investors (id 0: none on this side).
    /// @return change of the holder count, where an investor with any number of wallets is one holder
    function _book(
        uint256 left,
        uint256 grown,
        uint256 amount,
        uint256 investors
    ) private returns (int256 change) {
        uint256 debit = left & AccountWord.EXEMPT_FLAG == 0 ? amount : amount << 112;
        uint256 credit = grown & AccountWord.EXEMPT_FLAG == 0 ? amount : amount << 112;
        uint256 debited = uint64(investors);
        uint256 credited = investors >> 64;
        if (debited == credited && debit == credit) return 0;
        unchecked {
            if (debited != 0) {
                uint256 position = _add(debited, 0 - debit);
                if (debit == amount && position.counted() == 0) change = -1;
            }
            if (credited != 0) {
                uint256 position = _add(credited, credit);
                if (credit == amount && position.counted() == amount) ++change;
            }
        }
    }

    /// @dev Adds to an investor's position, modulo 2^256 so that it also takes away.
    function _add(uint256 investor, uint256 change) private returns (uint256 position) {
        assembly ("memory-safe") {
            mstore(0x00, investor)
            mstore(0x20, _positions.slot)
            let slot := keccak256(0x00, 0x40)
            position := add(sload(slot), change)
            sstore(slot, position)
        }
    }

    /// @dev Moves `amount` of an investor's position from its counted to its exempt part, or back.
    /// @return change of the holder count
    function _exempt(uint256 investor, uint256 amount, bool on) private returns (int256 change) {
        if (amount == 0) return 0;
        unchecked {
            uint256 shift = (amount << 112) - amount;
            uint256 counted = _add(investor, on ? shift : 0 - shift).counted();
            if (counted == 0) change = -1;
            else if (!on && counted == amount) change = 1;
        }
    }

    function _recount(uint256 policy, int256 change) private {
        if (change > 0) _policy = policy + PolicyWord.ONE_HOLDER;
        else if (change < 0) _policy = policy - PolicyWord.ONE_HOLDER;
    }

    function _one(uint256 word) private pure returns (int256) {
        return word.counts() ? int256(1) : int256(0);
    }

    /// @dev Where `_accounts[account]` stands.
    function _slotOf(address account) private pure returns (uint256 slot) {
        assembly ("memory-safe") {
            mstore(0x00, account)
            mstore(0x20, _accounts.slot)
            slot := keccak256(0x00, 0x40)
        }
    }

    function _knownRecordDate(uint256 id) private view {
        if (id == 0 || id > _policy.recordDates()) revert IAssetToken.UnknownRecordDate(id);
    }
}
