// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAssetFactory} from "../contracts/interfaces/IAssetFactory.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IBarVault} from "../contracts/interfaces/IBarVault.sol";
import {BarVault} from "../contracts/reserves/BarVault.sol";
import {BarWorld} from "./support/BarWorld.sol";
import {PlainFeed} from "./support/PlainFeed.sol";

/// @notice Whole bars for tokens: asked for, allocated, shipped, delivered; or given back.
contract BarVaultTest is BarWorld {
    function test_a_bar_goes_from_the_list_to_its_holder_and_its_tokens_are_burnt() public {
        uint256 supply = token.totalSupply();
        uint256 id = _ask(alice, 0);
        same(token.balanceOf(address(bars)), _weight(0), "in escrow");
        same(bars.escrowed(), _weight(0), "counted");
        _is(id, IBarVault.RedemptionState.REQUESTED, IBarVault.BarState.ALLOCATED);
        vm.startPrank(officer);
        bars.accept(id);
        _is(id, IBarVault.RedemptionState.ACCEPTED, IBarVault.BarState.ALLOCATED);
        bars.ship(id, keccak256("waybill"));
        _is(id, IBarVault.RedemptionState.SHIPPED, IBarVault.BarState.LEFT);
        same(token.totalSupply(), supply, "not burnt on the road");
        bars.deliver(id, keccak256("receipt"), 55);
        vm.stopPrank();
        _is(id, IBarVault.RedemptionState.DELIVERED, IBarVault.BarState.LEFT);
        same(token.totalSupply(), supply - _weight(0), "burnt");
        holds(token.operationDone(55) && bars.escrowed() == 0, "settled");
        IBarVault.Redemption memory r = bars.redemptionOf(id);
        holds(r.holder == alice && r.amount == _weight(0) && r.deliveryHash == DELIVERY, "kept");
    }

    function test_19_a_bar_that_left_is_never_given_out_again() public {
        uint256 id = _ask(alice, 0);
        _askRefused(bob, 0, _notFree(0, IBarVault.BarState.ALLOCATED));
        vm.startPrank(officer);
        bars.accept(id);
        bars.ship(id, 0);
        vm.stopPrank();
        _askRefused(bob, 0, _notFree(0, IBarVault.BarState.LEFT));
        vm.prank(officer);
        bars.deliver(id, 0, 50);
        _askRefused(bob, 0, _notFree(0, IBarVault.BarState.LEFT));
        // Nor when a later list names it again with another assay.
        IBarVault.Bar memory again = _bar(0);
        (again.finenessTenths, again.fineMilliOz) = (9999, again.fineMilliOz + 5);
        vm.warp(START + 60);
        _reserve(1_201_000);
        _attest(_attestation(_leaf(again)));
        vm.expectRevert(_notFree(0, IBarVault.BarState.LEFT));
        vm.prank(bob);
        bars.requestBar(again, new bytes32[](0), DELIVERY);
    }

    function test_19_a_shipment_that_came_back_returns_the_tokens_not_the_bar() public {
        uint256 id = _ask(alice, 1);
        vm.startPrank(officer);
        bars.accept(id);
        bars.ship(id, 0);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, officer));
        bars.recordReturn(id, "lost", 0);
        vm.stopPrank();
        bars.recordReturn(id, "lost", keccak256("report"));
        _is(id, IBarVault.RedemptionState.CANCELLED, IBarVault.BarState.LEFT);
        vm.expectRevert(_state(id, IBarVault.RedemptionState.CANCELLED));
        bars.deliver(id, 0, 50);
        vm.prank(alice);
        bars.reclaim(id);
        same(token.balanceOf(alice), 900 * OUNCE, "all back");
        _askRefused(bob, 1, _notFree(1, IBarVault.BarState.LEFT));
    }

    function test_a_cancelled_request_frees_the_bar_and_returns_the_tokens_once() public {
        uint256 id = _ask(alice, 2);
        vm.expectRevert(abi.encodeWithSelector(IBarVault.NotTheRedeemer.selector, bob, alice));
        vm.prank(bob);
        bars.cancel(id);
        vm.prank(alice);
        bars.cancel(id);
        _is(id, IBarVault.RedemptionState.CANCELLED, IBarVault.BarState.FREE);
        uint256 second = _ask(bob, 2);
        vm.expectRevert(abi.encodeWithSelector(IBarVault.NotTheRedeemer.selector, bob, alice));
        vm.prank(bob);
        bars.reclaim(id);
        vm.startPrank(alice);
        bars.reclaim(id);
        vm.expectRevert(_state(id, IBarVault.RedemptionState.RECLAIMED));
        bars.reclaim(id);
        vm.stopPrank();
        same(token.balanceOf(alice), 900 * OUNCE, "back");
        same(bars.escrowed(), _weight(2), "the other's stays");
        _is(second, IBarVault.RedemptionState.REQUESTED, IBarVault.BarState.ALLOCATED);
    }

    function test_an_officer_refuses_before_shipping_and_nobody_cancels_after_acceptance() public {
        uint256 id = _ask(alice, 2);
        vm.prank(officer);
        bars.accept(id);
        vm.expectRevert(_state(id, IBarVault.RedemptionState.ACCEPTED));
        vm.prank(alice);
        bars.cancel(id);
        vm.prank(officer);
        bars.refuse(id, "damaged");
        _is(id, IBarVault.RedemptionState.CANCELLED, IBarVault.BarState.FREE);
        vm.expectRevert(_state(id, IBarVault.RedemptionState.CANCELLED));
        vm.prank(officer);
        bars.refuse(id, "damaged");
    }

    function test_every_step_is_refused_out_of_its_order() public {
        bytes memory none = _state(9, IBarVault.RedemptionState.NONE);
        vm.startPrank(officer);
        vm.expectRevert(none);
        bars.accept(9);
        vm.expectRevert(none);
        bars.ship(9, 0);
        vm.expectRevert(none);
        bars.deliver(9, 0, 50);
        vm.expectRevert(none);
        bars.refuse(9, 0);
        vm.stopPrank();
        uint256 id = _ask(alice, 0);
        vm.startPrank(officer);
        vm.expectRevert(_state(id, IBarVault.RedemptionState.REQUESTED));
        bars.ship(id, 0);
        bars.accept(id);
        vm.expectRevert(_state(id, IBarVault.RedemptionState.ACCEPTED));
        bars.accept(id);
        vm.expectRevert(_state(id, IBarVault.RedemptionState.ACCEPTED));
        bars.deliver(id, 0, 50);
        bars.ship(id, 0);
        vm.expectRevert(_state(id, IBarVault.RedemptionState.SHIPPED));
        bars.refuse(id, 0);
        bars.deliver(id, 0, 50);
        vm.expectRevert(_state(id, IBarVault.RedemptionState.DELIVERED));
        bars.deliver(id, 0, 51);
        vm.stopPrank();
        vm.expectRevert(_state(id, IBarVault.RedemptionState.DELIVERED));
        vm.prank(alice);
        bars.assume(id);
    }

    function test_only_the_officers_of_the_asset_decide_and_never_on_their_own() public {
        uint256 id = _ask(alice, 0);
        bytes memory no = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider);
        vm.startPrank(outsider);
        vm.expectRevert(no);
        bars.accept(id);
        vm.expectRevert(no);
        bars.ship(id, 0);
        vm.expectRevert(no);
        bars.deliver(id, 0, 50);
        vm.expectRevert(no);
        bars.refuse(id, 0);
        vm.stopPrank();
        _grant(Roles.TREASURER, alice);
        vm.expectRevert(abi.encodeWithSelector(IBarVault.OwnRedemption.selector, alice));
        vm.prank(alice);
        bars.accept(id);
        hub.revokeRole(hub.roleId(ASSET, Roles.TREASURER), officer);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, officer));
        vm.prank(officer);
        bars.accept(id);
    }

    function test_a_bar_that_is_not_on_the_list_as_stated_is_refused() public {
        IBarVault.Bar memory lighter = _bar(0);
        lighter.fineMilliOz -= 100_000;
        bytes32 id = bars.barIdOf(lighter);
        _askRefused(lighter, _proof(0), abi.encodeWithSelector(IBarVault.BarNotListed.selector, id, root));
        _askRefused(_bar(0), _proof(1), abi.encodeWithSelector(IBarVault.BarNotListed.selector, id, root));
        _askRefused(_bar(0), new bytes32[](0), abi.encodeWithSelector(IBarVault.BarNotListed.selector, id, root));
        lighter.fineMilliOz = 0;
        _askRefused(lighter, _proof(0), abi.encodeWithSelector(IBarVault.InvalidBar.selector, id, 0, 401_250));
        lighter.fineMilliOz = 401_251;
        _askRefused(lighter, _proof(0), abi.encodeWithSelector(IBarVault.InvalidBar.selector, id, 401_251, 401_250));
        vm.warp(START + 60);
        _reserve(1_601_000);
        _attest(_attestation(0));
        _askRefused(_bar(0), _proof(0), abi.encodeWithSelector(IBarVault.NoBarList.selector, address(ounces)));
    }

    function test_too_few_tokens_or_no_allowance_allocate_nothing() public {
        _askRefused(
            _bar(0),
            _proof(0),
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(bars), 0, _weight(0))
        );
        holds(bars.barState(bars.barIdOf(_bar(0))) == IBarVault.BarState.FREE, "free");
        _ask(bob, 0);
        bytes memory poor = abi.encodeWithSelector(
            IERC20Errors.ERC20InsufficientBalance.selector,
            bob,
            600 * OUNCE - _weight(0),
            _weight(1)
        );
        _askRefused(bob, 1, poor);
        same(bars.redemptionCount(), 1, "one request");
    }

    function test_15_redemption_stays_open_when_the_feed_is_stale_or_paused() public {
        ounces.pause();
        vm.warp(START + 100 days);
        uint256 id = _ask(alice, 0);
        vm.startPrank(officer);
        bars.accept(id);
        bars.ship(id, 0);
        bars.deliver(id, 0, 50);
        vm.stopPrank();
    }

    function test_a_holder_who_expires_or_is_stopped_gets_no_bar_until_verified_again() public {
        uint256 id = _ask(alice, 0);
        registry.setSuspended(alice, true, 0);
        bytes memory no = abi.encodeWithSelector(IBarVault.RedeemerNotEligible.selector, alice);
        vm.startPrank(officer);
        vm.expectRevert(no);
        bars.accept(id);
        vm.stopPrank();
        registry.setSuspended(alice, false, 0);
        vm.startPrank(officer);
        bars.accept(id);
        vm.warp(START + 365 days);
        vm.expectRevert(no);
        bars.ship(id, 0);
        bars.refuse(id, "expired");
        vm.stopPrank();
        vm.expectRevert(_tokenRefuses(Reason.SENDER_EXPIRED));
        vm.prank(alice);
        bars.reclaim(id);
        registry.register(address(bars), _record(77, 840, 2, uint40(START + 500 days)), 0);
        vm.expectRevert(_tokenRefuses(Reason.RECEIVER_EXPIRED));
        vm.prank(alice);
        bars.reclaim(id);
        registry.register(alice, _record(1, 840, 2, uint40(START + 500 days)), 0);
        vm.prank(alice);
        bars.reclaim(id);
        same(token.balanceOf(alice), 900 * OUNCE, "back");
    }

    function test_08_a_lost_wallet_loses_no_redemption() public {
        uint256 id = _ask(alice, 0);
        vm.prank(alice);
        bars.cancel(id);
        vm.expectRevert(abi.encodeWithSelector(IBarVault.NotSameRedeemer.selector, alice, carol));
        vm.prank(carol);
        bars.assume(id);
        vm.expectRevert(abi.encodeWithSelector(IBarVault.NotSameRedeemer.selector, alice, bob));
        vm.prank(bob);
        bars.assume(id);
        vm.expectRevert(abi.encodeWithSelector(IBarVault.NotSameRedeemer.selector, alice, alice));
        vm.prank(alice);
        bars.assume(id);
        registry.replace(alice, carol, 0);
        vm.prank(carol);
        bars.assume(id);
        vm.expectRevert(abi.encodeWithSelector(IBarVault.NotTheRedeemer.selector, alice, carol));
        vm.prank(alice);
        bars.reclaim(id);
        // Whoever found the lost wallet does not get it back.
        vm.expectRevert(abi.encodeWithSelector(IBarVault.NotSameRedeemer.selector, carol, alice));
        vm.prank(alice);
        bars.assume(id);
        vm.prank(carol);
        bars.reclaim(id);
        same(token.balanceOf(carol), _weight(0), "the successor has it");
    }

    function test_fine_weight_in_tokens_is_exact_from_three_decimals_and_rounded_up_below() public {
        same(bars.tokensFor(399_565), 399_565e15, "eighteen");
        uint8[4] memory decimals = [0, 2, 3, 6];
        uint256[4] memory expected = [uint256(400), 39_957, 399_565, 399_565_000];
        for (uint256 i = 0; i < 4; ++i) {
            bytes32 asset = bytes32(i + 1);
            IAssetFactory.AssetParams memory p = _params(asset);
            p.token.decimals = decimals[i];
            (address t, , address r) = factory.deploy(p);
            BarVault other = BarVault(Clones.clone(address(new BarVault(address(hub)))));
            other.initialize(t, r);
            same(other.tokensFor(399_565), expected[i], "other decimals");
        }
    }

    function test_a_vault_is_set_up_once_for_a_token_and_its_own_feed() public {
        _badSetUp(bars, address(token), address(ounces));
        _badSetUp(new BarVault(address(hub)), address(token), address(ounces));
        BarVault fresh = BarVault(Clones.clone(address(new BarVault(address(hub)))));
        _badSetUp(fresh, alice, address(ounces));
        _badSetUp(fresh, address(token), address(new PlainFeed(3, 1)));
        (, , address foreign) = factory.deploy(_params(bytes32(uint256(2))));
        _badSetUp(fresh, address(token), foreign);
        (address t, address f) = bars.setUp();
        holds(t == address(token) && f == address(ounces), "set up");
    }

    function _badSetUp(BarVault at, address t, address feed) private {
        vm.expectRevert(abi.encodeWithSelector(IBarVault.InvalidBarVaultSetUp.selector, t, feed));
        at.initialize(t, feed);
    }

    function _askRefused(address holder, uint256 i, bytes memory reason) private {
        vm.startPrank(holder);
        token.approve(address(bars), _weight(i));
        vm.expectRevert(reason);
        bars.requestBar(_bar(i), _proof(i), DELIVERY);
        vm.stopPrank();
    }

    function _askRefused(IBarVault.Bar memory bar, bytes32[] memory proof, bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(alice);
        bars.requestBar(bar, proof, DELIVERY);
        same(token.balanceOf(address(bars)), 0, "nothing moved");
    }

    function _is(uint256 id, IBarVault.RedemptionState state, IBarVault.BarState bar) private view {
        IBarVault.Redemption memory r = bars.redemptionOf(id);
        same(uint256(r.state), uint256(state), "redemption");
        same(uint256(bars.barState(r.barId)), uint256(bar), "bar");
    }

    function _state(uint256 id, IBarVault.RedemptionState state) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IBarVault.WrongRedemptionState.selector, id, state);
    }

    function _tokenRefuses(Reason reason) private view returns (bytes memory) {
        return abi.encodeWithSelector(IAssetToken.TransferRefused.selector, reason, bars, alice, _weight(0));
    }

    function _notFree(uint256 i, IBarVault.BarState state) private view returns (bytes memory) {
        return abi.encodeWithSelector(IBarVault.BarNotFree.selector, bars.barIdOf(_bar(i)), state);
    }
}
