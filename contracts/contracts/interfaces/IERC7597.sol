// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ERC-7597: permits whose owner may be a contract
/// @notice https://eips.ethereum.org/EIPS/eip-7597; the struct, the domain and the nonces are ERC-2612's.
interface IERC7597 {
    /// @notice Sets the allowance that `owner` signed, by its key or, where it is a contract, by ERC-1271.
    /// @param deadline last second of the permit
    /// @param signature 65 bytes `r | s | v` of a key, or what the owner's contract understands
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes calldata signature
    ) external;
}
