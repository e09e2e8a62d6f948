// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IERC7943NonFungible} from "../contracts/interfaces/IERC7943NonFungible.sol";
import {IAssetToken} from "../contracts/interfaces/IAssetToken.sol";
import {IPropertyDeed} from "../contracts/interfaces/IPropertyDeed.sol";
import {DeedWorld} from "./support/DeedWorld.sol";

/// @notice One id per title, moved between verified people and by officers with a paper.
contract PropertyDeedTest is DeedWorld {
    bytes32 private constant ORDER = keccak256("court order");

    function setUp() public override {
        super.setUp();
        _register(carol, 3);
    }

    function test_conformance_erc721_owner_approval_operator_and_safe_transfer() public {
        same(deed.balanceOf(alice), 1, "balance");
        vm.startPrank(alice);
        deed.approve(bob, titleId);
        same(deed.getApproved(titleId), bob, "approved");
        deed.setApprovalForAll(carol, true);
        holds(deed.isApprovedForAll(alice, carol), "operator");
        vm.stopPrank();
        vm.prank(bob);
        deed.transferFrom(alice, bob, titleId);
        _same(deed.ownerOf(titleId), bob);
        same(deed.getApproved(titleId), address(0), "approval ends");
        vm.expectRevert(
            abi.encodeWithSelector(IERC721Errors.ERC721InsufficientApproval.selector, carol, titleId)
        );
        vm.prank(carol);
        deed.transferFrom(bob, carol, titleId);
        // A contract that does not know deeds must not swallow one, verified or not.
        _register(address(token), 5);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(token)));
        vm.prank(bob);
        deed.safeTransferFrom(bob, address(token), titleId);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 1));
        deed.ownerOf(1);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidOwner.selector, address(0)));
        deed.balanceOf(address(0));
    }

    function test_one_title_has_one_id_and_comes_once() public {
        holds(deed.titleIdOf(_title("12-A")) == titleId && titleId != 0, "derived");
        holds(deed.titleIdOf(_title("12-B")) != titleId, "another");
        holds(keccak256(bytes(deed.titleOf(titleId).folio)) == keccak256("12-A"), "where it stands");
        vm.expectRevert(abi.encodeWithSelector(IPropertyDeed.TitleExists.selector, titleId));
        deed.recordTitle(_title("12-A"), bob, EXTRACT);
        // Names and folios never run into each other.
        uint256 a = deed.titleIdOf(IPropertyDeed.Title(840, "AB", "C"));
        holds(a != deed.titleIdOf(IPropertyDeed.Title(840, "A", "BC")), "apart");
    }

    function test_a_title_spelt_otherwise_is_refused() public {
        string[7] memory bad = ["", "12 A", "12a", unicode"12–A", "12_A", "12,A", "12:A"];
        for (uint256 i = 0; i < bad.length; ++i) {
            _badTitle(IPropertyDeed.Title(840, "NY/KINGS", bad[i]));
            _badTitle(IPropertyDeed.Title(840, bad[i], "12-B"));
        }
        _badTitle(IPropertyDeed.Title(0, "NY/KINGS", "12-B"));
        _badTitle(IPropertyDeed.Title(1000, "NY/KINGS", "12-B"));
        string memory long = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
        same(bytes(long).length, 65, "one too long");
        _badTitle(IPropertyDeed.Title(840, long, "12-B"));
        deed.recordTitle(IPropertyDeed.Title(999, "AZ-09./", "0"), bob, EXTRACT);
    }

    function test_deeds_are_recorded_for_verified_people_by_deployers_only() public {
        vm.expectRevert(abi.encodeWithSelector(IERC7943NonFungible.ERC7943CannotReceive.selector, outsider));
        deed.recordTitle(_title("13"), outsider, EXTRACT);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        deed.recordTitle(_title("13"), address(0), EXTRACT);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        deed.recordTitle(_title("13"), alice, EXTRACT);
    }

    function test_05_can_transfer_says_what_a_transfer_does() public {
        _moves(alice, bob);
        _moves(bob, alice);
        bytes memory no = abi.encodeWithSelector(IERC7943NonFungible.ERC7943CannotReceive.selector, outsider);
        _refusedFor(alice, outsider, no);
        registry.setSuspended(alice, true, 0);
        _refusedFor(alice, bob, abi.encodeWithSelector(IERC7943NonFungible.ERC7943CannotSend.selector, alice));
        registry.setSuspended(alice, false, 0);
        deed.setFrozenTokens(alice, titleId, true, "court", ORDER);
        holds(deed.getFrozenTokens(alice, titleId), "frozen");
        _refusedFor(
            alice,
            bob,
            abi.encodeWithSelector(IERC7943NonFungible.ERC7943InsufficientUnfrozenBalance.selector, alice, titleId)
        );
        deed.setFrozenTokens(alice, titleId, false, "court", ORDER);
        vm.warp(START + 365 days);
        _refusedFor(alice, bob, abi.encodeWithSelector(IERC7943NonFungible.ERC7943CannotSend.selector, alice));
    }

    function test_20_views_never_revert() public view {
        holds(!deed.canTransfer(address(0), address(0), 0), "nobody");
        holds(!deed.canTransfer(alice, address(0), titleId), "to nobody");
        holds(!deed.canSend(outsider) && !deed.canReceive(address(0)), "strangers");
        holds(!deed.getFrozenTokens(address(0), 77), "unknown");
        holds(deed.titleOf(77).country == 0 && deed.titleDocuments(77).length == 0, "no title");
    }

    function test_07_an_order_moves_a_frozen_or_expired_deed_and_releases_it_first() public {
        deed.setFrozenTokens(alice, titleId, true, "court", ORDER);
        registry.setSuspended(alice, true, 0);
        vm.expectEmit();
        emit IERC7943NonFungible.Frozen(alice, titleId, false);
        vm.expectEmit();
        emit IERC721.Transfer(alice, bob, titleId);
        vm.expectEmit();
        emit IERC7943NonFungible.ForcedTransfer(alice, bob, titleId);
        vm.expectEmit();
        emit IPropertyDeed.DeedEnforced(titleId, alice, "court", ORDER);
        deed.forcedTransfer(alice, bob, titleId, "court", ORDER);
        _same(deed.ownerOf(titleId), bob);
        holds(!deed.getFrozenTokens(alice, titleId), "released");
    }

    function test_an_order_to_the_wrong_places_is_refused() public {
        vm.expectRevert(abi.encodeWithSelector(IPropertyDeed.DeedToItself.selector, alice));
        deed.forcedTransfer(alice, alice, titleId, "court", ORDER);
        vm.expectRevert(abi.encodeWithSelector(IERC7943NonFungible.ERC7943CannotReceive.selector, outsider));
        deed.forcedTransfer(alice, outsider, titleId, "court", ORDER);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(0)));
        deed.forcedTransfer(alice, address(0), titleId, "court", ORDER);
        vm.expectRevert(
            abi.encodeWithSelector(IERC721Errors.ERC721IncorrectOwner.selector, bob, titleId, alice)
        );
        deed.forcedTransfer(bob, carol, titleId, "court", ORDER);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 9));
        deed.forcedTransfer(alice, bob, 9, "court", ORDER);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidOwner.selector, address(0)));
        deed.setFrozenTokens(address(0), titleId, true, "court", ORDER);
    }

    function test_officers_give_a_reason_and_the_short_forms_are_for_administrators() public {
        vm.startPrank(outsider);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        deed.forcedTransfer(alice, bob, titleId, "court", ORDER);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        deed.setFrozenTokens(alice, titleId, true);
        vm.stopPrank();
        hub.grantRole(hub.roleId(0, "compliance"), carol, 0);
        vm.startPrank(carol);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, carol));
        deed.forcedTransfer(alice, bob, titleId);
        holds(deed.setFrozenTokens(alice, titleId, true, "court", ORDER), "with a paper");
        vm.stopPrank();
        holds(deed.setFrozenTokens(alice, titleId, false), "administrator");
        holds(deed.forcedTransfer(alice, bob, titleId), "administrator");
    }

    function test_a_struck_title_is_gone_and_may_come_again() public {
        deed.setFrozenTokens(alice, titleId, true, "court", ORDER);
        deed.strikeTitle(titleId, "sold", ORDER);
        holds(deed.titleOf(titleId).country == 0 && !deed.getFrozenTokens(alice, titleId), "gone");
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, titleId));
        deed.strikeTitle(titleId, "sold", ORDER);
        same(deed.recordTitle(_title("12-A"), bob, EXTRACT), titleId, "the same id");
    }

    /// @dev Whoever keeps the papers neither brings titles onto the platform nor takes them off, and the other way round.
    function test_papers_are_kept_by_issuers_and_titles_by_deployers() public {
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.ISSUER), carol, 0);
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.DEPLOYER), outsider, 0);
        vm.startPrank(outsider);
        deed.recordTitle(_title("12-B"), bob, EXTRACT);
        _unauthorised(outsider);
        deed.setTitleDocument(titleId, "survey", "ipfs://survey", ORDER);
        _unauthorised(outsider);
        deed.setDocument("terms", "ipfs://terms", ORDER);
        vm.stopPrank();
        vm.startPrank(carol);
        deed.setTitleDocument(titleId, "survey", "ipfs://survey", ORDER);
        deed.removeTitleDocument(titleId, "survey");
        deed.setDocument("terms", "ipfs://terms", ORDER);
        deed.removeDocument("terms");
        _unauthorised(carol);
        deed.recordTitle(_title("12-C"), bob, EXTRACT);
        _unauthorised(carol);
        deed.strikeTitle(titleId, "reason", ORDER);
        vm.stopPrank();
    }

    function _unauthorised(address caller) private {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
    }

    function test_documents_of_the_register_and_of_each_title() public {
        deed.setDocument("terms", "ipfs://terms", EXTRACT);
        deed.setTitleDocument(titleId, "survey", "ipfs://draft", EXTRACT);
        deed.setTitleDocument(titleId, "survey", "ipfs://survey", ORDER);
        (string memory uri, bytes32 hash, uint256 at) = deed.getDocument("terms");
        holds(keccak256(bytes(uri)) == keccak256("ipfs://terms") && hash == EXTRACT && at == START, "terms");
        (, hash, ) = deed.titleDocument(titleId, "survey");
        holds(hash == ORDER && deed.titleDocuments(titleId).length == 1, "survey");
        holds(deed.getAllDocuments().length == 1, "apart");
        deed.removeTitleDocument(titleId, "survey");
        deed.removeDocument("terms");
        holds(deed.titleDocuments(titleId).length == 0 && deed.getAllDocuments().length == 0, "removed");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.UnknownDocument.selector, bytes32("terms")));
        deed.removeDocument("terms");
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 9));
        deed.setTitleDocument(9, "survey", "x", ORDER);
        for (uint256 i = 0; i < 64; ++i) {
            deed.setDocument(bytes32(i + 1), "x", ORDER);
        }
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.TooManyDocuments.selector, bytes32(uint256(65)), 64));
        deed.setDocument(bytes32(uint256(65)), "x", ORDER);
    }

    function _badTitle(IPropertyDeed.Title memory t) private {
        vm.expectRevert(
            abi.encodeWithSelector(IPropertyDeed.InvalidTitle.selector, t.country, t.register, t.folio)
        );
        deed.recordTitle(t, alice, EXTRACT);
    }

    function _moves(address from, address to) private {
        holds(deed.canTransfer(from, to, titleId), "foretold");
        vm.prank(from);
        deed.transferFrom(from, to, titleId);
        _same(deed.ownerOf(titleId), to);
    }

    function _refusedFor(address from, address to, bytes memory reason) private {
        holds(!deed.canTransfer(from, to, titleId), "foretold");
        vm.expectRevert(reason);
        vm.prank(from);
        deed.transferFrom(from, to, titleId);
        vm.expectRevert(reason);
        vm.prank(from);
        deed.safeTransferFrom(from, to, titleId);
        _same(deed.ownerOf(titleId), from);
    }
}
