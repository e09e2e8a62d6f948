// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IERC7943Fungible} from "../contracts/interfaces/IERC7943Fungible.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {World} from "./support/World.sol";

/// @notice What nobody should ever ask of a token, and what it answers.
contract TokenBadInputTest is World {
    uint256 private constant KEY = 0xBEEF;
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    address private owner;

    function setUp() public override {
        super.setUp();
        _mint(alice, 1_000);
        owner = vm.addr(KEY);
    }

    function test_the_zero_address_neither_gives_takes_spends_nor_is_recovered() public {
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidSpender.selector, address(0)));
        vm.prank(alice);
        token.approve(address(0), 1);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidApprover.selector, address(0)));
        vm.prank(address(0));
        token.approve(alice, 1);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        token.mint(address(0), 1, 99);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.NotSameInvestor.selector, alice, address(0)));
        token.recover(alice, address(0), "lost", 0);
        holds(!token.operationDone(99), "the id is not spent");
        _untouched();
    }

    function test_lists_of_different_lengths_do_nothing() public {
        (address[] memory two, uint256[] memory one) = (new address[](2), new uint256[](1));
        (two[0], two[1], one[0]) = (alice, bob, 1);
        bytes memory differ = abi.encodeWithSelector(IAssetToken.ListsDiffer.selector, 2, 1);
        vm.startPrank(alice);
        vm.expectRevert(differ);
        token.batchTransfer(two, one);
        vm.stopPrank();
        vm.expectRevert(differ);
        token.batchMint(two, one, new uint256[](2));
        vm.expectRevert(differ);
        token.batchMint(two, new uint256[](2), one);
        vm.expectRevert(differ);
        token.batchForcedTransfer(two, two, one);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.ListsDiffer.selector, 2, 3));
        token.batchForcedTransfer(two, new address[](3), one);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.ListsDiffer.selector, 2, 3));
        token.batchSetAddressFrozen(two, new bool[](3));
        vm.expectRevert(differ);
        token.batchFreezePartialTokens(two, one);
        vm.expectRevert(differ);
        token.batchUnfreezePartialTokens(two, one);
        _untouched();
    }

    function test_the_largest_values_are_refused_by_name() public {
        uint256 most = type(uint256).max;
        vm.startPrank(alice);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 1_000, most));
        token.transfer(bob, most);
        vm.stopPrank();
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssetToken.TransferRefused.selector,
                Reason.MAX_SUPPLY_EXCEEDED,
                address(0),
                bob,
                most
            )
        );
        token.mint(bob, most, 99);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 1_000, most));
        token.burn(alice, most, 99);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, alice, 1_000, most));
        token.forcedTransfer(alice, bob, most, "order", 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.AmountTooLarge.selector, most));
        token.setFrozenTokens(alice, most);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943Fungible.ERC7943InsufficientUnfrozenBalance.selector, alice, most, 1_000)
        );
        token.freezePartialTokens(alice, most);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.InsufficientFrozen.selector, alice, most, 0));
        token.unfreezePartialTokens(alice, most);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.CapBelowSupply.selector, 999, 1_000));
        token.setMaxSupply(999);
        _untouched();
        token.setMaxSupply(1_000);
        token.freezePartialTokens(alice, 1_000);
        same(token.getFrozenTokens(alice), 1_000, "exactly what there is");
    }

    function test_frozen_amounts_that_would_not_fit_together_are_not_recovered_together() public {
        address fresh = address(0xA11CE9);
        registry.replace(alice, fresh, 0);
        token.setFrozenTokens(alice, type(uint112).max);
        token.setFrozenTokens(fresh, 1);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.AmountTooLarge.selector, uint256(1) << 112));
        token.recover(alice, fresh, "lost", 0);
        _untouched();
    }

    function test_nothing_is_moved_by_a_movement_of_nothing() public {
        vm.prank(alice);
        token.transfer(bob, 0);
        _mint(bob, 0);
        token.burn(bob, 0, ++operation);
        token.forcedTransfer(alice, bob, 0, "order", 0);
        same(token.holderCount(), 1, "nor is a holder made");
        _untouched();
    }

    function test_a_permit_of_another_contract_in_another_form_or_for_another_is_refused() public {
        (address other, , ) = factory.deploy(_params(bytes32(uint256(2))));
        bytes32 elsewhere = _digest(AssetToken(other).DOMAIN_SEPARATOR(), 0);
        _refusedPermit(KEY, elsewhere);
        _refusedPermit(0xBAD, _digest(token.DOMAIN_SEPARATOR(), 0));
        _refusedPermit(KEY, _digest(token.DOMAIN_SEPARATOR(), 1));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, _digest(token.DOMAIN_SEPARATOR(), 0));
        bytes32 high = bytes32(ORDER - uint256(s));
        vm.expectRevert(_notSigned(0));
        token.permit(owner, bob, 5, START, v == 27 ? 28 : 27, r, high);
        vm.expectRevert(_notSigned(0));
        token.permit(owner, bob, 5, START, abi.encodePacked(r, high, v == 27 ? uint8(28) : uint8(27)));
        vm.expectRevert(_notSigned(0));
        token.permit(owner, bob, 5, START, "");
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidApprover.selector, address(0)));
        token.permit(address(0), bob, 5, START, 0, 0, 0);
        same(token.allowance(owner, bob) + token.nonces(owner), 0, "nothing allowed, nothing spent");
        token.permit(owner, bob, 5, START, v, r, s);
        same(token.allowance(owner, bob), 5, "as signed");
    }

    function test_a_permit_signed_for_another_chain_or_used_before_is_refused() public {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, _digest(token.DOMAIN_SEPARATOR(), 0));
        vm.chainId(5);
        vm.expectRevert(_notSigned(0));
        token.permit(owner, bob, 5, START, v, r, s);
        vm.chainId(31337);
        token.permit(owner, bob, 5, START, v, r, s);
        vm.expectRevert(_notSigned(1));
        token.permit(owner, bob, 5, START, v, r, s);
        same(token.nonces(owner), 1, "used once");
    }

    function test_a_token_is_set_up_for_an_asset_with_decimals_that_are_understood() public {
        AssetToken bare = AssetToken(Clones.clone(factory.tokenImplementation()));
        IAssetToken.TokenInit memory init;
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.InvalidInit.selector, bytes32(0), 0));
        bare.initialize(init);
        (init.assetId, init.decimals) = (ASSET, 19);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.InvalidInit.selector, ASSET, 19));
        bare.initialize(init);
        (init.decimals, init.countries) = (18, new uint16[](1));
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.InvalidCountry.selector, 0));
        bare.initialize(init);
        init.countries[0] = 756;
        bare.initialize(init);
        holds(bare.isCountryAllowed(756) && !bare.isCountryAllowed(840), "countries from the beginning");
    }

    function test_a_token_keeps_as_many_documents_as_a_node_answers_and_no_more() public {
        for (uint256 i = 1; i <= 64; ++i) token.setDocument(bytes32(i), "ipfs://a", 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.TooManyDocuments.selector, bytes32(uint256(65)), 64));
        token.setDocument(bytes32(uint256(65)), "ipfs://a", 0);
        token.setDocument(bytes32(uint256(64)), "ipfs://b", 0);
        same(token.getAllDocuments().length, 64, "changed, not added");
    }

    function _digest(bytes32 domain, uint256 nonce) private view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 body = keccak256(abi.encode(typeHash, owner, bob, 5, nonce, START));
        return keccak256(abi.encodePacked(hex"1901", domain, body));
    }

    /// @dev A permit signed over another digest, in both forms.
    function _refusedPermit(uint256 key, bytes32 signed) private {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, signed);
        vm.expectRevert(_notSigned(0));
        token.permit(owner, bob, 5, START, v, r, s);
        vm.expectRevert(_notSigned(0));
        token.permit(owner, bob, 5, START, abi.encodePacked(r, s, v));
    }

    function _notSigned(uint256 nonce) private view returns (bytes memory) {
        bytes32 digest = _digest(token.DOMAIN_SEPARATOR(), nonce);
        return abi.encodeWithSelector(IAssetToken.PermitInvalidSignature.selector, owner, nonce, digest);
    }

    function _untouched() private view {
        same(token.balanceOf(alice), 1_000, "nothing moved");
        same(token.totalSupply(), 1_000, "nothing made");
        same(token.balanceOf(bob), 0, "nothing given");
    }
}
