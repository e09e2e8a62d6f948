// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessHub} from "./IAccessHub.sol";
import {IAssetToken} from "./IAssetToken.sol";
import {IReportFeed} from "./IReportFeed.sol";

/// @title Deploys an asset: its token, its NAV feed and its reserve feed, in one transaction
interface IAssetFactory {
    /// @notice A feed to make.
    struct FeedParams {
        string description;
        uint8 decimals;
        IReportFeed.FeedPolicy policy;
    }

    /// @notice An asset to make.
    /// @param grants roles on this asset and who receives them
    struct AssetParams {
        IAssetToken.TokenInit token;
        FeedParams navFeed;
        FeedParams reserveFeed;
        IAccessHub.RoleGrant[] grants;
    }

    /// @notice An asset exists on the chain from here on.
    event AssetDeployed(
        bytes32 indexed assetId,
        address indexed token,
        address navFeed,
        address reserveFeed,
        string name,
        string symbol,
        uint8 decimals
    );

    /// @notice Creates the three contracts at addresses known before, initialises them and gives the first roles.
    /// Deployers (platform role) only; once per asset id.
    function deploy(
        AssetParams calldata params
    ) external returns (address token, address navFeed, address reserveFeed);

    /// @notice The addresses {deploy} will give. They depend on the asset id and on the feeds' policies only.
    function predict(
        bytes32 assetId,
        IReportFeed.FeedPolicy calldata navPolicy,
        IReportFeed.FeedPolicy calldata reservePolicy
    ) external view returns (address token, address navFeed, address reserveFeed);

    /// @notice The code that tokens are clones of.
    function tokenImplementation() external view returns (address);

    /// @notice The committee that opens the feeds, and the code behind them.
    function committee() external view returns (address);
}
