// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAccessHub} from "../contracts/interfaces/IAccessHub.sol";
import {IAssetFactory} from "../contracts/interfaces/IAssetFactory.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {OracleWorld} from "./support/OracleWorld.sol";

/// @dev A wallet that says yes to whatever it is asked: an identity with every claim, a valid signature, an ERC-165 id.
contract YesSayer {
    uint256 public asked;

    fallback(bytes calldata) external returns (bytes memory) {
        return _yes();
    }

    function _yes() private returns (bytes memory) {
        ++asked;
        return abi.encode(1);
    }
}

/// @notice What went wrong elsewhere, as it would look here. `test/README.md` has the whole list.
contract LessonsTest is OracleWorld {
    bytes32 private constant OTHER = bytes32(uint256(0x07E4));

    /// @dev ERC-3643 issue 101: the token asked the investor's own contract whether the investor was verified.
    function test_lesson_an_investors_own_contract_is_never_asked_who_it_is() public {
        YesSayer liar = new YesSayer();
        holds(!registry.isVerified(address(liar)), "its word counts for nothing");
        _mint(alice, 10);
        _refused(Reason.RECEIVER_NOT_VERIFIED, alice, address(liar), 1);
        _register(address(liar), 66);
        vm.prank(alice);
        token.transfer(address(liar), 1);
        registry.revoke(address(liar), "reason");
        _refused(Reason.SENDER_NOT_VERIFIED, address(liar), alice, 1);
        same(liar.asked(), 0, "asked for nothing");
    }

    /// @dev CMTAT 380, OpenZeppelin community 244: a forced transfer from an account to itself released what was frozen.
    function test_lesson_a_forced_transfer_to_oneself_releases_nothing() public {
        _mint(alice, 10);
        token.setFrozenTokens(alice, 10);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.SelfEnforcement.selector, alice));
        token.forcedTransfer(alice, alice, 10, "reason", 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.SelfEnforcement.selector, alice));
        token.forcedTransfer(alice, alice, 10);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.SelfEnforcement.selector, alice));
        token.recover(alice, alice, "reason", 0);
        same(token.getFrozenTokens(alice), 10, "still frozen");
    }

    /// @dev Ondo, Code4rena M-04: a sanctioned holder's tokens could not be seized, because the seizure checked the holder.
    function test_lesson_a_seizure_is_not_stopped_by_what_stops_the_holder() public {
        _mint(alice, 10);
        token.setFrozenTokens(alice, 10);
        token.setAddressFrozen(alice, true, "sanctions", 0);
        registry.setSuspended(alice, true, "sanctions");
        token.pause();
        token.forcedTransfer(alice, bob, 4, "order", 0);
        token.burn(alice, 3, ++operation);
        vm.warp(START + 400 days);
        registry.register(bob, _record(2, 840, 2, START + 800 days), 0);
        token.forcedTransfer(alice, bob, 3, "order", 0);
        same(token.balanceOf(bob), 7, "seized in spite of all");
        same(token.getFrozenTokens(alice), 0, "nothing frozen is left");
    }

    /// @dev Centrifuge, Code4rena M-08: only the receiver was checked, so one who had lost membership could still send.
    function test_lesson_the_sender_is_checked_as_the_receiver_is() public {
        _mint(alice, 10);
        registry.setSuspended(alice, true, "reason");
        _refused(Reason.SENDER_SUSPENDED, alice, bob, 1);
        vm.prank(alice);
        token.approve(bob, 10);
        vm.expectRevert(
            abi.encodeWithSelector(IAssetToken.TransferRefused.selector, Reason.SENDER_SUSPENDED, alice, bob, 1)
        );
        vm.prank(bob);
        token.transferFrom(alice, bob, 1);
        registry.setSuspended(alice, false, "reason");
        vm.warp(START + 365 days);
        registry.register(bob, _record(2, 840, 2, START + 800 days), 0);
        _refused(Reason.SENDER_EXPIRED, alice, bob, 1);
    }

    /// @dev CMTAT 336: the view foretold a transfer that reverted.
    function testFuzz_lesson_a_view_never_promises_what_the_transfer_refuses(uint256 amount, uint8 state) public {
        _mint(alice, 10);
        _mint(bob, 5);
        amount = within(amount, 0, 12);
        if (state & 1 != 0) token.setFrozenTokens(alice, 6);
        if (state & 2 != 0) token.setAddressFrozen(bob, true);
        if (state & 4 != 0) token.pause();
        if (state & 8 != 0) token.setRules(IAssetToken.Rules(8, 0, 0, 0));
        if (state & 16 != 0) registry.setSuspended(alice, true, "reason");
        address to = state & 32 != 0 ? bob : alice;
        bool promised = token.canTransfer(alice, to, amount);
        vm.prank(alice);
        (bool done, ) = address(token).call(abi.encodeCall(token.transfer, (to, amount)));
        holds(done == promised, "promised and done");
    }

    /// @dev Asset Tokenization Kit, time-lock: each receipt became a list entry, so dust made a holder's transfer run out
    /// of gas.
    function test_lesson_dust_makes_no_transfer_dearer() public {
        _mint(alice, 1_000);
        _mint(bob, 1_000);
        uint256 before = _costOf(alice, bob);
        for (uint256 i = 0; i < 200; ++i) {
            vm.prank(bob);
            token.transfer(alice, 1);
        }
        uint256 afterwards = _costOf(alice, bob);
        // The caller's own memory has grown a little; one read for each receipt would cost 420,000.
        holds(afterwards < before + 1_000, "two hundred receipts later");
    }

    /// @dev T-REX v5 audit: an agent of one token was an agent of all.
    function test_lesson_a_role_on_one_asset_is_worth_nothing_on_another() public {
        IAssetFactory.AssetParams memory p = _params(OTHER);
        p.grants = new IAccessHub.RoleGrant[](1);
        p.grants[0] = IAccessHub.RoleGrant(Roles.COMPLIANCE, carol, 0);
        (address other, , ) = factory.deploy(p);
        vm.startPrank(carol);
        AssetToken(other).setAddressFrozen(alice, true, "order", 0);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, carol));
        token.setAddressFrozen(alice, true, "order", 0);
        vm.stopPrank();
        holds(!token.isFrozen(alice), "free on the other");
    }

    /// @dev T-REX v5: a recovery to a wallet of somebody else joined two investors' holdings.
    function test_lesson_a_recovery_never_joins_two_investors() public {
        _mint(alice, 10);
        _mint(bob, 5);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.NotSameInvestor.selector, alice, bob));
        token.recover(alice, bob, "lost", 0);
        address identity = registry.identity(bob);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.NotSameInvestor.selector, alice, bob));
        token.recoveryAddress(alice, bob, identity);
        same(token.balanceOf(bob), 5, "nothing joined");
    }

    /// @dev Superstate: the oracle reverted when NAV fell, and with it everything that asked for a price.
    function test_lesson_a_falling_nav_is_published_like_any_other() public {
        _publish(1_000_000);
        _publish(995_000);
        _publish(990_100);
        (, int256 answer, , , ) = nav.latestRoundData();
        same(uint256(answer), 990_100, "lower, twice");
    }

    function _costOf(address from, address to) private returns (uint256 gas) {
        vm.prank(from);
        gas = gasleft();
        token.transfer(to, 1);
        gas -= gasleft();
    }
}
