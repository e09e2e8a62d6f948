// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IDeedVault} from "../contracts/interfaces/IDeedVault.sol";
import {IERC7943Fungible} from "../contracts/interfaces/IERC7943Fungible.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {DeedVault} from "../contracts/property/DeedVault.sol";
import {CrookedToken} from "./support/PaymentTokens.sol";
import {BuyoutWorld} from "./support/BuyoutWorld.sol";

/// @notice What nobody should ask of a vault, and what happens to it in the middle of a buy-out.
contract DeedVaultBadInputTest is BuyoutWorld {
    function test_a_vault_for_nobody_s_token_or_deed_is_refused() public {
        DeedVault bare = DeedVault(Clones.clone(address(new DeedVault(address(hub)))));
        IDeedVault.VaultInit memory init = _init(address(pay));
        init.token = address(0);
        _badSetUp(bare, init);
        init = _init(address(pay));
        init.deed = outsider;
        _badSetUp(bare, init);
        init = _init(address(pay));
        init.deed = address(pay);
        bare.initialize(init);
        holds(!bare.holdsDeed(), "a contract that keeps no deeds");
    }

    function test_the_zero_address_receives_neither_deed_nor_dust() public {
        _executed();
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.FractionsExist.selector, FRACTIONS));
        vault.sweepDust(address(0));
        _surrender(alice, (FRACTIONS * 3) / 4);
        _surrender(bob, FRACTIONS / 4);
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(0)));
        vault.sweepDust(address(0));
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(vault)));
        vault.sweepDust(address(vault));
        vm.prank(bidder);
        deed.safeTransferFrom(bidder, address(vault), titleId);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        vault.releaseDeed(address(0));
        _same(deed.ownerOf(titleId), address(vault));
    }

    function test_nothing_is_worth_anything_before_a_buyout_and_no_more_than_all_after() public {
        same(vault.worthOf(0) + vault.worthOf(1), 0, "before");
        _executed();
        same(vault.worthOf(FRACTIONS), PRICE, "all of it");
        same(vault.worthOf(FRACTIONS + 1) + vault.worthOf(type(uint256).max), 0, "more than there was");
        uint256 most = type(uint256).max;
        uint256 has = (FRACTIONS * 3) / 4;
        _noSurrender(
            alice,
            most,
            alice,
            abi.encodeWithSelector(IDeedVault.NotSurrenderable.selector, alice, most, has)
        );
    }

    function test_a_buyout_is_funded_until_its_very_last_second() public {
        _lockAndSell();
        vm.warp(DEADLINE);
        _fund(1, PRICE, DEADLINE);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.BuyoutExpired.selector, 2, DEADLINE));
        vm.prank(bidder);
        vault.fundBuyout(2, PRICE, DEADLINE);
        same(vault.owed(), PRICE, "the first only");
    }

    function test_a_role_revoked_in_the_middle_burns_and_pays_nothing() public {
        _executed();
        hub.revokeRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(vault));
        _noSurrender(
            alice,
            1,
            alice,
            abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(vault))
        );
        same(pay.balanceOf(address(vault)), PRICE, "nothing paid");
        hub.grantRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(vault), 0);
        _surrender(alice, 1);
    }

    function test_one_who_expires_between_buyout_and_surrender_is_paid_after_renewal() public {
        _executed();
        vm.warp(START + 366 days);
        _noSurrender(alice, 1, alice, abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotSend.selector, alice));
        registry.register(alice, _record(1, 840, 2, START + 999 days), 0);
        _surrender(alice, 1);
    }

    function test_a_payment_token_that_does_the_opposite_of_what_it_says_burns_nothing() public {
        CrookedToken crook = new CrookedToken();
        vault = _vaultFor(address(crook));
        pay = crook;
        _executed();
        crook.setLie(CrookedToken.Lie.SAYS_DONE);
        uint256 worth = vault.worthOf(FRACTIONS / 2);
        _noSurrender(
            alice,
            FRACTIONS / 2,
            alice,
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(crook), worth, 0)
        );
        crook.setLie(CrookedToken.Lie.NONE);
        _surrender(alice, FRACTIONS / 2);
    }

    /// @dev The deed is in, a buy-out at the price is carried out.
    function _executed() private {
        _lockAndSell();
        _fund(1, PRICE, DEADLINE);
        ballot.say(1, true, true, FRACTIONS);
        vault.executeBuyout(1);
    }

    function _badSetUp(DeedVault at, IDeedVault.VaultInit memory i) private {
        vm.expectRevert(
            abi.encodeWithSelector(IDeedVault.InvalidVaultSetUp.selector, i.token, i.deed, i.payment, i.ballot)
        );
        at.initialize(i);
    }
}
