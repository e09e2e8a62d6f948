// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HubManaged} from "../access/HubManaged.sol";
import {IAssetToken, Reason} from "../interfaces/IAssetToken.sol";
import {IERC3643Batch} from "../interfaces/IERC3643Batch.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {TokenLedger} from "./TokenLedger.sol";
import {AccountWord} from "./AccountWord.sol";

/// @title What officers do: freeze, seize, recover
/// @notice Works on frozen, expired and paused accounts. Never raises anyone's free balance but the receiver's.
abstract contract TokenEnforcement is TokenLedger, HubManaged, IAssetToken, IERC7943Fungible, IERC3643Batch {
    using AccountWord for uint256;

    /// @inheritdoc IAssetToken
    function forcedTransfer(
        address from,
        address to,
        uint256 amount,
        bytes32 reason,
        bytes32 documentHash
    ) external restricted returns (bool) {
        _force(from, to, amount);
        emit EnforcementRecorded(from, reason, documentHash);
        return true;
    }

    /// @inheritdoc IERC7943Fungible
    function forcedTransfer(address from, address to, uint256 amount) external restricted returns (bool) {
        _force(from, to, amount);
        return true;
    }

    /// @inheritdoc IERC3643Batch
    function batchForcedTransfer(
        address[] calldata from,
        address[] calldata to,
        uint256[] calldata amounts
    ) external restricted {
        _sameLength(from.length, to.length);
        _sameLength(from.length, amounts.length);
        for (uint256 i = 0; i < from.length; ++i) {
            _force(from[i], to[i], amounts[i]);
        }
    }

    /// @inheritdoc IAssetToken
    function setAddressFrozen(
        address account,
        bool frozen,
        bytes32 reason,
        bytes32 documentHash
    ) external restricted {
        _freezeAddress(account, frozen);
        emit EnforcementRecorded(account, reason, documentHash);
    }

    /// @inheritdoc IAssetToken
    function setAddressFrozen(address account, bool frozen) external restricted {
        _freezeAddress(account, frozen);
    }

    /// @inheritdoc IERC3643Batch
    function batchSetAddressFrozen(address[] calldata accounts, bool[] calldata frozen) external restricted {
        _sameLength(accounts.length, frozen.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _freezeAddress(accounts[i], frozen[i]);
        }
    }

    /// @inheritdoc IERC7943Fungible
    function setFrozenTokens(address account, uint256 amount) external restricted returns (bool) {
        _setFrozen(account, amount);
        return true;
    }

    /// @inheritdoc IAssetToken
    function freezePartialTokens(address account, uint256 amount) external restricted {
        _freezeMore(account, amount);
    }

    /// @inheritdoc IAssetToken
    function unfreezePartialTokens(address account, uint256 amount) external restricted {
        _freezeLess(account, amount);
    }

    /// @inheritdoc IERC3643Batch
    function batchFreezePartialTokens(address[] calldata accounts, uint256[] calldata amounts) external restricted {
        _sameLength(accounts.length, amounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _freezeMore(accounts[i], amounts[i]);
        }
    }

    /// @inheritdoc IERC3643Batch
    function batchUnfreezePartialTokens(address[] calldata accounts, uint256[] calldata amounts) external restricted {
        _sameLength(accounts.length, amounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            _freezeLess(accounts[i], amounts[i]);
        }
    }

    /// @inheritdoc IAssetToken
    function recover(
        address lostWallet,
        address newWallet,
        bytes32 reason,
        bytes32 documentHash
    ) external restricted {
        _recover(lostWallet, newWallet);
        emit EnforcementRecorded(lostWallet, reason, documentHash);
    }

    /// @inheritdoc IAssetToken
    function recoveryAddress(
        address lostWallet,
        address newWallet,
        address investorOnchainID
    ) external restricted returns (bool) {
        if (REGISTRY.identity(newWallet) != investorOnchainID) revert NotSameInvestor(lostWallet, newWallet);
        _recover(lostWallet, newWallet);
        return true;
    }

    /// @inheritdoc IERC7943Fungible
    function getFrozenTokens(address account) external view returns (uint256) {
        return _accounts[account].frozen();
    }

    function _sameLength(uint256 first, uint256 second) internal pure {
        if (first != second) revert ListsDiffer(first, second);
    }

    function _force(address from, address to, uint256 amount) private {
        if (from == to) revert SelfEnforcement(from);
        (Reason reason, uint256 investors) = _checkForced(from, to, amount);
        if (reason != Reason.OK) _refuse(reason, from, to, amount);
        _update(from, to, amount, investors);
        emit ForcedTransfer(from, to, amount);
    }

    function _recover(address lostWallet, address newWallet) private {
        if (lostWallet == newWallet) revert SelfEnforcement(lostWallet);
        if (!REGISTRY.sameInvestor(lostWallet, newWallet)) revert NotSameInvestor(lostWallet, newWallet);
        // The holder and balance limits do not ask: the same investor holds the same amount as before.
        Reason reason = _checkReceiver(_policy, _accounts[newWallet], REGISTRY.wordOf(newWallet));
        uint256 amount = _accounts[lostWallet].balance();
        if (reason != Reason.OK) _refuse(reason, lostWallet, newWallet, amount);
        _moveAll(lostWallet, newWallet);
        emit ForcedTransfer(lostWallet, newWallet, amount);
        emit RecoverySuccess(lostWallet, newWallet, REGISTRY.identity(newWallet));
    }

    function _freezeAddress(address account, bool frozen) private {
        _setFlag(account, AccountWord.FROZEN_FLAG, frozen);
        emit AddressFrozen(account, frozen, msg.sender);
    }

    function _freezeMore(address account, uint256 amount) private {
        uint256 word = _accounts[account];
        uint256 free = word.free();
        if (amount > free) revert ERC7943InsufficientUnfrozenBalance(account, amount, free);
        _setFrozen(account, word.frozen() + amount);
        emit TokensFrozen(account, amount);
    }

    function _freezeLess(address account, uint256 amount) private {
        uint256 frozen = _accounts[account].frozen();
        if (amount > frozen) revert InsufficientFrozen(account, amount, frozen);
        _setFrozen(account, frozen - amount);
        emit TokensUnfrozen(account, amount);
    }
}
