// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ERC-7540: operators of asynchronous vaults
interface IERC7540Operator {
    /// @notice `controller` let `operator` act for it, or no longer.
    event OperatorSet(address indexed controller, address indexed operator, bool approved);

    /// @notice Lets `operator` manage the caller's requests, or ends that. Always true.
    function setOperator(address operator, bool approved) external returns (bool);

    /// @notice Whether `operator` may act for `controller`.
    function isOperator(address controller, address operator) external view returns (bool status);
}

/// @title ERC-7540: asynchronous redemption
interface IERC7540Redeem {
    /// @notice `sender` locked `shares` of `owner` in a request that `controller` manages.
    event RedeemRequest(
        address indexed controller,
        address indexed owner,
        uint256 indexed requestId,
        address sender,
        uint256 shares
    );

    /// @notice Takes `shares` of `owner` and asks for their redemption on behalf of `controller`.
    function requestRedeem(uint256 shares, address controller, address owner) external returns (uint256 requestId);

    /// @notice Shares of the controller's request that are not settled yet.
    function pendingRedeemRequest(uint256 requestId, address controller) external view returns (uint256 shares);

    /// @notice Shares of the controller's request whose money can be claimed.
    function claimableRedeemRequest(uint256 requestId, address controller) external view returns (uint256 shares);
}
