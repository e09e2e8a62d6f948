// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {InvestorRegistry} from "../contracts/registry/InvestorRegistry.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAccessManager} from "@openzeppelin/contracts/access/manager/IAccessManager.sol";
import {HubManaged} from "../contracts/access/HubManaged.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAccessHub} from "../contracts/interfaces/IAccessHub.sol";
import {IAssetFactory} from "../contracts/interfaces/IAssetFactory.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {World} from "./support/World.sol";

/// @notice Roles, their boundaries, and how an asset comes to be.
contract AccessHubTest is World {
    bytes32 private constant OTHER = bytes32(uint256(0x07E4));

    function test_a_role_on_one_asset_is_worth_nothing_on_another() public {
        IAssetFactory.AssetParams memory p = _params(OTHER);
        p.grants = new IAccessHub.RoleGrant[](1);
        p.grants[0] = IAccessHub.RoleGrant(Roles.MINTER, outsider, 0);
        (address other, , ) = factory.deploy(p);
        vm.prank(outsider);
        AssetToken(other).mint(alice, 5, 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        token.mint(alice, 5, 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        AssetToken(other).mint(alice, 5, 2);
    }

    function testFuzz_role_ids_are_distinct_and_never_reserved(bytes32 a, bytes32 b, bytes32 r, bytes32 s) public view {
        uint64 id = hub.roleId(a, r);
        holds(id != hub.ADMIN_ROLE() && id != hub.PUBLIC_ROLE(), "reserved");
        if (a != b) holds(id != hub.roleId(b, r), "per asset");
        if (r != s) holds(id != hub.roleId(a, s), "per role");
    }

    function test_17_an_unpause_is_announced_and_waits() public {
        IAssetFactory.AssetParams memory p = _params(OTHER);
        p.grants = new IAccessHub.RoleGrant[](2);
        p.grants[0] = IAccessHub.RoleGrant(Roles.PAUSER, outsider, 0);
        p.grants[1] = IAccessHub.RoleGrant(Roles.UNPAUSER, outsider, 3600);
        (address other, , ) = factory.deploy(p);
        AssetToken t = AssetToken(other);
        vm.startPrank(outsider);
        t.pause();
        vm.expectRevert();
        t.unpause();
        hub.schedule(other, abi.encodeCall(t.unpause, ()), 0);
        vm.expectRevert();
        t.unpause();
        vm.warp(block.timestamp + 3600);
        t.unpause();
        vm.stopPrank();
        holds(!t.paused(), "released");
    }

    function test_an_asset_lands_where_it_was_foretold_and_only_once() public {
        IAssetFactory.AssetParams memory p = _params(OTHER);
        (address a, address b, address c) = factory.predict(OTHER, p.navFeed.policy, p.reserveFeed.policy);
        (address t, address n, address r) = factory.deploy(p);
        same(t, a, "token");
        same(n, b, "nav");
        same(r, c, "reserve");
        same(hub.kindOf(t), Roles.KIND_TOKEN, "kind");
        vm.expectRevert();
        factory.deploy(p);
    }

    function test_only_deployers_deploy_and_only_the_factory_enrols() public {
        IAssetFactory.AssetParams memory p = _params(OTHER);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        factory.deploy(p);
        vm.expectRevert(abi.encodeWithSelector(IAccessHub.HubUnauthorized.selector, address(this)));
        hub.enrolAsset(OTHER, new IAccessHub.Target[](0), new IAccessHub.RoleGrant[](0));
    }

    function test_a_contract_belongs_to_one_asset_for_ever() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessHub.TargetAlreadyEnrolled.selector, address(token)));
        hub.enrolTarget(OTHER, address(token), Roles.KIND_TOKEN);
        vm.expectRevert(abi.encodeWithSelector(IAccessHub.InvalidEnrolment.selector, OTHER, 0));
        hub.enrolTarget(OTHER, carol, 0);
        vm.prank(outsider);
        vm.expectRevert(_notAdministrator(outsider));
        hub.enrolTarget(OTHER, carol, 1);
        vm.prank(outsider);
        vm.expectRevert(_notAdministrator(outsider));
        hub.setKindRole(1, Roles.MINTER, new bytes4[](0));
    }

    /// @dev The hub of a platform in earnest belongs to a multisig that announces what it does.
    function test_administration_handed_over_with_a_delay_rules_everything_after_it() public {
        hub.grantRole(hub.ADMIN_ROLE(), carol, 2 days);
        hub.renounceRole(hub.ADMIN_ROLE(), address(this));
        vm.expectRevert(_notAdministrator(address(this)));
        hub.enrolTarget(ASSET, address(0x5A7), Roles.KIND_BALLOT);
        bytes memory enrol = abi.encodeCall(hub.enrolTarget, (ASSET, address(0x5A7), Roles.KIND_BALLOT));
        bytes memory table = abi.encodeCall(hub.setKindRole, (Roles.KIND_BALLOT, Roles.ISSUER, new bytes4[](1)));
        bytes memory agent = abi.encodeCall(registry.setAgent, (bob, true));
        vm.startPrank(carol);
        _announcedFirst(address(hub), enrol);
        _announcedFirst(address(hub), table);
        _announcedFirst(address(registry), agent);
        vm.stopPrank();
        same(hub.kindOf(address(0x5A7)), Roles.KIND_BALLOT, "enrolled");
        holds(hub.kindRole(Roles.KIND_BALLOT, 0) == Roles.ISSUER, "in the table");
        holds(registry.isAgent(bob), "admitted");
    }

    function _announcedFirst(address target, bytes memory call) private {
        (bool done, ) = target.call(call);
        holds(!done, "not announced");
        hub.schedule(target, call, 0);
        vm.warp(block.timestamp + 2 days - 1);
        (done, ) = target.call(call);
        holds(!done, "a second too early");
        vm.warp(block.timestamp + 1);
        (done, ) = target.call(call);
        holds(done, "after the delay");
        (done, ) = target.call(call);
        holds(!done, "once for each announcement");
    }

    function _notAdministrator(address caller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAccessManager.AccessManagerUnauthorizedAccount.selector, caller, 0);
    }

    function test_nobody_moves_a_contract_to_another_hub() public {
        vm.expectRevert(abi.encodeWithSelector(HubManaged.AuthorityIsFixed.selector, address(hub)));
        token.setAuthority(outsider);
        same(token.authority(), address(hub), "hub");
    }

    function test_an_asset_is_enrolled_once_and_a_contract_needs_a_hub() public {
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.FACTORY), address(this), 0);
        vm.expectRevert(abi.encodeWithSelector(IAccessHub.AssetAlreadyEnrolled.selector, ASSET));
        hub.enrolAsset(ASSET, new IAccessHub.Target[](0), new IAccessHub.RoleGrant[](0));
        vm.expectRevert(abi.encodeWithSelector(IAccessHub.InvalidEnrolment.selector, Roles.PLATFORM, 1));
        hub.enrolTarget(Roles.PLATFORM, carol, 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedInvalidAuthority.selector, address(0)));
        new InvestorRegistry(address(0));
        same(hub.kindOf(carol), 0, "not enrolled");
        same(uint256(hub.kindRole(Roles.KIND_TOKEN, token.mint.selector)), uint256(Roles.MINTER), "table");
    }

    function test_an_administrator_with_a_delay_announces_and_the_role_of_the_platform_is_enough_for_its_function() public {
        hub.grantRole(hub.ADMIN_ROLE(), outsider, 1 hours);
        bytes memory call = abi.encodeCall(hub.enrolTarget, (OTHER, carol, 1));
        bytes32 operation = hub.hashOperation(outsider, address(hub), call);
        vm.expectRevert(abi.encodeWithSelector(IAccessManager.AccessManagerNotScheduled.selector, operation));
        vm.prank(outsider);
        hub.enrolTarget(OTHER, carol, 1);
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.COMPLIANCE), carol, 0);
        vm.prank(carol);
        registry.setSuspended(alice, true, "sanctions");
        holds(!registry.isVerified(alice), "by the platform's compliance");
        token.setAddressFrozen(bob, true);
        holds(token.isFrozen(bob), "what has no role is for administrators");
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, carol));
        vm.prank(carol);
        token.setAddressFrozen(bob, false);
    }
}
