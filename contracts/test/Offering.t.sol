// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IOffering, Obstacle} from "../contracts/interfaces/IOffering.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {FeedPrice} from "../contracts/market/FeedPrice.sol";
import {Offering} from "../contracts/market/Offering.sol";
import {Payees} from "../contracts/market/Payees.sol";
import {MarketWorld} from "./support/MarketWorld.sol";
import {PlainFeed} from "./support/PlainFeed.sol";

/// @notice The life of a sale, its limits, and the lessons of other people's sales.
contract OfferingTest is MarketWorld {
    Offering private sale;

    function setUp() public override {
        super.setUp();
        sale = _open(_terms());
        address[4] memory buyers = [alice, bob, alice2, carol];
        for (uint256 i = 0; i < 4; ++i) _pays(buyers[i], address(sale), 5_000 * USD);
    }

    function test_money_and_tokens_change_hands_in_one_transaction() public {
        same(_subscribe(alice, 600 * USD, 300 * UNIT), 300 * UNIT, "quoted");
        _subscribe(bob, 400 * USD, 0);
        same(usd.balanceOf(treasury), 0, "in escrow until then");
        same(sale.deliver(_list(alice, bob)), 1_000 * USD, "released");
        same(token.balanceOf(alice), 300 * UNIT, "alice's tokens");
        same(token.balanceOf(bob), 200 * UNIT, "bob's tokens");
        same(usd.balanceOf(treasury), 1_000 * USD, "the treasury's money");
        same(usd.balanceOf(address(sale)), 0, "nothing left");
        _sums(1_000 * USD, 0, 1_000 * USD, 0);
    }

    function test_nothing_is_delivered_before_the_soft_cap_and_everything_goes_back_after_a_missed_one() public {
        _subscribe(alice, 600 * USD, 0);
        _subscribe(bob, 400 * USD - 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IOffering.SoftCapNotMet.selector, 1_000 * USD - 1, 1_000 * USD));
        sale.deliver(_list(alice));
        _refusedRefund(alice, alice, abi.encodeWithSelector(IOffering.NotRefundable.selector, alice));
        vm.warp(START + 30 days - 1);
        holds(!sale.isRefundable(alice), "still open");
        vm.warp(START + 30 days);
        holds(sale.isRefundable(alice), "missed");
        vm.prank(outsider);
        same(sale.refund(alice, alice), 600 * USD, "anybody may send it back");
        same(usd.balanceOf(alice), 5_000 * USD, "all of it");
        _refusedRefund(alice, alice, abi.encodeWithSelector(IOffering.NotRefundable.selector, alice));
        vm.prank(bob);
        sale.refund(bob, bob);
        _sums(1_000 * USD - 1, 0, 0, 1_000 * USD - 1);
        same(token.totalSupply(), 0, "nothing minted");
    }

    function test_lesson_a_sale_goes_on_after_a_delivery_and_a_sweep_takes_nothing_of_the_buyers() public {
        _subscribe(alice, 1_000 * USD, 0);
        sale.deliver(_list(alice));
        _subscribe(bob, 300 * USD, 0);
        _subscribe(alice, 100 * USD, 0);
        same(sale.sweep(address(usd), treasury), 0, "no surplus");
        usd.mint(address(sale), 7);
        same(sale.sweep(address(usd), treasury), 7, "only what nobody paid");
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(0)));
        sale.sweep(address(usd), address(0));
        sale.deliver(_list(bob));
        sale.deliver(_list(alice));
        same(token.balanceOf(alice), 550 * UNIT, "alice");
        same(token.balanceOf(bob), 150 * UNIT, "bob");
        _sums(1_400 * USD, 0, 1_400 * USD, 0);
    }

    function test_lesson_nobody_subscribes_or_is_delivered_to_while_the_payment_token_is_off_its_peg() public {
        _subscribe(alice, 1_000 * USD, 0);
        peg.say(99e6);
        _subscribe(alice, 100 * USD, 0);
        peg.say(99e6 - 1);
        bytes memory off = abi.encodeWithSelector(FeedPrice.OffPeg.selector, address(peg), 99e6 - 1, 1e8, 100);
        _refused(bob, 200 * USD, 0, off);
        vm.expectRevert(off);
        sale.deliver(_list(alice));
        peg.say(101e6 + 1);
        _refused(
            bob,
            200 * USD,
            0,
            abi.encodeWithSelector(FeedPrice.OffPeg.selector, address(peg), 101e6 + 1, 1e8, 100)
        );
        peg.say(101e6);
        _subscribe(bob, 200 * USD, 0);
    }

    function test_15_a_stale_feed_stops_the_sale_but_neither_refunds_nor_transfers() public {
        sale = _open(_navTerms(false));
        _pays(alice, address(sale), 500 * USD);
        _subscribe(alice, 500 * USD, 0);
        _mint(alice, 10);
        vm.warp(START + 1 days);
        peg.say(1e8);
        vm.prank(alice);
        sale.subscribe(100 * USD, 0);
        vm.warp(START + 1 days + 1);
        bytes memory stale = abi.encodeWithSelector(FeedPrice.PriceStale.selector, address(price), START, START + 1);
        _refused(alice, 100 * USD, 0, stale);
        vm.expectRevert(stale);
        sale.deliver(_list(alice));
        vm.expectRevert(stale);
        vm.prank(alice);
        sale.collect();
        vm.prank(alice);
        token.transfer(bob, 10);
        vm.warp(START + 9 days);
        same(sale.refund(alice, alice), 600 * USD, "refunded");
    }

    function test_a_feed_that_cannot_be_relied_upon_stops_the_sale() public {
        sale = _open(_navTerms(false));
        _pays(alice, address(sale), 500 * USD);
        int256[3] memory bad = [int256(0), -1, int256(type(int128).max) + 1];
        for (uint256 i = 0; i < 3; ++i) {
            price.say(bad[i]);
            _refused(
                alice,
                200 * USD,
                0,
                abi.encodeWithSelector(FeedPrice.PriceNotPositive.selector, address(price), bad[i])
            );
        }
        price.say(2e8);
        price.setTimes(START, 0);
        _refused(alice, 200 * USD, 0, abi.encodeWithSelector(FeedPrice.PriceStale.selector, price, 0, START - 1 days));
        price.setTimes(START, START + 1);
        _refused(
            alice,
            200 * USD,
            0,
            abi.encodeWithSelector(FeedPrice.PriceStale.selector, price, START + 1, START - 1 days)
        );
        price.say(2e8);
        price.setDecimals(19);
        _refused(alice, 200 * USD, 0, abi.encodeWithSelector(FeedPrice.UnsupportedDecimals.selector, price, 19));
        price.setDecimals(8);
        price.setCurt(true);
        _refused(alice, 200 * USD, 0, abi.encodeWithSelector(FeedPrice.PriceUnavailable.selector, price));
        price.setSilent(true);
        _refused(alice, 200 * USD, 0, abi.encodeWithSelector(FeedPrice.PriceUnavailable.selector, price));
    }

    function test_a_feed_of_this_platform_stops_the_sale_while_it_is_in_doubt() public {
        IOffering.Terms memory t = _navTerms(false);
        t.price.feed = address(nav);
        sale = _open(t);
        _pays(alice, address(sale), 500 * USD);
        _publish(2 * ONE);
        same(_subscribe(alice, 200 * USD, 0), 100 * UNIT, "at its price");
        holds(!_submit(_report(3 * ONE)), "parked");
        _refused(alice, 200 * USD, 0, abi.encodeWithSelector(FeedPrice.PriceInDoubt.selector, address(nav), 2));
        nav.pause();
        _refused(alice, 200 * USD, 0, abi.encodeWithSelector(FeedPrice.PriceInDoubt.selector, address(nav), 3));
    }

    function test_forward_pricing_waits_for_a_value_that_nobody_knew() public {
        sale = _open(_navTerms(true));
        _pays(alice, address(sale), 500 * USD);
        _subscribe(alice, 500 * USD, 0);
        vm.expectRevert(abi.encodeWithSelector(IOffering.DeliveryRefused.selector, alice, Obstacle.NOT_YET_VALUED));
        vm.prank(alice);
        sale.collect();
        vm.warp(START + 1);
        price.say(250e6);
        vm.prank(alice);
        same(sale.collect(), 200 * UNIT, "at the new price");
        same(usd.balanceOf(treasury), 500 * USD, "paid");
    }

    function test_a_price_that_rises_past_the_minimum_out_leaves_the_money_to_be_taken_back() public {
        sale = _open(_navTerms(false));
        _pays(alice, address(sale), 500 * USD);
        _refused(
            alice,
            200 * USD,
            100 * UNIT + 1,
            abi.encodeWithSelector(IOffering.MinimumOutMissed.selector, 100 * UNIT, 100 * UNIT + 1)
        );
        _subscribe(alice, 200 * USD, 100 * UNIT);
        price.say(2e8 + 1);
        vm.expectRevert(abi.encodeWithSelector(IOffering.DeliveryRefused.selector, alice, Obstacle.MINIMUM_OUT_MISSED));
        vm.prank(alice);
        sale.collect();
        same(sale.deliver(_list(alice)), 0, "skipped");
        price.say(1e8);
        vm.prank(alice);
        same(sale.collect(), 200 * UNIT, "a lower price gives more");
    }

    function test_the_token_cap_holds_when_the_price_falls_before_delivery() public {
        IOffering.Terms memory t = _navTerms(false);
        t.tokenCap = uint128(300 * UNIT);
        sale = _open(t);
        _pays(alice, address(sale), 500 * USD);
        _pays(bob, address(sale), 500 * USD);
        _subscribe(alice, 300 * USD, 0);
        _subscribe(bob, 200 * USD, 0);
        price.say(149e6);
        vm.expectRevert(abi.encodeWithSelector(IOffering.DeliveryRefused.selector, alice, Obstacle.TOKEN_CAP_EXCEEDED));
        vm.prank(alice);
        sale.collect();
        price.say(150e6);
        vm.prank(alice);
        same(sale.collect(), 200 * UNIT, "what bob's quote leaves");
        _refused(bob, 1 * USD, 0, abi.encodeWithSelector(IOffering.TokenCapExceeded.selector, 300_666_666, 300 * UNIT));
    }

    function test_limits_bind_the_investor_over_all_its_wallets_exactly() public {
        _refused(
            alice,
            100 * USD - 1,
            0,
            abi.encodeWithSelector(IOffering.InvestorLimit.selector, 1, 100 * USD - 1, 100 * USD, 1_200 * USD)
        );
        _subscribe(alice, 100 * USD, 0);
        _subscribe(alice2, 1_100 * USD, 0);
        same(sale.paidBy(1), 1_200 * USD, "together");
        _refused(
            alice,
            1 * USD,
            0,
            abi.encodeWithSelector(IOffering.InvestorLimit.selector, 1, 1_201 * USD, 100 * USD, 1_200 * USD)
        );
        _subscribe(bob, 800 * USD, 0);
        _refused(bob, 2, 0, abi.encodeWithSelector(IOffering.HardCapExceeded.selector, 2_000 * USD + 2, 2_000 * USD));
        sale.deliver(_list(alice, alice2));
        same(sale.paidBy(1), 1_200 * USD, "a delivery gives no new room");
        _refused(bob, 2, 0, abi.encodeWithSelector(IOffering.HardCapExceeded.selector, 2_000 * USD + 2, 2_000 * USD));
    }

    function test_the_window_is_exact_and_amounts_are_sane() public {
        vm.warp(START + 30 days - 1);
        peg.say(1e8);
        _subscribe(alice, 100 * USD, 0);
        vm.warp(START + 30 days);
        _refused(
            alice,
            100 * USD,
            0,
            abi.encodeWithSelector(IOffering.OutsideWindow.selector, START + 30 days, START, START + 30 days)
        );
        vm.warp(START - 1);
        _refused(
            alice,
            100 * USD,
            0,
            abi.encodeWithSelector(IOffering.OutsideWindow.selector, START - 1, START, START + 30 days)
        );
        vm.warp(START);
        peg.say(1e8);
        _refused(alice, 0, 0, abi.encodeWithSelector(IOffering.MinimumOutMissed.selector, 0, 1));
        uint256 most = type(uint256).max;
        _refused(alice, most, 0, abi.encodeWithSelector(IOffering.MinimumOutMissed.selector, 0, 1));
        most = type(uint128).max;
        _refused(alice, most, 0, abi.encodeWithSelector(IOffering.HardCapExceeded.selector, most, 2_000 * USD));
    }

    function test_only_whom_the_token_would_take_can_subscribe() public {
        _refused(
            carol,
            200 * USD,
            0,
            abi.encodeWithSelector(IOffering.SubscriberNotEligible.selector, carol, Reason.RECEIVER_NOT_VERIFIED)
        );
        token.setAddressFrozen(alice, true);
        _refused(
            alice,
            200 * USD,
            0,
            abi.encodeWithSelector(IOffering.SubscriberNotEligible.selector, alice, Reason.RECEIVER_FROZEN)
        );
        token.pause();
        _refused(
            bob,
            200 * USD,
            0,
            abi.encodeWithSelector(IOffering.SubscriberNotEligible.selector, bob, Reason.PAUSED)
        );
    }

    function test_one_who_expires_before_delivery_is_left_out_and_gets_the_money_back() public {
        registry.register(bob, _record(2, 840, 2, START + 2 days), 0);
        _subscribe(alice, 600 * USD, 0);
        _subscribe(bob, 400 * USD, 0);
        vm.warp(START + 3 days);
        peg.say(1e8);
        vm.expectEmit();
        emit IOffering.DeliverySkipped(bob, Obstacle.MINT_REFUSED);
        same(sale.deliver(_list(bob, alice)), 600 * USD, "alice only");
        same(token.balanceOf(bob), 0, "no tokens");
        _sums(1_000 * USD, 400 * USD, 600 * USD, 0);
        vm.warp(START + 7 days);
        _refusedRefund(bob, bob, abi.encodeWithSelector(IOffering.NotRefundable.selector, bob));
        vm.warp(START + 7 days + 1);
        registry.setSuspended(bob, true, 0);
        _refusedRefund(bob, bob, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, bob, bob));
        registry.setSuspended(bob, false, 0);
        vm.prank(bob);
        same(sale.refund(bob, bob), 400 * USD, "back to an expired payer");
        _sums(1_000 * USD, 0, 600 * USD, 400 * USD);
        same(sale.paidBy(2), 0, "room again");
    }

    function test_a_refund_reaches_only_wallets_of_the_investor() public {
        _subscribe(alice, 200 * USD, 0);
        sale.cancelSale();
        _refusedRefund(alice, bob, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, bob));
        _refusedRefund(outsider, alice2, abi.encodeWithSelector(Payees.NotAuthorised.selector, outsider, alice));
        vm.prank(alice);
        sale.refund(alice, alice2);
        same(usd.balanceOf(alice2), 5_200 * USD, "her second wallet");
    }

    function test_a_lost_wallet_is_succeeded_by_its_replacement() public {
        _subscribe(alice, 200 * USD, 0);
        registry.replace(alice, carol, 0);
        sale.cancelSale();
        _refusedRefund(alice, alice, abi.encodeWithSelector(Payees.NotAuthorised.selector, alice, alice));
        _refusedRefund(carol, alice, abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, alice));
        vm.prank(carol);
        sale.refund(alice, carol);
        same(usd.balanceOf(carol), 5_200 * USD, "paid to the replacement");
    }

    function test_a_cancelled_or_paused_sale_takes_and_delivers_nothing_and_still_refunds() public {
        _subscribe(alice, 1_000 * USD, 0);
        sale.pause();
        vm.expectRevert(abi.encodeWithSelector(IOffering.SalePauseUnchanged.selector, true));
        sale.pause();
        _refused(alice, 100 * USD, 0, abi.encodeWithSelector(IOffering.SaleIsPaused.selector));
        vm.expectRevert(IOffering.SaleIsPaused.selector);
        sale.deliver(_list(alice));
        sale.unpause();
        sale.cancelSale();
        vm.expectRevert(IOffering.SaleCancelled.selector);
        sale.cancelSale();
        _refused(alice, 100 * USD, 0, abi.encodeWithSelector(IOffering.SaleCancelled.selector));
        vm.expectRevert(IOffering.SaleCancelled.selector);
        sale.deliver(_list(alice));
        sale.pause();
        sale.refund(alice, alice);
        same(usd.balanceOf(alice), 5_000 * USD, "refunded while paused");
    }

    function test_a_minter_dismissed_in_the_middle_leaves_every_position_as_it_was() public {
        _subscribe(alice, 1_000 * USD, 0);
        hub.revokeRole(hub.roleId(ASSET, Roles.MINTER), address(sale));
        same(sale.deliver(_list(alice)), 0, "skipped");
        _sums(1_000 * USD, 1_000 * USD, 0, 0);
        hub.grantRole(hub.roleId(ASSET, Roles.MINTER), address(sale), 0);
        same(sale.deliver(_list(alice, alice)), 1_000 * USD, "delivered once");
        same(token.balanceOf(alice), 500 * UNIT, "once");
    }

    function test_only_the_right_people_and_bounded_lists() public {
        _unauthorised(outsider);
        sale.deliver(_list(alice));
        _unauthorised(outsider);
        sale.sweep(address(usd), outsider);
        _unauthorised(outsider);
        sale.cancelSale();
        _unauthorised(outsider);
        sale.pause();
        _unauthorised(outsider);
        sale.unpause();
        vm.expectRevert(IOffering.SelfDeliveryOff.selector);
        vm.prank(alice);
        sale.collect();
        vm.expectRevert(abi.encodeWithSelector(IOffering.InvalidDelivery.selector, 0));
        sale.deliver(new address[](0));
        vm.expectRevert(abi.encodeWithSelector(IOffering.InvalidDelivery.selector, 257));
        sale.deliver(new address[](257));
    }

    function test_terms_that_make_no_sense_are_refused() public {
        IOffering.Terms memory t = _terms();
        t.token = outsider;
        _refusedTerms(t, "token");
        (t.token, t.payment) = (address(token), address(token));
        _refusedTerms(t, "payment");
        (t.payment, t.minter) = (address(usd), address(0));
        _refusedTerms(t, "minter");
        (t.minter, t.treasury) = (address(token), address(0));
        _refusedTerms(t, "treasury");
        (t.treasury, t.closes) = (treasury, START);
        _refusedTerms(t, "closes");
        (t.closes, t.deliveryPeriod) = (START + 1, 0);
        _refusedTerms(t, "deliveryPeriod");
        (t.deliveryPeriod, t.fixedPrice) = (1, 0);
        _refusedTerms(t, "fixedPrice");
        (t.fixedPrice, t.price.feed) = (1, address(price));
        _refusedTerms(t, "fixedPrice");
        (t.price.feed, t.forward) = (address(0), true);
        _refusedTerms(t, "forward");
        (t.forward, t.tokenCap) = (false, 0);
        _refusedTerms(t, "tokenCap");
        (t.tokenCap, t.softCap) = (1, t.hardCap + 1);
        _refusedTerms(t, "hardCap");
        (t.softCap, t.minPerInvestor) = (0, t.maxPerInvestor + 1);
        _refusedTerms(t, "maxPerInvestor");
        vm.expectRevert(IOffering.OfferingAlreadyInitialised.selector);
        sale.initialize(_terms());
        vm.expectRevert(IOffering.OfferingAlreadyInitialised.selector);
        Offering(offeringCode).initialize(_terms());
    }

    function testFuzz_lesson_group_and_member_round_alike_whatever_the_decimals(
        uint256 priceDecimals,
        uint256 answer,
        uint256[6] memory amounts
    ) public {
        priceDecimals %= 19;
        IOffering.Terms memory t = _navTerms(false);
        PlainFeed feed = new PlainFeed(uint8(priceDecimals), int256(1 + (answer % (1_000 * 10 ** priceDecimals))));
        t.price.feed = address(feed);
        (t.minPerInvestor, t.maxPerInvestor) = (0, type(uint128).max);
        (t.tokenCap, t.hardCap) = (type(uint128).max, type(uint128).max);
        token.setMaxSupply(0);
        sale = _open(t);
        uint256 sum = 0;
        for (uint256 i = 0; i < 6; ++i) {
            address who = i % 2 == 0 ? alice : bob;
            uint256 amount = within(amounts[i], 1_000 * USD, 1_000_000 * USD);
            _pays(who, address(sale), amount);
            _subscribe(who, amount, 0);
            sum += amount;
        }
        same(sale.deliver(_list(alice, bob)), sum, "every base unit is released once");
        uint256 value = (token.totalSupply() * uint256(feed.answer())) / 10 ** priceDecimals;
        holds(value <= sum, "nobody gets more than was paid for");
        // One base unit of the token per delivery is all that rounding may keep.
        uint256 unit = uint256(feed.answer()) / 10 ** priceDecimals + 1;
        holds(sum - value <= 2 * unit + 1, "nor less, but for the dust");
    }

    function _subscribe(address who, uint256 amount, uint256 minTokens) private returns (uint256) {
        vm.prank(who);
        return sale.subscribe(amount, minTokens);
    }

    function _refused(address who, uint256 amount, uint256 minTokens, bytes memory refusal) private {
        uint256 before = usd.balanceOf(who);
        vm.expectRevert(refusal);
        vm.prank(who);
        sale.subscribe(amount, minTokens);
        same(usd.balanceOf(who), before, "nothing moved");
    }

    function _refusedRefund(address caller, address receiver, bytes memory refusal) private {
        address wallet = caller == bob ? bob : alice;
        vm.expectRevert(refusal);
        vm.prank(caller);
        sale.refund(wallet, receiver);
    }

    function _refusedTerms(IOffering.Terms memory t, bytes32 field) private {
        Offering clone = Offering(Clones.clone(offeringCode));
        vm.expectRevert(abi.encodeWithSelector(IOffering.InvalidTerms.selector, field));
        clone.initialize(t);
    }

    function _sums(uint256 raised, uint256 escrow, uint256 released, uint256 refunded) private view {
        IOffering.Totals memory sums = sale.totals();
        same(sums.raised, raised, "raised");
        same(sums.escrow, escrow, "escrow");
        same(sums.released, released, "released");
        same(sums.refunded, refunded, "refunded");
        same(usd.balanceOf(address(sale)), escrow, "money here");
    }
}
