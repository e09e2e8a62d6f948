// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAssetToken, Reason} from "../interfaces/IAssetToken.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {RecordWord} from "../registry/RecordWord.sol";
import {AssetTokenStorage} from "./AssetTokenStorage.sol";
import {AccountWord} from "./AccountWord.sol";
import {PolicyWord} from "./PolicyWord.sol";

/// @title The rules: one question, asked by every path and every view
abstract contract TransferRules is AssetTokenStorage {
    using AccountWord for uint256;
    using PolicyWord for uint256;
    using RecordWord for uint256;

    /// @dev First reason against `spender` moving `amount` of `from` to `to`. Never reverts.
    function _check(address spender, address from, address to, uint256 amount) internal view returns (Reason) {
        if (from == address(0)) return Reason.INVALID_SENDER;
        if (to == address(0)) return Reason.INVALID_RECEIVER;

        uint256 policy = _policy;
        if (policy & PolicyWord.PAUSED != 0) return Reason.PAUSED;
        if (policy & PolicyWord.LOCK_UP != 0 && block.timestamp < policy.lockUntil()) return Reason.LOCKED_UP;

        if (spender != from) {
            if (_accounts[spender] & AccountWord.FROZEN_FLAG != 0) return Reason.SPENDER_FROZEN;
            if (_allowances[from][spender] < amount) return Reason.INSUFFICIENT_ALLOWANCE;
        }

        (uint256 fromRecord, uint256 toRecord) = REGISTRY.pair(from, to);
        uint256 sender = _accounts[from];
        Reason reason = _checkSender(sender, fromRecord);
        if (reason != Reason.OK) return reason;
        if (amount > sender.balance()) return Reason.INSUFFICIENT_BALANCE;
        if (amount > sender.free()) return Reason.INSUFFICIENT_UNFROZEN_BALANCE;

        uint256 receiver = _accounts[to];
        reason = _checkReceiver(policy, receiver, toRecord);
        if (reason != Reason.OK || from == to) return reason;
        return _checkLimits(policy, sender, receiver, amount);
    }

    /// @dev First reason against creating `amount` for `to`. Never reverts.
    function _checkMint(address to, uint256 amount) internal view returns (Reason) {
        if (_policy & PolicyWord.PAUSED != 0) return Reason.PAUSED;
        Reason reason = _checkArrival(to, amount, 0);
        if (reason != Reason.OK) return reason;
        return amount > _supply.max - _supply.total ? Reason.MAX_SUPPLY_EXCEEDED : Reason.OK;
    }

    /// @dev First reason against `to` receiving `amount` by order: the receiver's side only, so that neither a pause
    /// nor anything about the sender can stop an enforcement.
    function _checkForced(address from, address to, uint256 amount) internal view returns (Reason) {
        if (from == address(0)) return Reason.INVALID_SENDER;
        uint256 sender = _accounts[from];
        if (amount > sender.balance()) return Reason.INSUFFICIENT_BALANCE;
        return _checkArrival(to, amount, sender);
    }

    /// @dev Reverts with the error of a reason.
    function _refuse(Reason reason, address from, address to, uint256 amount) internal view {
        if (reason == Reason.INSUFFICIENT_BALANCE) {
            revert IERC20Errors.ERC20InsufficientBalance(from, _accounts[from].balance(), amount);
        }
        if (reason == Reason.INSUFFICIENT_UNFROZEN_BALANCE) {
            revert IERC7943Fungible.ERC7943InsufficientUnfrozenBalance(from, amount, _accounts[from].free());
        }
        if (reason == Reason.INVALID_SENDER) revert IERC20Errors.ERC20InvalidSender(from);
        if (reason == Reason.INVALID_RECEIVER) revert IERC20Errors.ERC20InvalidReceiver(to);
        revert IAssetToken.TransferRefused(reason, from, to, amount);
    }

    function _checkSender(uint256 account, uint256 record) internal view returns (Reason) {
        if (account & AccountWord.FROZEN_FLAG != 0) return Reason.SENDER_FROZEN;
        if (record.isValid()) return Reason.OK;
        if (record & RecordWord.SUSPENDED != 0) return Reason.SENDER_SUSPENDED;
        if (record == 0 || record & RecordWord.STATUS != 0) return Reason.SENDER_NOT_VERIFIED;
        return Reason.SENDER_EXPIRED;
    }

    function _checkReceiver(uint256 policy, uint256 account, uint256 record) internal view returns (Reason) {
        if (account & AccountWord.FROZEN_FLAG != 0) return Reason.RECEIVER_FROZEN;
        if (!record.isValid()) {
            if (record & RecordWord.SUSPENDED != 0) return Reason.RECEIVER_SUSPENDED;
            if (record == 0 || record & RecordWord.STATUS != 0) return Reason.RECEIVER_NOT_VERIFIED;
            return Reason.RECEIVER_EXPIRED;
        }
        if (policy & PolicyWord.COUNTRIES != 0 && !_countryBit(record.country())) {
            return Reason.RECEIVER_COUNTRY_NOT_ALLOWED;
        }
        if (policy & PolicyWord.MIN_TIER != 0 && record.tier() < policy.minTier()) return Reason.RECEIVER_TIER_TOO_LOW;
        return Reason.OK;
    }

    function _countryBit(uint256 country) internal view returns (bool) {
        return country < 1024 && (_countries[country >> 8] >> (country & 0xff)) & 1 == 1;
    }

    function _checkArrival(address to, uint256 amount, uint256 sender) private view returns (Reason) {
        if (to == address(0)) return Reason.INVALID_RECEIVER;
        uint256 policy = _policy;
        uint256 receiver = _accounts[to];
        Reason reason = _checkReceiver(policy, receiver, REGISTRY.wordOf(to));
        return reason == Reason.OK ? _checkLimits(policy, sender, receiver, amount) : reason;
    }

    /// @param sender word of the account the amount leaves, 0 for a mint
    function _checkLimits(
        uint256 policy,
        uint256 sender,
        uint256 receiver,
        uint256 amount
    ) private pure returns (Reason) {
        if (amount == 0 || receiver & AccountWord.EXEMPT_FLAG != 0) return Reason.OK;
        uint256 has = receiver.balance();
        if (policy & PolicyWord.MAX_BALANCE != 0) {
            uint256 most = policy.maxBalance();
            if (amount > most || has > most - amount) return Reason.MAX_BALANCE_EXCEEDED;
        }
        if (has == 0 && policy & PolicyWord.MAX_HOLDERS != 0) {
            // A holder who leaves makes room in the same movement.
            bool leaves = amount == sender.balance() && sender.counts();
            if (!leaves && policy.holders() >= policy.maxHolders()) return Reason.MAX_HOLDERS_EXCEEDED;
        }
        return Reason.OK;
    }
}
