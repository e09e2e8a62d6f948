// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ERC-3643: officers' work on many accounts at once; all or nothing
interface IERC3643Batch {
    /// @notice {IERC7943Fungible-forcedTransfer} for a list. Administrators only.
    function batchForcedTransfer(address[] calldata from, address[] calldata to, uint256[] calldata amounts) external;

    /// @notice {IAssetToken-setAddressFrozen} for a list. Administrators only.
    function batchSetAddressFrozen(address[] calldata accounts, bool[] calldata frozen) external;

    /// @notice {IAssetToken-freezePartialTokens} for a list. Compliance only.
    function batchFreezePartialTokens(address[] calldata accounts, uint256[] calldata amounts) external;

    /// @notice {IAssetToken-unfreezePartialTokens} for a list. Compliance only.
    function batchUnfreezePartialTokens(address[] calldata accounts, uint256[] calldata amounts) external;
}
