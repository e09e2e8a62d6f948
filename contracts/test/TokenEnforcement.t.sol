// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IERC7943Fungible} from "../contracts/interfaces/IERC7943Fungible.sol";
import {World} from "./support/World.sol";

/// @notice Freezing, seizing and recovering: always possible, never to anybody's hidden advantage.
contract TokenEnforcementTest is World {
    address private newWallet = address(0xA11CE2);

    function setUp() public override {
        super.setUp();
        _mint(alice, 1_000);
    }

    function _seize(address from, address to, uint256 amount) private {
        token.forcedTransfer(from, to, amount, "court", keccak256("order"));
    }

    function test_a_forced_transfer_to_oneself_is_refused_because_it_would_unfreeze() public {
        token.setFrozenTokens(alice, 1_000);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.SelfEnforcement.selector, alice));
        _seize(alice, alice, 500);
        same(token.getFrozenTokens(alice), 1_000, "still frozen");
    }

    function test_07_enforcement_works_on_frozen_expired_suspended_and_paused_accounts() public {
        _mint(bob, 1);
        token.setAddressFrozen(alice, true, "order", 0);
        token.setFrozenTokens(alice, 1_000);
        registry.setSuspended(alice, true, "sanctions");
        token.setRules(IAssetToken.Rules(0, 0, 0, uint32(START + 999 days)));
        token.pause();
        vm.warp(START + 366 days);
        registry.register(bob, _record(2, 840, 2, START + 999 days), 0);
        _seize(alice, bob, 400);
        token.burn(alice, 100, ++operation);
        same(token.balanceOf(alice), 500, "alice");
        same(token.getFrozenTokens(alice), 500, "what is left stays frozen");
        same(token.balanceOf(bob), 401, "bob");
    }

    function test_06_a_forced_transfer_reaches_only_an_eligible_receiver() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssetToken.TransferRefused.selector,
                Reason.RECEIVER_NOT_VERIFIED,
                alice,
                carol,
                1
            )
        );
        _seize(alice, carol, 1);
    }

    function testFuzz_a_seizure_never_raises_the_free_balance_of_its_subject(uint256 frozen, uint256 amount) public {
        frozen = within(frozen, 0, 2_000);
        amount = within(amount, 0, 1_000);
        token.setFrozenTokens(alice, frozen);
        uint256 freeBefore = token.accountOf(alice).free;
        _seize(alice, bob, amount);
        IAssetToken.AccountView memory a = token.accountOf(alice);
        holds(a.free <= freeBefore, "free never rises");
        uint256 fromFrozen = amount > freeBefore ? amount - freeBefore : 0;
        same(a.frozen, frozen - fromFrozen, "frozen falls by what came out of it");
        same(a.balance, 1_000 - amount, "balance");
    }

    function test_more_than_there_is_cannot_be_seized_or_burnt() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 1_000, 1_001));
        _seize(alice, bob, 1_001);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 1_000, 1_001));
        token.burn(alice, 1_001, 500);
    }

    function test_partial_freezes_add_up_and_are_released_at_most_once() public {
        token.freezePartialTokens(alice, 600);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943Fungible.ERC7943InsufficientUnfrozenBalance.selector, alice, 401, 400)
        );
        token.freezePartialTokens(alice, 401);
        token.unfreezePartialTokens(alice, 100);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.InsufficientFrozen.selector, alice, 501, 500));
        token.unfreezePartialTokens(alice, 501);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.AmountTooLarge.selector, uint256(1) << 112));
        token.setFrozenTokens(alice, 1 << 112);
    }

    function test_08_a_recovery_keeps_total_frozen_amount_and_flags() public {
        token.setFrozenTokens(alice, 300);
        token.setAddressFrozen(alice, true, "order", 0);
        registry.replace(alice, newWallet, keccak256("affidavit"));
        token.setAddressFrozen(alice, false, "moved", 0);
        token.recover(alice, newWallet, "lost", keccak256("affidavit"));
        same(token.totalSupply(), 1_000, "total");
        same(token.balanceOf(alice), 0, "lost wallet");
        same(token.balanceOf(newWallet), 1_000, "new wallet");
        same(token.getFrozenTokens(newWallet), 300, "frozen");
        same(token.getFrozenTokens(alice), 0, "nothing left behind");
        same(token.holderCount(), 1, "one holder");
    }

    function test_08_a_recovery_carries_the_freeze_of_the_account() public {
        registry.replace(alice, newWallet, 0);
        token.setAddressFrozen(alice, true, "order", 0);
        token.recover(alice, newWallet, "lost", 0);
        holds(token.isFrozen(newWallet), "freeze follows the tokens");
    }

    function test_a_recovery_reaches_only_a_wallet_that_may_receive() public {
        registry.replace(alice, newWallet, 0);
        token.setAddressFrozen(newWallet, true, "order", 0);
        uint256 has = token.balanceOf(alice);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssetToken.TransferRefused.selector,
                Reason.RECEIVER_FROZEN,
                alice,
                newWallet,
                has
            )
        );
        token.recover(alice, newWallet, "lost", 0);
        same(token.balanceOf(alice), has, "nothing moved");
    }

    function test_a_recovery_never_merges_two_investors() public {
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.NotSameInvestor.selector, alice, bob));
        token.recover(alice, bob, "lost", 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.NotSameInvestor.selector, alice, carol));
        token.recover(alice, carol, "lost", 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.SelfEnforcement.selector, alice));
        token.recover(alice, alice, "lost", 0);
    }

    function test_officers_without_the_role_do_nothing() public {
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider);
        vm.startPrank(outsider);
        vm.expectRevert(refused);
        token.mint(outsider, 1, 9);
        vm.expectRevert(refused);
        token.burn(alice, 1, 9);
        vm.expectRevert(refused);
        _seize(alice, bob, 1);
        vm.expectRevert(refused);
        token.setAddressFrozen(alice, true, 0, 0);
        vm.expectRevert(refused);
        token.recover(alice, bob, 0, 0);
        vm.expectRevert(refused);
        token.pause();
        vm.expectRevert(refused);
        token.openRecordDate();
        vm.expectRevert(refused);
        token.setMaxSupply(0);
        vm.stopPrank();
    }

    function test_the_forms_without_a_paper_are_for_administrators_only() public {
        hub.grantRole(hub.roleId(ASSET, "compliance"), outsider, 0);
        bytes memory refused = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider);
        vm.expectRevert(refused);
        vm.prank(outsider);
        token.forcedTransfer(alice, bob, 1);
        vm.expectRevert(refused);
        vm.prank(outsider);
        token.setAddressFrozen(alice, true);
        token.forcedTransfer(alice, bob, 1);
        same(token.balanceOf(bob), 1, "the administrator's");
    }

    function test_batches_of_officers_work_are_all_or_nothing() public {
        address[] memory who = new address[](2);
        uint256[] memory amounts = new uint256[](2);
        (who[0], who[1], amounts[0], amounts[1]) = (alice, bob, 10, 10);
        vm.expectRevert(abi.encodeWithSignature("ERC7943InsufficientUnfrozenBalance(address,uint256,uint256)", bob, 10, 0));
        token.batchFreezePartialTokens(who, amounts);
        same(token.getFrozenTokens(alice), 0, "nothing");
        who[1] = alice;
        token.batchFreezePartialTokens(who, amounts);
        same(token.getFrozenTokens(alice), 20, "both");
        token.batchUnfreezePartialTokens(who, amounts);
        same(token.getFrozenTokens(alice), 0, "released");
    }

    function test_batches_of_orders_and_freezes_reach_everybody_on_the_list() public {
        (address[] memory from, address[] memory to) = (new address[](2), new address[](2));
        (from[0], from[1], to[0], to[1]) = (alice, alice, bob, bob);
        uint256[] memory amounts = new uint256[](2);
        (amounts[0], amounts[1]) = (3, 4);
        token.batchForcedTransfer(from, to, amounts);
        same(token.balanceOf(bob), 7, "both orders");
        bool[] memory on = new bool[](2);
        (to[0], on[0], on[1]) = (alice, true, true);
        token.batchSetAddressFrozen(to, on);
        holds(token.isFrozen(alice) && token.isFrozen(bob), "both frozen");
        uint256[] memory ids = new uint256[](2);
        (ids[0], ids[1]) = (901, 902);
        token.batchSetAddressFrozen(to, new bool[](2));
        token.batchMint(to, amounts, ids);
        same(token.balanceOf(bob), 11, "minted to both");
        ids[0] = 903;
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.OperationAlreadyDone.selector, 902));
        token.batchMint(to, amounts, ids);
        holds(!token.operationDone(903), "all or nothing");
    }

    function test_the_recovery_of_erc_3643_names_the_investor() public {
        address fresh = address(0xA11CE9);
        registry.replace(alice, fresh, 0);
        uint256 had = token.balanceOf(alice);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.NotSameInvestor.selector, alice, fresh));
        token.recoveryAddress(alice, fresh, address(2));
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.SelfEnforcement.selector, fresh));
        token.recoveryAddress(fresh, fresh, address(1));
        same(token.balanceOf(alice), had, "nothing moved");
        holds(token.recoveryAddress(alice, fresh, address(1)), "ERC-3643 says true");
        same(token.balanceOf(fresh), had, "all of it");
    }
}
