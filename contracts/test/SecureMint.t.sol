// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAssetFactory} from "../contracts/interfaces/IAssetFactory.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {ISecureMint} from "../contracts/interfaces/ISecureMint.sol";
import {SecureMint} from "../contracts/reserves/SecureMint.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {PlainFeed} from "./support/PlainFeed.sol";
import {GateWorld} from "./support/GateWorld.sol";

/// @notice What may be minted, on which reserve, how fast and by whom.
contract SecureMintTest is GateWorld {
    function test_11_mints_up_to_the_reserve_after_its_margin_and_not_a_unit_more() public {
        same(gate.cover().usable, USABLE, "usable");
        _gateMint(minter, 1 * OUNCE, 7);
        holds(token.operationDone(7), "operation passed through");
        same(gate.mintableBy(minter), USABLE - OUNCE, "mintable");
        _gateRefused(
            USABLE - OUNCE + 1,
            abi.encodeWithSelector(ISecureMint.ReserveExceeded.selector, OUNCE, USABLE - OUNCE + 1, USABLE)
        );
        _gateRefused(
            type(uint256).max,
            abi.encodeWithSelector(ISecureMint.ReserveExceeded.selector, OUNCE, type(uint256).max, USABLE)
        );
        _gateMint(minter, USABLE - OUNCE, 8);
        same(token.totalSupply(), USABLE, "all");
        same(gate.cover().headroom, 0, "none left");
    }

    function test_11_a_reserve_that_fell_stops_mints_and_never_transfers_or_burns() public {
        _gateMint(minter, USABLE, 1);
        vm.warp(START + 60);
        _reserve(100_000);
        same(gate.mintableBy(minter), 0, "mintable");
        _gateRefused(1, abi.encodeWithSelector(ISecureMint.ReserveExceeded.selector, USABLE, 1, 99 * OUNCE));
        _moves();
        token.burn(alice, 300 * OUNCE, 2);
        _gateMint(minter, 3 * OUNCE, 3);
        same(token.totalSupply(), 99 * OUNCE, "covered again");
    }

    function testFuzz_11_every_pair_of_decimals_covers_exactly_the_floor(
        uint8 feedDecimals,
        uint8 tokenDecimals,
        uint256 answer,
        uint16 margin
    ) public {
        _pair(feedDecimals % 19, tokenDecimals % 19, answer, margin % 10_000);
    }

    function test_11_the_usual_decimals_in_every_pair() public {
        uint8[4] memory usual = [0, 6, 8, 18];
        for (uint256 i = 0; i < 16; ++i) {
            _pair(usual[i / 4], usual[i % 4], 123_456_789_012_345_678_901, 37);
        }
    }

    function test_each_minter_has_a_rate_that_refills() public {
        gate.setMintRate(minter, uint112(10 * OUNCE), 1000);
        _gateMint(minter, 10 * OUNCE, 1);
        _gateRefused(1, abi.encodeWithSelector(ISecureMint.MintRateExceeded.selector, minter, 1, 0));
        _gateMint(minter2, 20 * OUNCE, 2);
        vm.warp(START + 500);
        same(gate.rateLeft(minter), 5 * OUNCE, "half is back");
        same(gate.mintableBy(minter), 5 * OUNCE, "the lesser of both");
        _gateMint(minter, 5 * OUNCE, 3);
        vm.warp(START + 100_000);
        same(gate.rateLeft(minter), 10 * OUNCE, "never more than full");
    }

    function test_a_new_rate_does_not_forget_what_was_used() public {
        gate.setMintRate(minter, uint112(10 * OUNCE), 1000);
        _gateMint(minter, 10 * OUNCE, 1);
        gate.setMintRate(minter, uint112(12 * OUNCE), 1000);
        same(gate.rateLeft(minter), 2 * OUNCE, "only what is more");
        gate.setMintRate(minter, 0, 0);
        _gateRefused(1, abi.encodeWithSelector(ISecureMint.MintRateExceeded.selector, minter, 1, 0));
        gate.setMintRate(minter, uint112(12 * OUNCE), 1000);
        same(gate.rateLeft(minter), 2 * OUNCE, "ending it is no way to refill it");
        vm.expectRevert(abi.encodeWithSelector(ISecureMint.InvalidMintRate.selector, 1, 0));
        gate.setMintRate(minter, 1, 0);
        vm.expectRevert(abi.encodeWithSelector(ISecureMint.InvalidMintRate.selector, 1, 1));
        gate.setMintRate(address(0), 1, 1);
    }

    function test_only_operators_mint_and_only_through_the_gate() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        gate.mint(alice, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, minter));
        vm.prank(minter);
        token.mint(alice, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, minter));
        vm.prank(minter);
        gate.setMintRate(minter, 1, 1);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, minter));
        vm.prank(minter);
        gate.setReserveRules(_rules(address(ounces)));
    }

    function test_a_role_revoked_mid_flow_stops_at_once() public {
        _gateMint(minter, OUNCE, 1);
        hub.revokeRole(hub.roleId(ASSET, Roles.MINT_OPERATOR), minter);
        _gateRefused(1, abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, minter));
        hub.revokeRole(hub.roleId(ASSET, Roles.MINTER), address(gate));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(gate)));
        vm.prank(minter2);
        gate.mint(alice, 1, 2);
    }

    function test_the_tokens_own_rules_still_decide_and_the_rate_is_given_back() public {
        gate.setMintRate(minter, uint112(10 * OUNCE), 1000);
        _gateMint(minter, OUNCE, 5);
        _gateRefused(OUNCE, abi.encodeWithSelector(IAssetToken.OperationAlreadyDone.selector, 5), alice, 5);
        _gateRefused(0, abi.encodeWithSelector(ISecureMint.NothingToMint.selector, 6), alice, 6);
        bytes memory reason = abi.encodeWithSelector(
            IAssetToken.TransferRefused.selector,
            Reason.RECEIVER_NOT_VERIFIED,
            address(0),
            outsider,
            OUNCE
        );
        _gateRefused(OUNCE, reason, outsider, 6);
        reason = abi.encodeWithSelector(IERC20Errors.ERC20InvalidReceiver.selector, address(0));
        _gateRefused(OUNCE, reason, address(0), 6);
        token.pause();
        reason = abi.encodeWithSelector(
            IAssetToken.TransferRefused.selector,
            Reason.PAUSED,
            address(0),
            alice,
            OUNCE
        );
        _gateRefused(OUNCE, reason, alice, 6);
        same(gate.rateLeft(minter), 9 * OUNCE, "only what was minted is used");
    }

    function test_rules_that_would_cover_anything_are_refused() public {
        ISecureMint.ReserveRules memory r = _rules(address(ounces));
        r.marginBps = 10_000;
        _badRules(r);
        r = _rules(address(ounces));
        r.maxPublicationAge = 0;
        _badRules(r);
        r = _rules(address(ounces));
        r.maxValuationAge = 0;
        _badRules(r);
        _badRules(_rules(address(0)));
        _badRules(_rules(alice));
        _badRules(_rules(address(token.identityRegistry())));
        _badRules(_rules(address(new PlainFeed(19, 1))));
        (, , address foreign) = factory.deploy(_params(bytes32(uint256(2))));
        bytes32 second = bytes32(uint256(2));
        vm.expectRevert(abi.encodeWithSelector(ISecureMint.FeedOfOtherAsset.selector, foreign, second, ASSET));
        gate.setReserveRules(_rules(foreign));
        same(gate.reserveRules().feed, address(ounces), "rules stay");
    }

    function test_a_gate_is_set_up_once_and_for_a_token() public {
        vm.expectRevert(abi.encodeWithSelector(ISecureMint.InvalidMintSetUp.selector, address(token)));
        gate.initialize(address(token), _rules(address(ounces)));
        SecureMint code = new SecureMint(address(hub));
        vm.expectRevert(abi.encodeWithSelector(ISecureMint.InvalidMintSetUp.selector, address(token)));
        code.initialize(address(token), _rules(address(ounces)));
        same(gate.token(), address(token), "token");
        SecureMint bare = SecureMint(Clones.clone(address(code)));
        vm.expectRevert(abi.encodeWithSelector(ISecureMint.InvalidMintSetUp.selector, alice));
        bare.initialize(alice, _rules(address(ounces)));
        vm.expectRevert(abi.encodeWithSelector(ISecureMint.InvalidMintSetUp.selector, address(0)));
        bare.initialize(address(0), _rules(address(ounces)));
    }

    function _pair(uint8 feedDecimals, uint8 tokenDecimals, uint256 answer, uint16 margin) private {
        bytes32 id = keccak256(abi.encode(feedDecimals, tokenDecimals));
        IAssetFactory.AssetParams memory p = _params(id);
        p.token.decimals = tokenDecimals;
        (address t, , ) = factory.deploy(p);
        hub.grantRole(hub.roleId(id, Roles.MINT_OPERATOR), minter, 0);
        // At most a thousand million units, so that every pair fits the token's 112 bits.
        answer = within(answer, 1, 1e9 * 10 ** feedDecimals);
        PlainFeed feed = new PlainFeed(feedDecimals, int256(answer));
        ISecureMint.ReserveRules memory rules = _rules(address(feed));
        rules.marginBps = margin;
        SecureMint g = _gateFor(id, t, rules);

        // The largest n with n / 10^td ≤ answer / 10^fd × (1 − margin), asked without division.
        uint256 usable = g.cover().usable;
        uint256 right = answer * (10_000 - margin) * 10 ** tokenDecimals;
        holds(usable * 10 ** feedDecimals * 10_000 <= right, "not above");
        holds((usable + 1) * 10 ** feedDecimals * 10_000 > right, "not below");

        vm.startPrank(minter);
        vm.expectRevert(abi.encodeWithSelector(ISecureMint.ReserveExceeded.selector, 0, usable + 1, usable));
        g.mint(alice, usable + 1, 1);
        if (usable != 0) g.mint(alice, usable, 1);
        vm.stopPrank();
        same(AssetToken(t).totalSupply(), usable, "supply");
    }

    function _gateRefused(uint256 amount, bytes memory reason) private {
        _gateRefused(amount, reason, alice, 99);
    }

    function _gateRefused(uint256 amount, bytes memory reason, address to, uint256 id) private {
        uint256 supply = token.totalSupply();
        vm.expectRevert(reason);
        vm.prank(minter);
        gate.mint(to, amount, id);
        same(token.totalSupply(), supply, "nothing minted");
    }

    function _badRules(ISecureMint.ReserveRules memory r) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                ISecureMint.InvalidReserveRules.selector,
                r.feed,
                r.marginBps,
                r.maxPublicationAge,
                r.maxValuationAge
            )
        );
        gate.setReserveRules(r);
    }
}
