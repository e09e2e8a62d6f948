// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";

/// @title ERC-7943 (uRWA), non-fungible profile
/// @notice Interface id `0xbf1ef5fe`.
interface IERC7943NonFungible is IERC165 {
    /// @notice A token was moved by an officer, not by its holder.
    event ForcedTransfer(address indexed from, address indexed to, uint256 indexed tokenId);
    /// @notice A token was frozen in the hands of an account, or released.
    event Frozen(address indexed account, uint256 indexed tokenId, bool indexed frozenStatus);

    /// @notice The account may not send.
    error ERC7943CannotSend(address account);
    /// @notice The account may not receive.
    error ERC7943CannotReceive(address account);
    /// @notice The rules refuse this transfer.
    error ERC7943CannotTransfer(address from, address to, uint256 tokenId);
    /// @notice The token is frozen in the hands of this account.
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 tokenId);

    /// @notice Moves a token by order, whatever the sender's state. The receiver must be eligible.
    function forcedTransfer(address from, address to, uint256 tokenId) external returns (bool);

    /// @notice Freezes a token in the hands of an account, held or not, or releases it.
    function setFrozenTokens(address account, uint256 tokenId, bool frozenStatus) external returns (bool);

    /// @notice Whether the account may send at all now.
    function canSend(address account) external view returns (bool);

    /// @notice Whether the account may receive at all now.
    function canReceive(address account) external view returns (bool);

    /// @notice Whether a token is frozen in the hands of an account.
    function getFrozenTokens(address account, uint256 tokenId) external view returns (bool);

    /// @notice Whether the rules let `from` transfer the token to `to` now; who owns it is not asked here.
    function canTransfer(address from, address to, uint256 tokenId) external view returns (bool);
}
