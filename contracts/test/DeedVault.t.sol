// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IDeedVault} from "../contracts/interfaces/IDeedVault.sol";
import {IERC7943Fungible} from "../contracts/interfaces/IERC7943Fungible.sol";
import {IERC7943NonFungible} from "../contracts/interfaces/IERC7943NonFungible.sol";
import {IPropertyDeed} from "../contracts/interfaces/IPropertyDeed.sol";
import {Payees} from "../contracts/market/Payees.sol";
import {DeedVault} from "../contracts/property/DeedVault.sol";
import {BuyoutWorld} from "./support/BuyoutWorld.sol";

/// @notice The deed stays while fractions exist, and what a buy-out pays.
contract DeedVaultTest is BuyoutWorld {
    function test_18_the_deed_stays_while_fractions_exist() public {
        _lockAndSell();
        _same(deed.ownerOf(titleId), address(vault));
        _stays(abi.encodeWithSelector(IDeedVault.FractionsExist.selector, FRACTIONS));
        token.burn(alice, (FRACTIONS * 3) / 4, 101);
        token.burn(bob, FRACTIONS / 4 - 1, 102);
        _stays(abi.encodeWithSelector(IDeedVault.FractionsExist.selector, 1));
        token.burn(bob, 1, 103);
        vault.releaseDeed(alice);
        _same(deed.ownerOf(titleId), alice);
        holds(!vault.holdsDeed(), "gone");
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.DeedNotHeld.selector, titleId));
        vault.releaseDeed(alice);
    }

    function test_18_not_even_an_order_takes_the_deed_out_of_the_vault() public {
        _lockAndSell();
        bytes memory reason = abi.encodeWithSelector(IPropertyDeed.DeedInVault.selector, address(vault), titleId);
        vm.expectRevert(reason);
        deed.forcedTransfer(address(vault), alice, titleId, "court", EXTRACT);
        vm.expectRevert(reason);
        deed.forcedTransfer(address(vault), alice, titleId);
        vm.expectRevert(reason);
        deed.strikeTitle(titleId, "court", EXTRACT);
        _same(deed.ownerOf(titleId), address(vault));
    }

    function test_only_issuers_release_and_only_to_the_eligible() public {
        _lockAndSell();
        token.burn(alice, (FRACTIONS * 3) / 4, 101);
        token.burn(bob, FRACTIONS / 4, 102);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        vault.releaseDeed(outsider);
        vm.expectRevert(abi.encodeWithSelector(IERC7943NonFungible.ERC7943CannotReceive.selector, outsider));
        vault.releaseDeed(outsider);
    }

    function test_the_vault_takes_its_own_deed_only() public {
        uint256 other = deed.recordTitle(_title("13"), alice, EXTRACT);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.NotThisDeed.selector, address(deed), other));
        vm.prank(alice);
        deed.safeTransferFrom(alice, address(vault), other);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.NotThisDeed.selector, outsider, titleId));
        vm.prank(outsider);
        vault.onERC721Received(outsider, alice, titleId, "");
    }

    function test_a_carried_buyout_gives_the_deed_to_the_bidder_and_the_price_to_the_holders() public {
        _lockAndSell();
        _fund(1, PRICE, DEADLINE);
        ballot.say(1, true, true, (FRACTIONS * 3) / 4);
        vm.prank(outsider);
        vault.executeBuyout(1);
        _same(deed.ownerOf(titleId), bidder);
        same(vault.worthOf(FRACTIONS), PRICE, "all of it");

        same(_surrender(alice, (FRACTIONS * 3) / 4), (PRICE * 3) / 4, "alice");
        same(_surrender(bob, 1), PRICE / FRACTIONS, "one base unit");
        same(_surrender(bob, FRACTIONS / 4 - 1), PRICE / 4 - PRICE / FRACTIONS, "the rest");
        same(token.totalSupply(), 0, "all burnt");
        same(pay.balanceOf(address(vault)), 0, "all paid");
    }

    function test_rounding_is_down_and_its_dust_goes_to_the_issuer_when_nothing_is_left() public {
        _lockAndSell();
        _fund(1, 1001, DEADLINE);
        ballot.say(1, true, true, FRACTIONS);
        vault.executeBuyout(1);
        same(_surrender(alice, (FRACTIONS * 3) / 4), 750, "of 750.75");
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.FractionsExist.selector, FRACTIONS / 4));
        vault.sweepDust(carol);
        same(_surrender(bob, FRACTIONS / 4), 250, "of 250.25");
        pay.mint(address(vault), 5);
        same(vault.sweepDust(carol), 1, "dust");
        same(pay.balanceOf(carol), 1, "to the issuer");
        same(vault.sweepDust(carol), 0, "once");
        (bool done, uint256 id, uint256 surrendered, uint256 paid) = vault.executed();
        holds(done && id == 1 && surrendered == FRACTIONS && paid == 1001, "the account closes");
    }

    function test_a_buyout_needs_a_vote_that_is_over_carried_and_approved_by_all_fractions() public {
        _lockAndSell();
        _fund(1, PRICE, DEADLINE);
        _notYet(abi.encodeWithSelector(IDeedVault.BuyoutNotCarried.selector, 1, false, false));
        ballot.say(1, false, true, FRACTIONS);
        _notYet(abi.encodeWithSelector(IDeedVault.BuyoutNotCarried.selector, 1, false, true));
        ballot.say(1, true, false, FRACTIONS);
        _notYet(abi.encodeWithSelector(IDeedVault.BuyoutNotCarried.selector, 1, true, false));
        uint256 few = (FRACTIONS * 3) / 4 - 1;
        ballot.say(1, true, true, few);
        _notYet(abi.encodeWithSelector(IDeedVault.ApprovalTooSmall.selector, 1, few, FRACTIONS, 7_500));
        ballot.say(1, true, true, few + 1);
        vm.warp(DEADLINE + 1);
        _notYet(abi.encodeWithSelector(IDeedVault.BuyoutExpired.selector, 1, DEADLINE));
        vm.warp(DEADLINE);
        vault.executeBuyout(1);
        _notYet(
            abi.encodeWithSelector(IDeedVault.WrongBuyoutState.selector, 1, IDeedVault.BuyoutState.EXECUTED)
        );
    }

    function test_a_motion_about_something_else_carries_no_buyout() public {
        _lockAndSell();
        bytes32 meant = vault.buyoutSubject(bidder, PRICE, DEADLINE);
        ballot.propose(1, meant, token.openRecordDate());
        ballot.say(1, true, true, FRACTIONS);
        pay.mint(bidder, PRICE);
        vm.startPrank(bidder);
        pay.approve(address(vault), PRICE);
        bytes32 cheap = vault.buyoutSubject(bidder, 1, DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.NotTheMotion.selector, 1, meant, cheap));
        vault.fundBuyout(1, 1, DEADLINE);
        bytes32 late = vault.buyoutSubject(bidder, PRICE, DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.NotTheMotion.selector, 1, meant, late));
        vault.fundBuyout(1, PRICE, DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.NotTheMotion.selector, 2, 0, meant));
        vault.fundBuyout(2, PRICE, DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.NoPrice.selector, 1));
        vault.fundBuyout(1, 0, DEADLINE);
        vm.stopPrank();
        bytes32 other = vault.buyoutSubject(outsider, PRICE, DEADLINE);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.NotTheMotion.selector, 1, meant, other));
        vm.prank(outsider);
        vault.fundBuyout(1, PRICE, DEADLINE);
        vm.warp(DEADLINE + 1);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.BuyoutExpired.selector, 1, DEADLINE));
        vm.prank(bidder);
        vault.fundBuyout(1, PRICE, DEADLINE);
        same(pay.balanceOf(address(vault)), 0, "nothing came in");
    }

    function test_what_was_held_before_the_deed_came_in_decides_nothing() public {
        _mint(alice, FRACTIONS);
        ballot.propose(1, vault.buyoutSubject(bidder, PRICE, DEADLINE), token.openRecordDate());
        vm.prank(alice);
        deed.safeTransferFrom(alice, address(vault), titleId);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.RecordDateTooOld.selector, 1, 1, 2));
        vm.prank(bidder);
        vault.fundBuyout(1, PRICE, DEADLINE);
        _fund(2, PRICE, DEADLINE);
    }

    function test_a_deed_that_came_in_unannounced_is_held_but_not_bought_out() public {
        vm.prank(alice);
        deed.transferFrom(alice, address(vault), titleId);
        _mint(alice, FRACTIONS);
        ballot.propose(1, vault.buyoutSubject(bidder, PRICE, DEADLINE), token.openRecordDate());
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.RecordDateTooOld.selector, 1, 1, 0));
        vm.prank(bidder);
        vault.fundBuyout(1, PRICE, DEADLINE);
        _stays(abi.encodeWithSelector(IDeedVault.FractionsExist.selector, FRACTIONS));
    }

    function test_a_buyout_is_funded_once_and_only_while_the_deed_is_here() public {
        ballot.propose(1, vault.buyoutSubject(bidder, PRICE, DEADLINE), 0);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.DeedNotHeld.selector, titleId));
        vm.prank(bidder);
        vault.fundBuyout(1, PRICE, DEADLINE);
        _lockAndSell();
        _fund(1, PRICE, DEADLINE);
        vm.expectRevert(
            abi.encodeWithSelector(IDeedVault.WrongBuyoutState.selector, 1, IDeedVault.BuyoutState.FUNDED)
        );
        vm.prank(bidder);
        vault.fundBuyout(1, PRICE, DEADLINE);
    }

    function test_the_price_goes_back_when_the_motion_falls_or_time_is_over_and_never_before() public {
        _lockAndSell();
        _fund(1, PRICE, DEADLINE);
        bytes memory bound = abi.encodeWithSelector(IDeedVault.BuyoutStillBound.selector, 1, DEADLINE);
        _keeps(bound);
        ballot.say(1, true, true, FRACTIONS);
        _keeps(bound);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.NotTheBidder.selector, outsider, bidder));
        vm.prank(outsider);
        vault.withdrawBuyout(1);
        // Carried by the few who came is not approved by all.
        ballot.say(1, true, true, FRACTIONS / 2);
        _takesBack(1);
        _fund(2, PRICE, DEADLINE);
        ballot.say(2, true, false, 0);
        _takesBack(2);
        _fund(3, PRICE, DEADLINE);
        ballot.say(3, true, true, FRACTIONS);
        vm.warp(DEADLINE + 1);
        _takesBack(3);
        vm.expectRevert(
            abi.encodeWithSelector(IDeedVault.WrongBuyoutState.selector, 3, IDeedVault.BuyoutState.WITHDRAWN)
        );
        vm.prank(bidder);
        vault.withdrawBuyout(3);
    }

    function test_of_two_buyouts_one_is_carried_out_and_the_other_paid_back() public {
        _lockAndSell();
        _fund(1, PRICE, DEADLINE);
        _fund(2, PRICE + 1, DEADLINE);
        ballot.say(1, true, true, FRACTIONS);
        ballot.say(2, true, true, FRACTIONS);
        vault.executeBuyout(2);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.DeedNotHeld.selector, titleId));
        vault.executeBuyout(1);
        _takesBack(1);
        same(pay.balanceOf(address(vault)), PRICE + 1, "the holders' price is untouched");
        same(_surrender(alice, (FRACTIONS * 3) / 4), ((PRICE + 1) * 3) / 4, "alice");
        same(vault.owed(), pay.balanceOf(address(vault)), "what lies here is owed");
    }

    function test_fractions_minted_after_the_vote_have_no_part_in_the_price() public {
        _lockAndSell();
        _fund(1, PRICE, DEADLINE);
        ballot.say(1, true, true, FRACTIONS);
        _mint(carolIn(), 1);
        _notYet(abi.encodeWithSelector(IDeedVault.FractionsGrew.selector, FRACTIONS + 1, FRACTIONS));
        token.burn(carol, 1, 900);
        vault.executeBuyout(1);
        _mint(carol, 10);
        bytes memory grew = abi.encodeWithSelector(IDeedVault.FractionsGrew.selector, FRACTIONS + 10, FRACTIONS);
        _noSurrender(alice, 1, alice, grew);
        token.burn(carol, 10, 901);
        _surrender(alice, 1);
    }

    function test_nothing_is_bought_out_when_no_fraction_is_left() public {
        _lockAndSell();
        _fund(1, PRICE, DEADLINE);
        ballot.say(1, true, true, FRACTIONS);
        token.burn(alice, (FRACTIONS * 3) / 4, 901);
        token.burn(bob, FRACTIONS / 4, 902);
        _notYet(abi.encodeWithSelector(IDeedVault.NothingToBuyOut.selector, 1));
        vault.releaseDeed(alice);
        _takesBack(1);
    }

    function test_only_free_fractions_of_the_eligible_are_paid_and_to_their_own_wallets() public {
        bytes memory none = abi.encodeWithSelector(IDeedVault.NoBuyout.selector, titleId);
        _noSurrender(alice, 1, alice, none);
        vm.expectRevert(none);
        vault.sweepDust(alice);
        _lockAndSell();
        _fund(1, PRICE, DEADLINE);
        ballot.say(1, true, true, FRACTIONS);
        vault.executeBuyout(1);
        uint256 has = (FRACTIONS * 3) / 4;
        token.setFrozenTokens(alice, 10);
        bytes4 free = IDeedVault.NotSurrenderable.selector;
        _noSurrender(alice, has, alice, abi.encodeWithSelector(free, alice, has, has - 10));
        _noSurrender(alice, 0, alice, abi.encodeWithSelector(free, alice, 0, has - 10));
        bytes4 to = Payees.ReceiverNotEligible.selector;
        _noSurrender(alice, 1, bob, abi.encodeWithSelector(to, alice, bob));
        _noSurrender(alice, 1, address(0), abi.encodeWithSelector(to, alice, address(0)));
        registry.link(alice, carol, EXTRACT);
        vm.prank(alice);
        same(vault.surrender(1, carol), PRICE / FRACTIONS, "a wallet of her own");
        token.setAddressFrozen(alice, true, 0, 0);
        _noSurrender(alice, 1, alice, abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotSend.selector, alice));
        token.setAddressFrozen(alice, false, 0, 0);
        registry.setSuspended(alice, true, 0);
        _noSurrender(alice, 1, alice, abi.encodeWithSelector(IERC7943Fungible.ERC7943CannotSend.selector, alice));
        registry.setSuspended(alice, false, 0);
        // A pause stops trading, not payment.
        token.pause();
        _surrender(alice, 1);
    }

    function test_a_vault_is_set_up_once_with_contracts_and_an_approval_above_half() public {
        _badSetUp(vault, _init(address(pay)));
        _badSetUp(new DeedVault(address(hub)), _init(address(pay)));
        DeedVault fresh = _bare();
        IDeedVault.VaultInit memory init = _init(alice);
        _badSetUp(fresh, init);
        _badSetUp(fresh, _init(address(token)));
        init = _init(address(pay));
        init.ballot = address(0);
        _badSetUp(fresh, init);
        init = _init(address(pay));
        init.approvalBps = 5_000;
        _badSetUp(fresh, init);
        init.approvalBps = 10_001;
        _badSetUp(fresh, init);
        holds(!fresh.holdsDeed(), "an empty vault answers");
        same(vault.setUp().titleId, titleId, "set up");
    }

    function carolIn() private returns (address) {
        _register(carol, 3);
        return carol;
    }

    function _bare() private returns (DeedVault) {
        DeedVault code = new DeedVault(address(hub));
        bytes memory init = abi.encodePacked(
            hex"3d602d80600a3d3981f3363d3d373d3d3d363d73",
            address(code),
            hex"5af43d82803e903d91602b57fd5bf3"
        );
        address made;
        assembly ("memory-safe") {
            made := create(0, add(init, 0x20), mload(init))
        }
        return DeedVault(made);
    }

    function _badSetUp(DeedVault at, IDeedVault.VaultInit memory i) private {
        vm.expectRevert(
            abi.encodeWithSelector(IDeedVault.InvalidVaultSetUp.selector, i.token, i.deed, i.payment, i.ballot)
        );
        at.initialize(i);
    }

    function _stays(bytes memory reason) private {
        vm.expectRevert(reason);
        vault.releaseDeed(alice);
        _same(deed.ownerOf(titleId), address(vault));
    }

    function _keeps(bytes memory reason) private {
        vm.expectRevert(reason);
        vm.prank(bidder);
        vault.withdrawBuyout(1);
        same(pay.balanceOf(address(vault)), PRICE, "bound");
    }

    function _takesBack(uint256 ballotId) private {
        uint256 before = pay.balanceOf(bidder);
        uint256 price = vault.buyoutOf(ballotId).price;
        vm.prank(bidder);
        vault.withdrawBuyout(ballotId);
        same(pay.balanceOf(bidder), before + price, "back");
    }
}
