// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IBarVault} from "../contracts/interfaces/IBarVault.sol";
import {BarWorld} from "./support/BarWorld.sol";

/// @notice What stops a redemption of bars in the middle, and that it costs nobody a bar or a token.
contract BarVaultBadInputTest is BarWorld {
    function test_a_role_revoked_in_the_middle_delivers_and_burns_nothing() public {
        uint256 id = _ask(alice, 0);
        vm.prank(officer);
        bars.accept(id);
        vm.prank(officer);
        bars.ship(id, "waybill");
        hub.revokeRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(bars));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(bars)));
        vm.prank(officer);
        bars.deliver(id, "receipt", ++operation);
        same(token.balanceOf(address(bars)), _weight(0), "still in escrow");
        hub.grantRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(bars), 0);
        hub.revokeRole(hub.roleId(ASSET, Roles.TREASURER), officer);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, officer));
        vm.prank(officer);
        bars.deliver(id, "receipt", operation);
        bars.deliver(id, "receipt", operation);
        same(bars.escrowed(), 0, "delivered by another officer");
    }

    function test_a_paused_token_takes_no_requests_and_gives_back_when_it_runs_again() public {
        uint256 id = _ask(alice, 0);
        vm.prank(alice);
        bars.cancel(id);
        token.pause();
        vm.startPrank(bob);
        token.approve(address(bars), _weight(1));
        (IBarVault.Bar memory bar, bytes32[] memory proof) = (_bar(1), _proof(1));
        vm.expectRevert(_refusal(bob, address(bars), _weight(1)));
        bars.requestBar(bar, proof, DELIVERY);
        vm.stopPrank();
        vm.expectRevert(_refusal(address(bars), alice, _weight(0)));
        vm.prank(alice);
        bars.reclaim(id);
        same(token.balanceOf(address(bars)), _weight(0), "nothing moved");
        same(uint256(bars.barState(bars.barIdOf(bar))), uint256(IBarVault.BarState.FREE), "no bar allocated");
        token.unpause();
        vm.prank(alice);
        bars.reclaim(id);
        same(bars.escrowed(), 0, "given back");
    }

    function test_a_redemption_that_is_over_is_assumed_by_nobody() public {
        uint256 id = _ask(alice, 0);
        vm.startPrank(alice);
        bars.cancel(id);
        bars.reclaim(id);
        vm.stopPrank();
        registry.link(alice, carol, 0);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBarVault.WrongRedemptionState.selector,
                id,
                IBarVault.RedemptionState.RECLAIMED
            )
        );
        vm.prank(carol);
        bars.assume(id);
        same(bars.redemptionOf(id).holder, alice, "as it was");
    }

    function test_a_redemption_nobody_asked_for_does_not_exist() public {
        bytes memory none = abi.encodeWithSelector(
            IBarVault.WrongRedemptionState.selector,
            type(uint256).max,
            IBarVault.RedemptionState.NONE
        );
        vm.expectRevert(none);
        bars.accept(type(uint256).max);
        vm.expectRevert(none);
        bars.refuse(type(uint256).max, "none");
        vm.expectRevert(abi.encodeWithSelector(IBarVault.NotSameRedeemer.selector, address(0), alice));
        vm.prank(alice);
        bars.assume(type(uint256).max);
        same(bars.redemptionCount(), 0, "none");
    }

    function _refusal(address from, address to, uint256 amount) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAssetToken.TransferRefused.selector, Reason.PAUSED, from, to, amount);
    }
}
