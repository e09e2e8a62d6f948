// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ERC-7575: a vault whose share is a token of its own; the functions of ERC-4626 without the token
interface IERC7575 {
    /// @notice ERC-4626: payment came in for shares.
    event Deposit(address indexed sender, address indexed owner, uint256 assets, uint256 shares);
    /// @notice ERC-4626: payment went out for shares.
    event Withdraw(
        address indexed sender,
        address indexed receiver,
        address indexed owner,
        uint256 assets,
        uint256 shares
    );

    /// @notice The payment token.
    function asset() external view returns (address assetTokenAddress);

    /// @notice The share token.
    function share() external view returns (address shareTokenAddress);

    /// @notice Shares that `assets` are worth, rounded down.
    function convertToShares(uint256 assets) external view returns (uint256 shares);

    /// @notice Payment that `shares` are worth, rounded down.
    function convertToAssets(uint256 shares) external view returns (uint256 assets);

    /// @notice Payment tokens that the vault manages.
    function totalAssets() external view returns (uint256 totalManagedAssets);

    /// @notice Most that can be deposited for `receiver`.
    function maxDeposit(address receiver) external view returns (uint256 maxAssets);

    /// @notice Shares that a deposit would give.
    function previewDeposit(uint256 assets) external view returns (uint256 shares);

    /// @notice Deposits `assets` for `receiver`.
    function deposit(uint256 assets, address receiver) external returns (uint256 shares);

    /// @notice Most shares that can be minted for `receiver`.
    function maxMint(address receiver) external view returns (uint256 maxShares);

    /// @notice Payment that minting would take.
    function previewMint(uint256 shares) external view returns (uint256 assets);

    /// @notice Mints `shares` for `receiver`.
    function mint(uint256 shares, address receiver) external returns (uint256 assets);

    /// @notice Most payment that can be claimed for `owner`.
    function maxWithdraw(address owner) external view returns (uint256 maxAssets);

    /// @notice Shares that a withdrawal would take.
    function previewWithdraw(uint256 assets) external view returns (uint256 shares);

    /// @notice Claims `assets` for `receiver`.
    function withdraw(uint256 assets, address receiver, address owner) external returns (uint256 shares);

    /// @notice Most shares that can be claimed for `owner`.
    function maxRedeem(address owner) external view returns (uint256 maxShares);

    /// @notice Payment that a redemption would give.
    function previewRedeem(uint256 shares) external view returns (uint256 assets);

    /// @notice Claims the payment for `shares` for `receiver`.
    function redeem(uint256 shares, address receiver, address owner) external returns (uint256 assets);
}
