// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ERC-7887: cancelling a redemption request
interface IERC7887Redeem {
    /// @notice The cancellation of the controller's request was asked for.
    event CancelRedeemRequest(address indexed controller, uint256 indexed requestId, address sender);
    /// @notice The shares of a cancelled request went to `receiver`.
    event CancelRedeemClaim(
        address indexed controller,
        address indexed receiver,
        uint256 indexed requestId,
        address sender,
        uint256 shares
    );

    /// @notice Cancels the controller's pending request.
    function cancelRedeemRequest(uint256 requestId, address controller) external;

    /// @notice Whether a cancellation waits to be carried out.
    function pendingCancelRedeemRequest(uint256 requestId, address controller) external view returns (bool isPending);

    /// @notice Shares of cancelled requests that can be claimed.
    function claimableCancelRedeemRequest(uint256 requestId, address controller) external view returns (uint256 shares);

    /// @notice Sends the shares of cancelled requests to `receiver`.
    function claimCancelRedeemRequest(uint256 requestId, address receiver, address controller) external;
}
