// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {ICorporateActions} from "../contracts/interfaces/ICorporateActions.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {FeeToken, ReentrantToken, SilentToken} from "./support/PaymentTokens.sol";
import {RightsWorld} from "./support/RightsWorld.sol";

/// @notice Split, consolidation, call and maturity.
contract CorporateActionsTest is RightsWorld {
    bytes32 private constant NEW_ASSET = bytes32(uint256(0xA55E8));
    uint40 private constant DAY = START + 7 days;
    uint128 private constant PRICE = 1_050_000;
    AssetToken private next;

    function setUp() public override {
        super.setUp();
        _mint(alice, 600);
        _mint(bob, 307);
        (address t, , ) = factory.deploy(_params(NEW_ASSET));
        next = AssetToken(t);
        hub.grantRole(hub.roleId(NEW_ASSET, Roles.MINTER), address(actions), 0);
    }

    function _conversion(uint64 numerator, uint64 denominator) private returns (uint256 id) {
        id = actions.announceConversion(address(next), address(next), numerator, denominator, DAY, "paper");
        vm.warp(DAY);
    }

    function _redemption(uint256 funds) private returns (uint256 id) {
        id = actions.announceCall(address(usd), PRICE, DAY, "paper");
        if (funds != 0) actions.fund(id, funds);
        vm.warp(DAY);
    }

    function test_a_split_burns_old_tokens_and_mints_new_ones() public {
        uint256 id = _conversion(10, 1);
        vm.prank(alice);
        same(actions.convert(id, 600), 6_000, "ten for one");
        same(next.balanceOf(alice), 6_000, "new");
        same(token.balanceOf(alice), 0, "old");
        same(token.totalSupply(), 307, "old supply");
        same(next.totalSupply(), 6_000, "new supply");
    }

    function test_a_consolidation_leaves_the_holder_what_makes_no_whole_unit() public {
        uint256 id = _conversion(1, 10);
        vm.prank(bob);
        same(actions.convert(id, 307), 30, "one for ten");
        same(token.balanceOf(bob), 7, "kept");
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.AmountTooSmall.selector, 7));
        vm.prank(bob);
        actions.convert(id, 7);
        same(token.balanceOf(bob), 7, "still kept");
    }

    function testFuzz_a_conversion_never_creates_more_than_its_ratio(uint64 n, uint64 d, uint256 amount) public {
        n = uint64(within(n, 1, 1_000));
        d = uint64(within(d, 1, 1_000));
        vm.assume(n != d);
        uint256 id = _conversion(n, d);
        amount = within(amount, 1, 600);
        (uint256 burned, uint256 minted) = actions.previewConvert(id, amount);
        holds(burned <= amount && minted * d <= burned * n, "no gift");
        holds((amount - burned) * n < d + n, "what stays makes no further unit, but for rounding up");
        if (minted == 0) return;
        vm.prank(alice);
        actions.convert(id, amount);
        same(next.balanceOf(alice), minted, "minted");
        same(token.balanceOf(alice), 600 - burned, "burned");
        ICorporateActions.Conversion memory c = actions.actionOf(id).conversion;
        holds(c.converted == burned && c.created == minted, "on record");
    }

    function test_the_transfer_agent_finishes_in_batches_that_pass_over_who_cannot() public {
        uint256 id = _conversion(2, 1);
        token.setAddressFrozen(bob, true, "court", 0);
        same(actions.settleFor(id, _list(bob, alice)), 1, "one of two");
        same(next.balanceOf(alice), 1_200, "alice");
        same(next.balanceOf(bob), 0, "frozen stays");
        same(token.balanceOf(bob), 307, "with all its tokens");
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidActionBatch.selector, 101));
        actions.settleFor(id, new address[](101));
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.OnlySelf.selector, address(this)));
        actions.settleOne(id, alice);
    }

    function test_02_frozen_tokens_are_not_converted() public {
        uint256 id = _conversion(2, 1);
        token.setFrozenTokens(alice, 500);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.AccountCannotAct.selector, alice, 101, 100));
        vm.prank(alice);
        actions.convert(id, 101);
        actions.settleFor(id, _list(alice));
        same(token.balanceOf(alice), 500, "what is frozen stays");
        same(next.balanceOf(alice), 200, "what was free is converted");
    }

    function test_paused_expired_or_ineligible_holders_wait() public {
        uint256 id = _conversion(2, 1);
        bytes memory refusal = abi.encodeWithSelector(
            ICorporateActions.AccountCannotAct.selector,
            alice,
            600,
            600
        );
        token.pause();
        vm.expectRevert(refusal);
        vm.prank(alice);
        actions.convert(id, 600);
        token.unpause();
        next.setRules(IAssetToken.Rules(0, 0, 9, 0));
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssetToken.TransferRefused.selector,
                Reason.RECEIVER_TIER_TOO_LOW,
                address(0),
                alice,
                1_200
            )
        );
        vm.prank(alice);
        actions.convert(id, 600);
        actions.settleFor(id, _list(alice));
        same(token.balanceOf(alice), 600, "a refused mint burns nothing, in a batch either");
        vm.warp(START + 366 days);
        vm.expectRevert(refusal);
        vm.prank(alice);
        actions.convert(id, 600);
    }

    function test_a_role_taken_away_stops_the_action() public {
        uint256 id = _conversion(2, 1);
        hub.revokeRole(hub.roleId(NEW_ASSET, Roles.MINTER), address(actions));
        vm.expectRevert(
            abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(actions))
        );
        vm.prank(alice);
        actions.convert(id, 600);
        same(token.balanceOf(alice), 600, "nothing burned");
    }

    function test_a_call_pays_the_price_for_every_token_once_it_is_covered() public {
        _mint(alice, 600 * UNIT - 600);
        _mint(bob, 307 * UNIT - 307);
        uint256 id = _redemption(952_349_999);
        vm.expectRevert(
            abi.encodeWithSelector(ICorporateActions.NotCovered.selector, id, 952_349_999, 952_350_000)
        );
        actions.openRedemption(id);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.RedemptionNotOpen.selector, id));
        vm.prank(alice);
        actions.redeem(id, 1);
        actions.fund(id, 1);
        vm.prank(outsider);
        actions.openRedemption(id);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.RedemptionIsOpen.selector, id));
        actions.openRedemption(id);
        vm.prank(alice);
        same(actions.redeem(id, 600 * UNIT), 630_000_000, "alice");
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.FundsBound.selector, id, 307 * UNIT));
        actions.returnFunds(id, address(this));
        actions.settleFor(id, _list(bob));
        same(usd.balanceOf(bob), 322_350_000, "bob");
        same(token.totalSupply(), 0, "all taken back");
        same(usd.balanceOf(address(actions)), 0, "paid = funded");
    }

    function test_rounding_dust_goes_back_when_the_last_token_is_burnt() public {
        uint256 id = _redemption(953);
        actions.openRedemption(id);
        actions.settleFor(id, _list(alice, bob));
        same(usd.balanceOf(alice) + usd.balanceOf(bob), 630 + 322, "floor of 322.35");
        actions.returnFunds(id, outsider);
        same(usd.balanceOf(outsider), 1, "dust");
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.AmountTooSmall.selector, 0));
        actions.returnFunds(id, outsider);
    }

    function test_a_refused_payee_keeps_its_tokens_and_holds_up_nobody() public {
        SilentToken silent = new SilentToken();
        silent.mint(address(this), 1_000);
        silent.approve(address(actions), 1_000);
        uint256 id = actions.announceMaturity(address(silent), PRICE, DAY, "paper");
        actions.fund(id, 1_000);
        vm.warp(DAY);
        actions.openRedemption(id);
        silent.setBlacklisted(alice, true);
        actions.settleFor(id, _list(alice, bob));
        same(token.balanceOf(alice), 600, "keeps its tokens");
        same(token.balanceOf(bob), 0, "redeemed");
        same(silent.balanceOf(bob), 322, "paid");
        vm.expectRevert(abi.encodeWithSelector(SilentToken.Blacklisted.selector, alice));
        vm.prank(alice);
        actions.redeem(id, 600);
    }

    function test_a_payment_token_that_calls_back_or_takes_a_fee_gets_nowhere() public {
        ReentrantToken sly = new ReentrantToken();
        sly.mint(address(this), 1_000);
        sly.approve(address(actions), 1_000);
        uint256 id = actions.announceCall(address(sly), PRICE, DAY, "paper");
        actions.fund(id, 1_000);
        vm.warp(DAY);
        actions.openRedemption(id);
        sly.callBack(address(actions), abi.encodeCall(actions.redeem, (id, 100)));
        vm.prank(alice);
        same(actions.redeem(id, 100), 105, "once");
        holds(!sly.entered(), "refused inside");
        FeeToken fee = new FeeToken();
        fee.mint(address(this), 1_000);
        fee.approve(address(actions), 1_000);
        id = actions.announceCall(address(fee), PRICE, DAY + 7 days, "paper");
        vm.expectRevert(
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(fee), 1_000, 990)
        );
        actions.fund(id, 1_000);
    }

    function test_tokens_made_after_the_opening_are_not_paid_at_another_s_expense() public {
        uint256 id = _redemption(953);
        actions.openRedemption(id);
        _mint(carol, 1_000);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.NotCovered.selector, id, 953, 1_050));
        vm.prank(carol);
        actions.redeem(id, 1_000);
    }

    function test_an_action_is_announced_ahead_and_cancelled_only_before_its_time() public {
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.NoticeTooShort.selector, DAY - 1, DAY));
        actions.announceCall(address(usd), PRICE, DAY - 1, "paper");
        uint256 id = actions.announceMaturity(address(usd), PRICE, DAY, "paper");
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.MaturityAnnounced.selector, id));
        actions.announceMaturity(address(usd), PRICE, DAY, "paper");
        actions.fund(id, 500);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.NotEffective.selector, id, DAY));
        actions.openRedemption(id);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.FundsBound.selector, id, 907));
        actions.returnFunds(id, address(this));
        actions.cancel(id, "wrong price");
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.ActionIsCancelled.selector, id));
        actions.cancel(id, "again");
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.ActionIsCancelled.selector, id));
        actions.fund(id, 1);
        actions.returnFunds(id, outsider);
        same(usd.balanceOf(outsider), 500, "back");
        id = actions.announceMaturity(address(usd), PRICE, DAY, "paper");
        same(actions.maturityId(), id, "announced anew");
        vm.warp(DAY);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.AlreadyEffective.selector, id, DAY));
        actions.cancel(id, "too late");
    }

    function test_malformed_actions_are_refused() public {
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidRatio.selector, 0, 1));
        actions.announceConversion(address(next), address(next), 0, 1, DAY, 0);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidRatio.selector, 3, 3));
        actions.announceConversion(address(next), address(next), 3, 3, DAY, 0);
        address own = address(token);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidNewToken.selector, own, own));
        actions.announceConversion(own, own, 2, 1, DAY, 0);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidRedemption.selector, own, PRICE));
        actions.announceCall(own, PRICE, DAY, 0);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidRedemption.selector, address(usd), 0));
        actions.announceCall(address(usd), 0, DAY, 0);
        vm.expectRevert(
            abi.encodeWithSelector(ICorporateActions.UnknownAction.selector, 9, ICorporateActions.Kind.NONE)
        );
        actions.cancel(9, 0);
        uint256 id = _conversion(2, 1);
        vm.expectRevert(
            abi.encodeWithSelector(ICorporateActions.UnknownAction.selector, id, ICorporateActions.Kind.CONVERSION)
        );
        actions.redeem(id, 1);
        vm.expectRevert(
            abi.encodeWithSelector(ICorporateActions.UnknownAction.selector, 9, ICorporateActions.Kind.NONE)
        );
        actions.convert(9, 1);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidActionsSetUp.selector, own, 7 days));
        actions.initialize(own, 7 days);
    }

    function test_officers_only() public {
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider);
        vm.startPrank(outsider);
        vm.expectRevert(refusal);
        actions.announceConversion(address(next), address(next), 2, 1, DAY, 0);
        vm.expectRevert(refusal);
        actions.announceCall(address(usd), PRICE, DAY, 0);
        vm.expectRevert(refusal);
        actions.announceMaturity(address(usd), PRICE, DAY, 0);
        vm.expectRevert(refusal);
        actions.cancel(1, 0);
        vm.expectRevert(refusal);
        actions.fund(1, 1);
        vm.expectRevert(refusal);
        actions.returnFunds(1, outsider);
        vm.expectRevert(refusal);
        actions.settleFor(1, new address[](1));
        vm.stopPrank();
    }

    function testFuzz_20_views_never_revert(uint256 id, uint256 amount) public {
        _conversion(3, 2);
        actions.announceCall(address(usd), type(uint128).max, DAY + 7 days, 0);
        for (uint256 i = 0; i < 3; ++i) {
            actions.previewConvert(i, amount);
            actions.previewRedeem(i, amount);
        }
        actions.actionOf(id);
        actions.previewConvert(id, amount);
    }
}
