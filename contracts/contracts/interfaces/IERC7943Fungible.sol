// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943 (uRWA), fungible profile
/// @notice Interface id `0x3edbb4c4`.
interface IERC7943Fungible is IERC165 {
    /// @notice Tokens were moved by an officer, not by their holder.
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);
    /// @notice The frozen amount of an account is now `amount`.
    event Frozen(address indexed account, uint256 amount);

    /// @notice The account may not send.
    error ERC7943CannotSend(address account);
    /// @notice The account may not receive.
    error ERC7943CannotReceive(address account);
    /// @notice The rules refuse this transfer.
    error ERC7943CannotTransfer(address from, address to, uint256 amount);
    /// @notice The account has less than `amount` that is not frozen.
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);

    /// @notice Moves tokens by order, whatever the sender's state. The receiver must be eligible.
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool);

    /// @notice Sets the frozen amount; it may exceed the balance, then nothing is free.
    function setFrozenTokens(address account, uint256 amount) external returns (bool);

    /// @notice Whether the account may send at all now.
    function canSend(address account) external view returns (bool);

    /// @notice Whether the account may receive at all now.
    function canReceive(address account) external view returns (bool);

    /// @notice The frozen amount in base units.
    function getFrozenTokens(address account) external view returns (uint256);

    /// @notice Whether `from` may transfer `amount` to `to` now.
    function canTransfer(address from, address to, uint256 amount) external view returns (bool);
}
