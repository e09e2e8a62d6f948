// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {HubManaged} from "./access/HubManaged.sol";
import {Roles} from "./access/Roles.sol";
import {IAccessHub} from "./interfaces/IAccessHub.sol";
import {IAssetFactory} from "./interfaces/IAssetFactory.sol";
import {IAssetToken} from "./interfaces/IAssetToken.sol";
import {IOracleCommittee} from "./interfaces/IOracleCommittee.sol";
import {IReportFeed} from "./interfaces/IReportFeed.sol";

/// @title AssetFactory
/// @notice See {IAssetFactory}. Keeps no state: an asset id is spent by the addresses it leads to and by the hub.
contract AssetFactory is IAssetFactory, HubManaged {
    address private immutable TOKEN;
    address private immutable COMMITTEE;

    constructor(address hub, address token, address committee_) HubManaged(hub) {
        TOKEN = token;
        COMMITTEE = committee_;
    }

    /// @inheritdoc IAssetFactory
    function deploy(
        AssetParams calldata params
    ) external restricted returns (address token, address navFeed, address reserveFeed) {
        bytes32 id = params.token.assetId;
        token = Clones.cloneDeterministic(TOKEN, _salt(id, "token"));
        navFeed = _openFeed(_salt(id, "nav"), id, params.navFeed, false);
        reserveFeed = _openFeed(_salt(id, "reserve"), id, params.reserveFeed, true);
        IAssetToken(token).initialize(params.token);

        IAccessHub.Target[] memory targets = new IAccessHub.Target[](3);
        targets[0] = IAccessHub.Target(token, Roles.KIND_TOKEN);
        targets[1] = IAccessHub.Target(navFeed, Roles.KIND_FEED);
        targets[2] = IAccessHub.Target(reserveFeed, Roles.KIND_FEED);
        IAccessHub(HUB).enrolAsset(id, targets, params.grants);

        emit AssetDeployed(
            id,
            token,
            navFeed,
            reserveFeed,
            params.token.name,
            params.token.symbol,
            params.token.decimals
        );
    }

    /// @inheritdoc IAssetFactory
    function predict(
        bytes32 assetId,
        IReportFeed.FeedPolicy calldata navPolicy,
        IReportFeed.FeedPolicy calldata reservePolicy
    ) external view returns (address token, address navFeed, address reserveFeed) {
        token = Clones.predictDeterministicAddress(TOKEN, _salt(assetId, "token"));
        IOracleCommittee opener = IOracleCommittee(COMMITTEE);
        navFeed = opener.feedAddress(address(this), _salt(assetId, "nav"), navPolicy, false);
        reserveFeed = opener.feedAddress(address(this), _salt(assetId, "reserve"), reservePolicy, true);
    }

    /// @inheritdoc IAssetFactory
    function tokenImplementation() external view returns (address) {
        return TOKEN;
    }

    /// @inheritdoc IAssetFactory
    function committee() external view returns (address) {
        return COMMITTEE;
    }

    function _openFeed(
        bytes32 salt,
        bytes32 assetId,
        FeedParams calldata feed,
        bool ofReserves
    ) private returns (address) {
        return
            IOracleCommittee(COMMITTEE).openFeed(
                salt,
                IReportFeed.FeedInit(assetId, feed.description, feed.decimals, ofReserves, feed.policy)
            );
    }

    function _salt(bytes32 assetId, string memory part) private pure returns (bytes32) {
        return keccak256(abi.encode(assetId, part));
    }
}
