// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAssetToken, Reason} from "../interfaces/IAssetToken.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {RecordWord} from "../registry/RecordWord.sol";
import {AssetTokenStorage} from "./AssetTokenStorage.sol";

/// @title The rules: one question, asked by every path and every view
abstract contract TransferRules is AssetTokenStorage {
    using RecordWord for uint256;

    /// @dev First reason against `spender` moving `amount` of `from` to `to`. Never reverts.
    function _check(address spender, address from, address to, uint256 amount) internal view returns (Reason) {
        if (from == address(0)) return Reason.INVALID_SENDER;
        if (to == address(0)) return Reason.INVALID_RECEIVER;

        Policy memory policy = _policy;
        if (policy.rules & RULE_PAUSED != 0) return Reason.PAUSED;
        if (policy.rules & RULE_LOCK_UP != 0 && block.timestamp < policy.lockUntil) return Reason.LOCKED_UP;

        if (spender != from) {
            if (_accounts[spender].flags & ACCOUNT_FROZEN != 0) return Reason.SPENDER_FROZEN;
            if (_allowances[from][spender] < amount) return Reason.INSUFFICIENT_ALLOWANCE;
        }

        (uint256 fromWord, uint256 toWord) = REGISTRY.pair(from, to);
        Account memory sender = _accounts[from];
        Reason reason = _checkSender(sender, fromWord);
        if (reason != Reason.OK) return reason;
        if (amount > sender.balance) return Reason.INSUFFICIENT_BALANCE;
        if (amount > _free(sender)) return Reason.INSUFFICIENT_UNFROZEN_BALANCE;

        Account memory receiver = _accounts[to];
        reason = _checkReceiver(policy, receiver, toWord);
        if (reason != Reason.OK || from == to) return reason;
        return _checkLimits(policy, receiver, amount, _leaves(sender, amount));
    }

    /// @dev First reason against creating `amount` for `to`. Never reverts.
    function _checkMint(address to, uint256 amount) internal view returns (Reason) {
        if (_policy.rules & RULE_PAUSED != 0) return Reason.PAUSED;
        Reason reason = _checkArrival(to, amount, false);
        if (reason != Reason.OK) return reason;
        return amount > _supply.max - _supply.total ? Reason.MAX_SUPPLY_EXCEEDED : Reason.OK;
    }

    /// @dev First reason against `to` receiving `amount` by order: the receiver's side only, so that neither a pause
    /// nor anything about the sender can stop an enforcement.
    function _checkForced(address from, address to, uint256 amount) internal view returns (Reason) {
        if (from == address(0)) return Reason.INVALID_SENDER;
        Account memory sender = _accounts[from];
        if (amount > sender.balance) return Reason.INSUFFICIENT_BALANCE;
        return _checkArrival(to, amount, _leaves(sender, amount));
    }

    function _checkArrival(address to, uint256 amount, bool leaves) private view returns (Reason) {
        if (to == address(0)) return Reason.INVALID_RECEIVER;
        Policy memory policy = _policy;
        Account memory receiver = _accounts[to];
        Reason reason = _checkReceiver(policy, receiver, REGISTRY.wordOf(to));
        return reason == Reason.OK ? _checkLimits(policy, receiver, amount, leaves) : reason;
    }

    /// @dev Reverts with the error of a reason.
    function _refuse(Reason reason, address from, address to, uint256 amount) internal view {
        if (reason == Reason.INSUFFICIENT_BALANCE) {
            revert IERC20Errors.ERC20InsufficientBalance(from, _accounts[from].balance, amount);
        }
        if (reason == Reason.INSUFFICIENT_UNFROZEN_BALANCE) {
            revert IERC7943Fungible.ERC7943InsufficientUnfrozenBalance(from, amount, _free(_accounts[from]));
        }
        if (reason == Reason.INVALID_SENDER) revert IERC20Errors.ERC20InvalidSender(from);
        if (reason == Reason.INVALID_RECEIVER) revert IERC20Errors.ERC20InvalidReceiver(to);
        revert IAssetToken.TransferRefused(reason, from, to, amount);
    }

    function _checkSender(Account memory account, uint256 word) internal view returns (Reason) {
        if (account.flags & ACCOUNT_FROZEN != 0) return Reason.SENDER_FROZEN;
        if (word & RecordWord.SUSPENDED != 0) return Reason.SENDER_SUSPENDED;
        if (word == 0 || word & RecordWord.STATUS != 0) return Reason.SENDER_NOT_VERIFIED;
        if (word.expiry() <= block.timestamp) return Reason.SENDER_EXPIRED;
        return Reason.OK;
    }

    function _checkReceiver(Policy memory policy, Account memory account, uint256 word) internal view returns (Reason) {
        if (account.flags & ACCOUNT_FROZEN != 0) return Reason.RECEIVER_FROZEN;
        if (word & RecordWord.SUSPENDED != 0) return Reason.RECEIVER_SUSPENDED;
        if (word == 0 || word & RecordWord.STATUS != 0) return Reason.RECEIVER_NOT_VERIFIED;
        if (word.expiry() <= block.timestamp) return Reason.RECEIVER_EXPIRED;
        if (policy.rules & RULE_COUNTRIES != 0 && !_countryBit(word.country())) {
            return Reason.RECEIVER_COUNTRY_NOT_ALLOWED;
        }
        if (policy.rules & RULE_MIN_TIER != 0 && word.tier() < policy.minTier) return Reason.RECEIVER_TIER_TOO_LOW;
        return Reason.OK;
    }

    /// @param leaves whether the same movement takes a counted holder off the register
    function _checkLimits(
        Policy memory policy,
        Account memory receiver,
        uint256 amount,
        bool leaves
    ) internal pure returns (Reason) {
        if (amount == 0 || receiver.flags & ACCOUNT_EXEMPT != 0) return Reason.OK;
        if (policy.rules & RULE_MAX_BALANCE != 0) {
            if (amount > policy.maxBalance || receiver.balance > policy.maxBalance - amount) {
                return Reason.MAX_BALANCE_EXCEEDED;
            }
        }
        if (policy.rules & RULE_MAX_HOLDERS != 0 && receiver.balance == 0 && !leaves) {
            if (policy.holders >= policy.maxHolders) return Reason.MAX_HOLDERS_EXCEEDED;
        }
        return Reason.OK;
    }

    /// @dev Whether moving `amount` takes a counted holder off the register.
    function _leaves(Account memory sender, uint256 amount) private pure returns (bool) {
        return amount == sender.balance && sender.flags & ACCOUNT_EXEMPT == 0;
    }

    /// @dev What an account may move: nothing below the frozen amount, which may exceed the balance.
    function _free(Account memory account) internal pure returns (uint256) {
        return account.balance > account.frozen ? account.balance - account.frozen : 0;
    }

    function _countryBit(uint256 country) internal view returns (bool) {
        return country < 1024 && (_countries[country >> 8] >> (country & 0xff)) & 1 == 1;
    }
}
