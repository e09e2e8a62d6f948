// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ERC-1404: why a transfer would fail
interface IERC1404 {
    /// @notice 0 when `from` may transfer `amount` to `to` now, else the code of the first reason against it.
    function detectTransferRestriction(address from, address to, uint256 amount) external view returns (uint8);

    /// @notice A sentence for a code; codes nobody gives answer "Unknown reason".
    function messageForTransferRestriction(uint8 code) external view returns (string memory);
}
