// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAssetToken, Reason} from "../interfaces/IAssetToken.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {RecordWord} from "../registry/RecordWord.sol";
import {AssetTokenStorage} from "./AssetTokenStorage.sol";
import {AccountWord} from "./AccountWord.sol";
import {PolicyWord} from "./PolicyWord.sol";
import {PositionWord} from "./PositionWord.sol";

/// @title The rules: one question, asked by every path and every view
abstract contract TransferRules is AssetTokenStorage {
    using AccountWord for uint256;
    using PolicyWord for uint256;
    using PositionWord for uint256;
    using RecordWord for uint256;

    /// @dev First reason against `spender` moving `amount` of `from` to `to`. Never reverts.
    /// @return investors the two investors' ids, sender's low, receiver's from bit 64; the ledger needs them
    function _check(
        address spender,
        address from,
        address to,
        uint256 amount
    ) internal view returns (Reason, uint256 investors) {
        if (from == address(0)) return (Reason.INVALID_SENDER, 0);
        if (to == address(0)) return (Reason.INVALID_RECEIVER, 0);

        uint256 policy = _policy;
        if (policy & PolicyWord.PAUSED != 0) return (Reason.PAUSED, 0);
        // Zero where the rule is off, as is the lowest tier.
        if (block.timestamp < policy.lockUntil()) return (Reason.LOCKED_UP, 0);

        if (spender != from) {
            if (_accounts[spender] & AccountWord.FROZEN_FLAG != 0) return (Reason.SPENDER_FROZEN, 0);
            if (_allowances[from][spender] < amount) return (Reason.INSUFFICIENT_ALLOWANCE, 0);
        }

        (uint256 fromRecord, uint256 toRecord) = _pair(from, to);
        uint256 sender = _accounts[from];
        Reason reason = _checkSender(sender, fromRecord);
        if (reason != Reason.OK) return (reason, 0);
        if (amount > sender.free()) {
            bool has = amount <= sender.balance();
            return (has ? Reason.INSUFFICIENT_UNFROZEN_BALANCE : Reason.INSUFFICIENT_BALANCE, 0);
        }

        uint256 receiver = _accounts[to];
        reason = _checkReceiver(policy, receiver, toRecord);
        if (reason != Reason.OK || from == to) return (reason, 0);
        investors = fromRecord.investorId() | (toRecord.investorId() << 64);
        return (_checkLimits(policy, sender, receiver, amount, investors), investors);
    }

    /// @dev First reason against creating `amount` for `to`. Never reverts.
    function _checkMint(address to, uint256 amount) internal view returns (Reason reason, uint256 investors) {
        if (_policy & PolicyWord.PAUSED != 0) return (Reason.PAUSED, 0);
        (reason, investors) = _checkArrival(to, amount, 0, 0);
        if (reason == Reason.OK && amount > _supply.max - _supply.total) reason = Reason.MAX_SUPPLY_EXCEEDED;
    }

    /// @dev First reason against `to` receiving `amount` by order: the receiver's side only, so that neither a pause
    /// nor anything about the sender can stop an enforcement.
    function _checkForced(
        address from,
        address to,
        uint256 amount
    ) internal view returns (Reason, uint256 investors) {
        if (from == address(0)) return (Reason.INVALID_SENDER, 0);
        uint256 sender = _accounts[from];
        if (amount > sender.balance()) return (Reason.INSUFFICIENT_BALANCE, 0);
        return _checkArrival(to, amount, sender, _ledgerId(from));
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
        if (record.tier() < policy.minTier()) return Reason.RECEIVER_TIER_TOO_LOW;
        return Reason.OK;
    }

    function _countryBit(uint256 country) internal view returns (bool allowed) {
        if (country > 1023) return false;
        assembly ("memory-safe") {
            allowed := and(shr(and(country, 0xff), sload(add(_countries.slot, shr(8, country)))), 1)
        }
    }

    /// @dev `REGISTRY.pair(a, b)`, written by hand: every transfer asks it, and the compiler's way costs 300 gas more.
    function _pair(address a, address b) private view returns (uint256 wordA, uint256 wordB) {
        address registry = address(REGISTRY);
        bytes4 selector = IInvestorRegistry.pair.selector;
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, selector)
            mstore(add(input, 0x04), a)
            mstore(add(input, 0x24), b)
            if iszero(staticcall(gas(), registry, input, 0x44, 0x00, 0x40)) {
                revert(0x00, 0x00)
            }
            wordA := mload(0x00)
            wordB := mload(0x20)
        }
    }

    /// @dev The investor under which an account's balance is booked; 0 while the ledger per investor is off. A wallet
    /// keeps its investor for ever, so what was booked under an id is found there again.
    function _ledgerId(address account) internal view returns (uint256) {
        return _policy & PolicyWord.PER_INVESTOR == 0 ? 0 : REGISTRY.wordOf(account).investorId();
    }

    function _checkArrival(
        address to,
        uint256 amount,
        uint256 sender,
        uint256 fromInvestor
    ) private view returns (Reason, uint256 investors) {
        if (to == address(0)) return (Reason.INVALID_RECEIVER, 0);
        uint256 policy = _policy;
        uint256 receiver = _accounts[to];
        uint256 record = REGISTRY.wordOf(to);
        Reason reason = _checkReceiver(policy, receiver, record);
        if (reason != Reason.OK) return (reason, 0);
        investors = fromInvestor | (record.investorId() << 64);
        return (_checkLimits(policy, sender, receiver, amount, investors), investors);
    }

    /// @param sender word of the account the amount leaves, 0 for a mint
    /// @param investors sender's id low (0 for a mint), receiver's from bit 64
    function _checkLimits(
        uint256 policy,
        uint256 sender,
        uint256 receiver,
        uint256 amount,
        uint256 investors
    ) private view returns (Reason) {
        if (amount == 0 || receiver & AccountWord.EXEMPT_FLAG != 0) return Reason.OK;
        bool counted = sender & AccountWord.EXEMPT_FLAG == 0;
        bool ledger = policy & PolicyWord.PER_INVESTOR != 0;
        // Between two ordinary wallets of one investor nothing changes that a limit looks at.
        if (ledger && counted && uint64(investors) == investors >> 64) return Reason.OK;
        uint256 has = ledger ? _positions[investors >> 64].counted() : receiver.balance();
        if (policy & PolicyWord.MAX_BALANCE != 0) {
            uint256 most = policy.maxBalance();
            unchecked {
                if (amount > most || has > most - amount) return Reason.MAX_BALANCE_EXCEEDED;
            }
        }
        if (has == 0 && policy & PolicyWord.MAX_HOLDERS != 0) {
            // A holder who leaves makes room in the same movement.
            uint256 held = ledger ? _positions[uint64(investors)].counted() : sender.balance();
            if ((!counted || amount != held) && policy.holders() >= policy.maxHolders()) return Reason.MAX_HOLDERS_EXCEEDED;
        }
        return Reason.OK;
    }
}
