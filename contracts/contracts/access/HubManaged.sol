// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {AuthorityUtils} from "@openzeppelin/contracts/access/manager/AuthorityUtils.sol";

/// @title HubManaged
/// @notice Like OpenZeppelin's AccessManaged, but the hub is part of the code, so that clones need no storage for it
/// and nobody can ever point a contract at another hub.
abstract contract HubManaged is IAccessManaged {
    /// @dev The hub whose roles rule this contract and all its clones.
    address internal immutable HUB;

    bool private transient _consuming;

    /// @notice The hub is fixed at deployment.
    error AuthorityIsFixed(address hub);

    /// @dev Passes when the hub lets the caller call this very function now, or has a matured announcement of it.
    modifier restricted() {
        _authorise();
        _;
    }

    constructor(address hub) {
        if (hub.code.length == 0) revert AccessManagedInvalidAuthority(hub);
        HUB = hub;
    }

    /// @inheritdoc IAccessManaged
    function setAuthority(address) external view {
        revert AuthorityIsFixed(HUB);
    }

    /// @inheritdoc IAccessManaged
    function authority() external view returns (address) {
        return HUB;
    }

    /// @inheritdoc IAccessManaged
    function isConsumingScheduledOp() external view returns (bytes4) {
        return _consuming ? this.isConsumingScheduledOp.selector : bytes4(0);
    }

    /// @dev What {restricted} does.
    function _authorise() internal {
        (bool immediate, uint32 delay) = AuthorityUtils.canCallWithDelay(HUB, msg.sender, address(this), msg.sig);
        if (immediate) return;
        if (delay == 0) revert AccessManagedUnauthorized(msg.sender);
        _consuming = true;
        IAccessManager(HUB).consumeScheduledOp(msg.sender, msg.data);
        _consuming = false;
    }
}
