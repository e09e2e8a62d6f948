// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IERC7943Fungible} from "../contracts/interfaces/IERC7943Fungible.sol";
import {World} from "./support/World.sol";

/// @notice What a holder may and may not do, one rule at a time.
contract TokenRulesTest is World {
    function setUp() public override {
        super.setUp();
        _mint(alice, 1_000 * UNIT);
    }

    function _rules(uint112 maxBalance, uint32 maxHolders, uint8 minTier, uint32 lockUntil) private {
        token.setRules(IAssetToken.Rules(maxBalance, maxHolders, minTier, lockUntil));
    }

    function test_a_transfer_between_verified_investors_moves_the_tokens() public {
        holds(token.canTransfer(alice, bob, 400 * UNIT), "foretold");
        vm.prank(alice);
        token.transfer(bob, 400 * UNIT);
        same(token.balanceOf(alice), 600 * UNIT, "alice");
        same(token.balanceOf(bob), 400 * UNIT, "bob");
        same(token.holderCount(), 2, "holders");
    }

    function test_a_wallet_nobody_registered_receives_nothing() public {
        _refused(Reason.RECEIVER_NOT_VERIFIED, alice, carol, 1);
        same(uint256(_mintReason(carol, 1)), uint256(Reason.RECEIVER_NOT_VERIFIED), "mint");
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssetToken.TransferRefused.selector,
                Reason.RECEIVER_NOT_VERIFIED,
                address(0),
                carol,
                1
            )
        );
        token.mint(carol, 1, 99);
    }

    function test_a_revoked_wallet_neither_sends_nor_receives() public {
        registry.revoke(bob, "left");
        _refused(Reason.RECEIVER_NOT_VERIFIED, alice, bob, 1);
        registry.revoke(alice, "left");
        _refused(Reason.SENDER_NOT_VERIFIED, alice, bob, 1);
    }

    function test_an_expired_verification_stops_both_sides_at_its_very_second() public {
        registry.register(bob, _record(2, 840, 2, START + 10), 0);
        vm.warp(START + 9);
        holds(token.canTransfer(alice, bob, 1), "a second before");
        vm.warp(START + 10);
        _refused(Reason.RECEIVER_EXPIRED, alice, bob, 1);
        vm.warp(START + 366 days);
        _refused(Reason.SENDER_EXPIRED, alice, bob, 1);
    }

    function test_a_suspended_investor_neither_sends_nor_receives() public {
        registry.setSuspended(bob, true, "sanctions");
        _refused(Reason.RECEIVER_SUSPENDED, alice, bob, 1);
        registry.setSuspended(alice, true, "sanctions");
        _refused(Reason.SENDER_SUSPENDED, alice, bob, 1);
        registry.setSuspended(alice, false, "cleared");
        registry.setSuspended(bob, false, "cleared");
        holds(token.canTransfer(alice, bob, 1), "lifted");
    }

    function test_a_frozen_account_neither_sends_nor_receives_nor_spends() public {
        vm.prank(alice);
        token.approve(bob, 10);
        token.setAddressFrozen(bob, true, "order", 0);
        _refused(Reason.RECEIVER_FROZEN, alice, bob, 1);
        (Reason reason, ) = token.explain(bob, alice, alice, 1);
        same(uint256(reason), uint256(Reason.SPENDER_FROZEN), "spender");
        vm.expectRevert(
            abi.encodeWithSelector(IAssetToken.TransferRefused.selector, Reason.SPENDER_FROZEN, alice, alice, 1)
        );
        vm.prank(bob);
        token.transferFrom(alice, alice, 1);
        token.setAddressFrozen(alice, true, "order", 0);
        _refused(Reason.SENDER_FROZEN, alice, bob, 1);
    }

    function test_02_nothing_leaves_below_the_frozen_amount() public {
        token.freezePartialTokens(alice, 700 * UNIT);
        vm.expectRevert(
            abi.encodeWithSelector(
                IERC7943Fungible.ERC7943InsufficientUnfrozenBalance.selector,
                alice,
                300 * UNIT + 1,
                300 * UNIT
            )
        );
        vm.prank(alice);
        token.transfer(bob, 300 * UNIT + 1);
        vm.prank(alice);
        token.transfer(bob, 300 * UNIT);
        token.unfreezePartialTokens(alice, 700 * UNIT);
        vm.prank(alice);
        token.transfer(bob, 700 * UNIT);
    }

    function test_a_country_off_the_list_receives_nothing_but_may_send() public {
        uint16[] memory allowed = new uint16[](2);
        (allowed[0], allowed[1]) = (276, 999);
        token.setCountries(allowed);
        _refused(Reason.RECEIVER_COUNTRY_NOT_ALLOWED, alice, bob, 1);
        registry.register(bob, _record(2, 276, 2, START + 1 days), 0);
        vm.prank(alice);
        token.transfer(bob, 1);
        holds(token.isCountryAllowed(999) && !token.isCountryAllowed(840), "list");
        token.setCountries(new uint16[](0));
        holds(token.canTransfer(alice, alice, 1), "an empty list allows all");
    }

    function test_a_country_beyond_the_codes_is_refused() public {
        uint16[] memory allowed = new uint16[](1);
        allowed[0] = 1000;
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.InvalidCountry.selector, 1000));
        token.setCountries(allowed);
    }

    function test_a_tier_below_the_least_receives_nothing() public {
        _rules(0, 0, 3, 0);
        _refused(Reason.RECEIVER_TIER_TOO_LOW, alice, bob, 1);
        registry.register(bob, _record(2, 840, 3, START + 1 days), 0);
        holds(token.canTransfer(alice, bob, 1), "raised");
    }

    function test_nobody_holds_more_than_the_most_one_holder_may() public {
        _rules(uint112(500 * UNIT), 0, 0, 0);
        _refused(Reason.MAX_BALANCE_EXCEEDED, alice, bob, 500 * UNIT + 1);
        vm.prank(alice);
        token.transfer(bob, 500 * UNIT);
        _refused(Reason.MAX_BALANCE_EXCEEDED, alice, bob, 1);
        same(uint256(_mintReason(bob, 1)), uint256(Reason.MAX_BALANCE_EXCEEDED), "mint");
    }

    function test_a_holder_too_many_is_refused_but_one_who_leaves_makes_room() public {
        _rules(0, 1, 0, 0);
        _refused(Reason.MAX_HOLDERS_EXCEEDED, alice, bob, 1);
        vm.prank(alice);
        token.transfer(bob, 1_000 * UNIT);
        same(token.holderCount(), 1, "holders");
    }

    function test_an_exempt_escrow_counts_neither_as_holder_nor_against_the_balance_limit() public {
        _rules(uint112(1_000 * UNIT), 1, 0, 0);
        token.setExempt(bob, true);
        vm.prank(alice);
        token.transfer(bob, 600 * UNIT);
        same(token.holderCount(), 1, "holders");
        token.setExempt(bob, false);
        same(token.holderCount(), 2, "holders after");
    }

    function test_a_lock_up_binds_holders_until_its_very_second_but_not_mints() public {
        _rules(0, 0, 0, uint32(START + 100));
        _refused(Reason.LOCKED_UP, alice, bob, 1);
        _mint(bob, 1);
        vm.warp(START + 100);
        vm.prank(alice);
        token.transfer(bob, 1);
    }

    function test_17_a_pause_stops_transfers_and_mints_at_once() public {
        token.pause();
        _refused(Reason.PAUSED, alice, bob, 1);
        same(uint256(_mintReason(bob, 1)), uint256(Reason.PAUSED), "mint");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.PauseUnchanged.selector, true));
        token.pause();
        token.unpause();
        holds(token.canTransfer(alice, bob, 1), "released");
    }

    function test_a_mint_beyond_the_cap_is_refused() public {
        uint256 left = 1_000_000 * UNIT - token.totalSupply();
        same(uint256(_mintReason(bob, left + 1)), uint256(Reason.MAX_SUPPLY_EXCEEDED), "explain");
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssetToken.TransferRefused.selector,
                Reason.MAX_SUPPLY_EXCEEDED,
                address(0),
                bob,
                left + 1
            )
        );
        token.mint(bob, left + 1, 50);
        token.mint(bob, left, 50);
        vm.expectRevert();
        token.setMaxSupply(1);
    }

    function testFuzz_23_an_operation_id_mints_or_burns_at_most_once(uint256 id, bool burnFirst) public {
        vm.assume(id != operation);
        holds(!token.operationDone(id), "fresh");
        if (burnFirst) token.burn(alice, 1, id);
        else token.mint(bob, 1, id);
        holds(token.operationDone(id), "spent");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.OperationAlreadyDone.selector, id));
        token.mint(bob, 1, id);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.OperationAlreadyDone.selector, id));
        token.burn(alice, 1, id);
    }

    function test_an_operation_that_failed_is_not_spent() public {
        vm.expectRevert();
        token.mint(carol, 1, 77);
        holds(!token.operationDone(77), "unspent");
        token.mint(bob, 1, 77);
    }

    function test_too_little_balance_or_allowance_is_told_by_the_standard_errors() public {
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientBalance.selector, bob, 0, 1)
        );
        vm.prank(bob);
        token.transfer(alice, 1);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, bob, 0, 1)
        );
        vm.prank(bob);
        token.transferFrom(alice, bob, 1);
        vm.expectRevert(abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0)));
        vm.prank(alice);
        token.transfer(address(0), 1);
    }

    function test_an_allowance_is_spent_once_and_an_infinite_one_is_kept() public {
        vm.prank(alice);
        token.approve(bob, 10);
        vm.prank(bob);
        token.transferFrom(alice, bob, 10);
        same(token.allowance(alice, bob), 0, "spent");
        vm.prank(alice);
        token.approve(bob, type(uint256).max);
        vm.prank(bob);
        token.transferFrom(alice, bob, 10);
        same(token.allowance(alice, bob), type(uint256).max, "kept");
    }

    function test_a_permit_allows_until_its_deadline() public {
        uint256 key = 0xBEEF;
        address owner = vm.addr(key);
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 body = keccak256(abi.encode(typeHash, owner, bob, 5, 0, START + 10));
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), body));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        vm.warp(START + 11);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.PermitExpired.selector, START + 10));
        token.permit(owner, bob, 5, START + 10, v, r, s);
        same(token.nonces(owner), 0, "not used");
        vm.warp(START + 10);
        token.permit(owner, bob, 5, START + 10, v, r, s);
        same(token.allowance(owner, bob), 5, "allowance");
    }

    function test_a_batch_transfer_is_all_or_nothing() public {
        address[] memory to = new address[](2);
        uint256[] memory amounts = new uint256[](2);
        (to[0], to[1], amounts[0], amounts[1]) = (bob, carol, 1, 1);
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssetToken.TransferRefused.selector,
                Reason.RECEIVER_NOT_VERIFIED,
                alice,
                carol,
                1
            )
        );
        vm.prank(alice);
        token.batchTransfer(to, amounts);
        same(token.balanceOf(bob), 0, "nothing");
        to[1] = bob;
        vm.prank(alice);
        token.batchTransfer(to, amounts);
        same(token.balanceOf(bob), 2, "bob");
    }

    function test_a_token_is_initialised_once_and_the_implementation_never() public {
        IAssetToken.TokenInit memory init;
        init.assetId = "other";
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.AlreadyInitialised.selector, ASSET));
        token.initialize(init);
        IAssetToken implementation = IAssetToken(factory.tokenImplementation());
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.AlreadyInitialised.selector, bytes32("implementation")));
        implementation.initialize(init);
    }

    function test_documents_are_kept_changed_and_removed() public {
        token.setDocument("prospectus", "ipfs://a", bytes32(uint256(1)));
        token.setDocument("terms", "ipfs://b", bytes32(uint256(2)));
        token.setDocument("prospectus", "ipfs://c", bytes32(uint256(3)));
        (string memory uri, bytes32 hash, uint256 time) = token.getDocument("prospectus");
        same(uint256(keccak256(bytes(uri))), uint256(keccak256("ipfs://c")), "uri");
        same(uint256(hash), 3, "hash");
        same(time, START, "time");
        same(token.getAllDocuments().length, 2, "two");
        token.removeDocument("prospectus");
        same(token.getAllDocuments().length, 1, "one");
        holds(token.getAllDocuments()[0] == "terms", "terms stay");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.UnknownDocument.selector, bytes32("prospectus")));
        token.removeDocument("prospectus");
    }

    /// @dev 20: views never revert, whatever they are asked.
    function testFuzz_20_views_never_revert(address a, address b, address c, uint256 amount, uint8 code) public view {
        token.explain(a, b, c, amount);
        token.explainMint(a, amount);
        token.canTransfer(a, b, amount);
        token.detectTransferRestriction(a, b, amount);
        token.messageForTransferRestriction(code);
        token.canSend(a);
        token.canReceive(a);
        token.accountOf(a);
        registry.recordOf(a);
        registry.sameInvestor(a, b);
    }

    function test_no_number_beyond_the_table_of_countries_is_allowed() public {
        uint16[] memory one = new uint16[](1);
        one[0] = 840;
        token.setCountries(one);
        holds(token.isCountryAllowed(840), "on the list");
        // Behind the table lies the rest of the token's storage, with any bits set.
        for (uint256 country = 1_000; country < 8_192; ++country) {
            holds(!token.isCountryAllowed(uint16(country)), "no country");
        }
        holds(!token.isCountryAllowed(type(uint16).max), "the last number");
    }

    function _mintReason(address to, uint256 amount) private view returns (Reason reason) {
        (reason, ) = token.explainMint(to, amount);
    }
}
