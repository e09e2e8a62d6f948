// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOffering} from "../contracts/interfaces/IOffering.sol";
import {Offering} from "../contracts/market/Offering.sol";
import {InvestorRegistry} from "../contracts/registry/InvestorRegistry.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {Cheats} from "./support/Cheats.sol";
import {MarketWorld} from "./support/MarketWorld.sol";
import {PaymentToken} from "./support/PaymentTokens.sol";
import {PlainFeed} from "./support/PlainFeed.sol";

/// @notice Investors, a treasurer, an issuer and passers-by do what they can to a sale.
contract Sellers {
    Cheats private constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 public constant PEOPLE = 5;

    Offering public immutable SALE;
    PaymentToken public immutable USD;
    PlainFeed public immutable PRICE;
    PlainFeed public immutable PEG;
    AssetToken public immutable TOKEN;
    InvestorRegistry public immutable REGISTRY;

    address[] public people;
    uint256 public time;
    uint256 public donated;
    uint256 public swept;
    uint256 public pricedWhileUnusable;
    uint256 public transfersStopped;
    uint256 public deliveries;
    uint256 public refunds;
    bool private _stale;
    bool private _offPeg;

    constructor(Offering sale, PlainFeed price, PlainFeed peg, InvestorRegistry registry, uint256 start) {
        (SALE, PRICE, PEG, REGISTRY, time) = (sale, price, peg, registry, start);
        USD = PaymentToken(sale.terms().payment);
        TOKEN = AssetToken(sale.terms().token);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            address who = address(uint160(0x2000 + i));
            people.push(who);
            USD.mint(who, 1e30);
            vm.prank(who);
            USD.approve(address(sale), type(uint256).max);
        }
    }

    function subscribe(uint256 who, uint256 amount, uint256 slack) external {
        vm.prank(_who(who));
        try SALE.subscribe(1 + (amount % 500e6), slack % 100e6) {
            if (!_usable()) ++pricedWhileUnusable;
        } catch {}
    }

    function deliver(uint256 a, uint256 b) external {
        address[] memory list = new address[](2);
        (list[0], list[1]) = (_who(a), _who(b));
        try SALE.deliver(list) returns (uint256 released) {
            if (!_usable()) ++pricedWhileUnusable;
            if (released != 0) ++deliveries;
        } catch {}
    }

    function collect(uint256 who) external {
        vm.prank(_who(who));
        try SALE.collect() {
            if (!_usable()) ++pricedWhileUnusable;
            ++deliveries;
        } catch {}
    }

    function refund(uint256 caller, uint256 wallet, uint256 receiver) external {
        vm.prank(_who(caller));
        try SALE.refund(_who(wallet), _who(receiver)) {
            ++refunds;
        } catch {}
    }

    function publish(uint256 answer, uint256 pegAnswer) external {
        PRICE.say(int256(answer % 5e8));
        uint256 one = 98e6 + (pegAnswer % 4e6);
        PEG.say(int256(one));
        _offPeg = one < 99e6 || one > 101e6;
        _stale = answer % 5e8 == 0;
    }

    function pass(uint256 span) external {
        time += span % 2 days;
        vm.warp(time);
    }

    function expire(uint256 who, uint256 lifetime) external {
        uint256 record = (time + 1 + (lifetime % 20 days)) | (uint256(840) << 40) | (uint256(2) << 56);
        REGISTRY.register(_who(who), record | (_investor(who) << 80), 0);
    }

    function transfer(uint256 a, uint256 b) external {
        (address from, address to) = (_who(a), _who(b));
        if (!REGISTRY.isVerified(from) || !REGISTRY.isVerified(to) || TOKEN.balanceOf(from) == 0) return;
        vm.prank(from);
        try TOKEN.transfer(to, 1) {} catch {
            ++transfersStopped;
        }
    }

    function donate(uint256 amount) external {
        amount %= 100e6;
        USD.mint(address(SALE), amount);
        donated += amount;
    }

    function sweep() external {
        swept += SALE.sweep(address(USD), address(0xD00));
    }

    function pause(bool on) external {
        if (on) try SALE.pause() {} catch {}
        else try SALE.unpause() {} catch {}
    }

    /// @dev Rarely: it ends the sale.
    function cancel(uint256 dice) external {
        if (dice % 50 == 0) try SALE.cancelSale() {} catch {}
    }

    function _usable() private view returns (bool) {
        bool fresh = time - PRICE.updatedAt() <= 1 days && time - PEG.updatedAt() <= 1 days;
        return fresh && !_offPeg && !_stale;
    }

    /// @dev People 0 and 1 are two wallets of one investor.
    function _investor(uint256 who) private pure returns (uint256) {
        return who % PEOPLE < 2 ? 1 : 1 + (who % PEOPLE);
    }

    function _who(uint256 seed) private view returns (address) {
        return people[seed % PEOPLE];
    }
}

