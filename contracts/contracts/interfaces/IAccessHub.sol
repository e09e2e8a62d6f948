// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";

/// @title One access manager for every asset of the platform
/// @notice A role is the pair (asset, role name); its id is derived, so nobody's role on one asset is worth anything
/// on another. A contract of an asset is enrolled once with its kind; a kind has one table of selector => role name,
/// so that enrolling a token costs one storage word however many functions it guards.
interface IAccessHub is IAccessManager {
    /// @notice A contract that belongs to an asset.
    struct Target {
        address target;
        uint8 kind;
    }

    /// @notice A role to give when an asset is enrolled.
    /// @param role name of the role, for instance `"minter"`
    /// @param account who receives it
    /// @param executionDelay seconds between announcing and executing a call under this role; 0 for at once
    struct RoleGrant {
        bytes32 role;
        address account;
        uint32 executionDelay;
    }

    /// @notice A contract was tied to an asset for ever.
    event TargetEnrolled(bytes32 indexed assetId, address indexed target, uint8 kind);
    /// @notice From now on `selector` of every contract of `kind` asks for `role` of the contract's own asset.
    event KindRoleSet(uint8 indexed kind, bytes4 indexed selector, bytes32 indexed role);

    /// @notice Only the factory enrols new assets.
    error HubUnauthorized(address caller);
    /// @notice The contract is tied to an asset already; ties are never moved.
    error TargetAlreadyEnrolled(address target);
    /// @notice The asset was enrolled before; only an administrator attaches further contracts to it.
    error AssetAlreadyEnrolled(bytes32 assetId);
    /// @notice Zero is the platform's own id and names no asset; kind 0 names no kind.
    error InvalidEnrolment(bytes32 assetId, uint8 kind);

    /// @notice The id of `role` on `assetId` (zero for the platform's own roles).
    function roleId(bytes32 assetId, bytes32 role) external pure returns (uint64);

    /// @notice Whether `account` holds `role` on `assetId` now.
    function holds(bytes32 assetId, bytes32 role, address account) external view returns (bool);

    /// @notice Ties the contracts of a new asset to it and gives its first roles. Factory only, once per asset.
    function enrolAsset(bytes32 assetId, Target[] calldata targets, RoleGrant[] calldata grants) external;

    /// @notice Ties one further contract (an offering, a queue, a distributor) to an asset. Administrators only, after
    /// their delay where they have one.
    function enrolTarget(bytes32 assetId, address target, uint8 kind) external;

    /// @notice Sets which role the functions of every contract of `kind` ask for. Administrators only, after their delay where
    /// they have one.
    function setKindRole(uint8 kind, bytes32 role, bytes4[] calldata selectors) external;

    /// @notice The kind of an enrolled contract, 0 if it is none.
    function kindOf(address target) external view returns (uint8);

    /// @notice The role name that `selector` asks for on contracts of `kind`; zero means administrators only.
    function kindRole(uint8 kind, bytes4 selector) external view returns (bytes32);
}
