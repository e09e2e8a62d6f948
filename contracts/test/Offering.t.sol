// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PaymentToken} from "./support/PaymentTokens.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IOffering} from "../contracts/interfaces/IOffering.sol";
import {FeedPrice} from "../contracts/market/FeedPrice.sol";
import {Offering} from "../contracts/market/Offering.sol";
import {OfferingWorld} from "./support/OfferingWorld.sol";

/// @notice The life of a sale, its limits, and the lessons of other people's sales.
contract OfferingTest is OfferingWorld {
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
        _refused(
            alice,
            most,
            0,
            abi.encodeWithSelector(IOffering.HardCapExceeded.selector, 100 * USD + most, 2_000 * USD)
        );
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
        vm.expectRevert(abi.encodeWithSelector(IOffering.SelfDeliveryOff.selector, address(token)));
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
        vm.expectRevert(abi.encodeWithSelector(IOffering.OfferingAlreadyInitialised.selector, address(token)));
        sale.initialize(_terms());
        vm.expectRevert(abi.encodeWithSelector(IOffering.OfferingAlreadyInitialised.selector, offeringCode));
        Offering(offeringCode).initialize(_terms());
    }

    function test_a_token_with_more_decimals_than_are_understood_is_not_sold() public {
        IOffering.Terms memory t = _terms();
        t.token = address(new PaymentToken(19));
        Offering clone = Offering(Clones.clone(offeringCode));
        vm.expectRevert(abi.encodeWithSelector(FeedPrice.UnsupportedDecimals.selector, t.token, 19));
        clone.initialize(t);
    }
}
