// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessManager} from "@openzeppelin/contracts/access/manager/AccessManager.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {IAccessHub} from "../interfaces/IAccessHub.sol";
import {Roles} from "./Roles.sol";

/// @title AccessHub
/// @notice OpenZeppelin's AccessManager with role ids derived from (asset, role name).
contract AccessHub is AccessManager, IAccessHub {
    /// @dev Upper 31 bytes: scope of the asset (truncated hash of its id); lowest byte: kind. Zero: not enrolled.
    mapping(address target => uint256 scopeAndKind) private _enrolments;
    mapping(uint8 kind => mapping(bytes4 selector => bytes32 role)) private _kindRoles;
    mapping(bytes32 assetId => bool) private _known;

    constructor(address admin) AccessManager(admin) {}

    /// @inheritdoc IAccessHub
    function enrolAsset(bytes32 assetId, Target[] calldata targets, RoleGrant[] calldata grants) external {
        if (!holds(Roles.PLATFORM, Roles.FACTORY, msg.sender)) revert HubUnauthorized(msg.sender);
        if (_known[assetId]) revert AssetAlreadyEnrolled(assetId);
        _known[assetId] = true;
        for (uint256 i = 0; i < targets.length; ++i) {
            _enrol(assetId, targets[i].target, targets[i].kind);
        }
        for (uint256 i = 0; i < grants.length; ++i) {
            RoleGrant calldata grant = grants[i];
            _grantRole(roleId(assetId, grant.role), grant.account, 0, grant.executionDelay);
        }
    }

    /// @inheritdoc IAccessHub
    function enrolTarget(bytes32 assetId, address target, uint8 kind) external onlyAuthorized {
        _known[assetId] = true;
        _enrol(assetId, target, kind);
    }

    /// @inheritdoc IAccessHub
    function setKindRole(uint8 kind, bytes32 role, bytes4[] calldata selectors) external onlyAuthorized {
        for (uint256 i = 0; i < selectors.length; ++i) {
            _kindRoles[kind][selectors[i]] = role;
            emit KindRoleSet(kind, selectors[i], role);
        }
    }

    /// @inheritdoc IAccessHub
    function kindOf(address target) external view returns (uint8) {
        return uint8(_enrolments[target]);
    }

    /// @inheritdoc IAccessHub
    function kindRole(uint8 kind, bytes4 selector) external view returns (bytes32) {
        return _kindRoles[kind][selector];
    }

    /// @inheritdoc IAccessHub
    function holds(bytes32 assetId, bytes32 role, address account) public view returns (bool) {
        (bool member, ) = hasRole(roleId(assetId, role), account);
        return member;
    }

    /// @notice The role a function asks for: by the kind's table for an enrolled contract, by OpenZeppelin's for others.
    /// @inheritdoc IAccessManager
    function getTargetFunctionRole(
        address target,
        bytes4 selector
    ) public view override(AccessManager, IAccessManager) returns (uint64) {
        uint256 enrolment = _enrolments[target];
        if (enrolment == 0) return super.getTargetFunctionRole(target, selector);
        bytes32 role = _kindRoles[uint8(enrolment)][selector];
        return role == 0 ? ADMIN_ROLE : _derive(enrolment >> 8, role);
    }

    /// @inheritdoc IAccessHub
    function roleId(bytes32 assetId, bytes32 role) public pure returns (uint64) {
        return _derive(_scope(assetId), role);
    }

    function _enrol(bytes32 assetId, address target, uint8 kind) private {
        if (assetId == Roles.PLATFORM || kind == 0) revert InvalidEnrolment(assetId, kind);
        if (_enrolments[target] != 0) revert TargetAlreadyEnrolled(target);
        _enrolments[target] = (_scope(assetId) << 8) | kind;
        emit TargetEnrolled(assetId, target, kind);
    }

    /// @dev 31 bytes of the hash: enough that two assets never share a scope, and one byte is left for the kind.
    function _scope(bytes32 assetId) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(assetId))) >> 8;
    }

    /// @dev The two reserved ids (0 administrators, max public) cannot come out: the top bit is cleared, the lowest set.
    function _derive(uint256 scope, bytes32 role) private pure returns (uint64) {
        return uint64((uint256(keccak256(abi.encode(scope, role))) >> 193) | 1);
    }
}
