// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roles} from "../contracts/access/Roles.sol";
import {IOffering, Obstacle} from "../contracts/interfaces/IOffering.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {FeedPrice} from "../contracts/market/FeedPrice.sol";
import {OfferingWorld} from "./support/OfferingWorld.sol";
import {PlainFeed} from "./support/PlainFeed.sol";

/// @notice Delivery: tokens for money, at the price of the day or of the next valuation.
contract OfferingDeliveryTest is OfferingWorld {
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

    function test_a_minter_dismissed_in_the_middle_leaves_every_position_as_it_was() public {
        _subscribe(alice, 1_000 * USD, 0);
        hub.revokeRole(hub.roleId(ASSET, Roles.MINTER), address(sale));
        same(sale.deliver(_list(alice)), 0, "skipped");
        _sums(1_000 * USD, 1_000 * USD, 0, 0);
        hub.grantRole(hub.roleId(ASSET, Roles.MINTER), address(sale), 0);
        same(sale.deliver(_list(alice, alice)), 1_000 * USD, "delivered once");
        same(token.balanceOf(alice), 500 * UNIT, "once");
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

    function test_a_delivery_names_whom_it_passes_over_and_why() public {
        _subscribe(alice, 1_000 * USD, 0);
        vm.expectEmit();
        emit IOffering.DeliverySkipped(bob, Obstacle.NOTHING_SUBSCRIBED);
        same(sale.deliver(_list(bob)), 0, "nothing to deliver");
        sale.deliver(_list(alice));
        vm.expectEmit();
        emit IOffering.DeliverySkipped(alice, Obstacle.NOTHING_SUBSCRIBED);
        same(sale.deliver(_list(alice)), 0, "delivered already");
        same(token.balanceOf(alice), 500 * UNIT, "once");
    }

    function test_money_that_would_buy_nothing_any_more_is_not_released() public {
        sale = _open(_navTerms(false));
        _pays(alice, address(sale), 500 * USD);
        _subscribe(alice, 200 * USD, 0);
        price.say(type(int128).max);
        vm.expectRevert(abi.encodeWithSelector(IOffering.DeliveryRefused.selector, alice, Obstacle.MINIMUM_OUT_MISSED));
        vm.prank(alice);
        sale.collect();
        same(sale.positionOf(alice).paid, 200 * USD, "still hers");
    }
}