/// @notice The invariants of a sale, by their numbers.
contract OfferingInvariantsTest is MarketWorld {
    Offering private sale;
    Sellers private sellers;

    function setUp() public override {
        super.setUp();
        IOffering.Terms memory t = _navTerms(false);
        (t.softCap, t.minPerInvestor, t.deliveryPeriod) = (uint128(300 * USD), uint128(5 * USD), 1 days);
        sale = _open(t);
        sellers = new Sellers(sale, price, peg, registry, START);
        registry.setAgent(address(sellers), true);
        bytes32[4] memory roles = [bytes32("treasurer"), "issuer", "pauser", "unpauser"];
        for (uint256 i = 0; i < 4; ++i) hub.grantRole(hub.roleId(ASSET, roles[i]), address(sellers), 0);
        for (uint256 i = 0; i < 5; ++i) {
            sellers.expire(i, 19 days);
            sellers.subscribe(i, 100e6, 0);
        }
        sellers.deliver(0, 1);
        holds(sellers.deliveries() == 1, "the sale has begun");
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(sellers);
    }

    function invariant_offering() public view {
        always_14_raised_equals_escrow_and_released_and_refunded();
        always_14_minted_stays_within_the_cap();
        always_15_an_unusable_feed_stops_what_uses_the_price_and_no_transfer();
    }

    function always_14_raised_equals_escrow_and_released_and_refunded() internal view {
        IOffering.Totals memory t = sale.totals();
        same(t.raised, uint256(t.escrow) + t.released + t.refunded, "raised");
        same(usd.balanceOf(address(sale)), t.escrow + sellers.donated() - sellers.swept(), "money here");
        holds(sellers.swept() <= sellers.donated(), "nothing swept that anybody paid");
        same(usd.balanceOf(treasury), t.released, "the treasury's money");
        uint256 paid = 0;
        uint256 quoted = 0;
        for (uint256 i = 0; i < sellers.PEOPLE(); ++i) {
            IOffering.Position memory p = sale.positionOf(sellers.people(i));
            paid += p.paid;
            quoted += p.quoted;
        }
        same(paid, t.escrow, "positions");
        same(quoted, t.reserved, "quotes");
    }

    function always_14_minted_stays_within_the_cap() internal view {
        IOffering.Totals memory t = sale.totals();
        same(token.totalSupply(), t.minted, "minted");
        holds(uint256(t.minted) + t.reserved <= sale.terms().tokenCap, "token cap");
        holds(uint256(t.raised) - t.refunded <= sale.terms().hardCap, "hard cap");
        holds(sale.paidBy(1) <= sale.terms().maxPerInvestor, "investor's cap");
    }

    function always_15_an_unusable_feed_stops_what_uses_the_price_and_no_transfer() internal view {
        same(sellers.pricedWhileUnusable(), 0, "priced");
        same(sellers.transfersStopped(), 0, "transfers");
    }
}
