// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../../contracts/access/Roles.sol";
import {IOffering} from "../../contracts/interfaces/IOffering.sol";
import {IRedemptionQueue} from "../../contracts/interfaces/IRedemptionQueue.sol";
import {FeedPrice} from "../../contracts/market/FeedPrice.sol";
import {Offering} from "../../contracts/market/Offering.sol";
import {RedemptionQueue} from "../../contracts/market/RedemptionQueue.sol";
import {Settlement} from "../../contracts/market/Settlement.sol";
import {OracleWorld} from "./OracleWorld.sol";
import {PaymentToken} from "./PaymentTokens.sol";
import {PlainFeed} from "./PlainFeed.sol";

/// @title A platform with a payment token, a price of 2.00 and a peg of 1.00, and the three markets
abstract contract MarketWorld is OracleWorld {
    uint256 internal constant USD = 1e6;

    PaymentToken internal usd;
    PlainFeed internal price;
    PlainFeed internal peg;
    address internal offeringCode;
    address internal queueCode;
    Settlement internal board;
    address internal treasury = address(0x7EA5);
    address internal alice2 = address(0xA11CE2);

    function setUp() public virtual override {
        super.setUp();
        usd = new PaymentToken(6);
        price = new PlainFeed(8, 2e8);
        peg = new PlainFeed(8, 1e8);
        offeringCode = address(new Offering(address(hub), address(registry)));
        queueCode = address(new RedemptionQueue(address(hub), address(registry)));
        board = new Settlement(address(hub));
        hub.grantRole(hub.roleId(ASSET, Roles.TREASURER), address(this), 0);
        _marketTables();
        _register(alice2, 1);
    }

    function _terms() internal view returns (IOffering.Terms memory t) {
        t.token = address(token);
        t.opens = START;
        t.closes = START + 30 days;
        t.payment = address(usd);
        t.deliveryPeriod = 7 days;
        t.treasury = treasury;
        t.minter = address(token);
        t.peg = FeedPrice.Source(address(peg), 1 days, 100);
        t.fixedPrice = uint128(2 * USD);
        t.tokenCap = uint128(1_000 * UNIT);
        t.softCap = uint128(1_000 * USD);
        t.hardCap = uint128(2_000 * USD);
        t.minPerInvestor = uint128(100 * USD);
        t.maxPerInvestor = uint128(1_200 * USD);
    }

    /// @dev Continuous sale at the feed's price.
    function _navTerms(bool forward) internal view returns (IOffering.Terms memory t) {
        t = _terms();
        (t.fixedPrice, t.softCap, t.forward, t.selfDelivery) = (0, 0, forward, true);
        t.price = FeedPrice.Source(address(price), 1 days, 0);
    }

    function _open(IOffering.Terms memory t) internal returns (Offering offering) {
        offering = Offering(Clones.clone(offeringCode));
        offering.initialize(t);
        hub.enrolTarget(ASSET, address(offering), Roles.KIND_OFFERING);
        hub.grantRole(hub.roleId(ASSET, Roles.MINTER), address(offering), 0);
    }

    function _queueTerms() internal view returns (IRedemptionQueue.QueueTerms memory t) {
        t.token = address(token);
        t.asset = address(usd);
        t.price = FeedPrice.Source(address(price), 1 days, 0);
        t.peg = FeedPrice.Source(address(peg), 1 days, 100);
        t.minShares = uint112(10 * UNIT);
        t.patience = 5 days;
    }

    function _openQueue(IRedemptionQueue.QueueTerms memory t) internal returns (RedemptionQueue queue) {
        queue = RedemptionQueue(Clones.clone(queueCode));
        queue.initialize(t);
        hub.enrolTarget(ASSET, address(queue), Roles.KIND_QUEUE);
        hub.grantRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(queue), 0);
        registry.register(address(queue), _record(9_999, 840, 9, START + 3_650 days), keccak256("queue"));
        token.setExempt(address(queue), true);
    }

    function _pays(address who, address to, uint256 amount) internal {
        usd.mint(who, amount);
        vm.prank(who);
        usd.approve(to, type(uint256).max);
    }

    /// @dev Both feeds publish what they last said, now.
    function _refresh() internal {
        price.say(price.answer());
        peg.say(peg.answer());
    }

    function _unauthorised(address caller) internal {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, caller));
        vm.prank(caller);
    }

    function _list(address a) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = a;
    }

    function _list(address a, address b) internal pure returns (address[] memory list) {
        list = new address[](2);
        (list[0], list[1]) = (a, b);
    }

    function _marketTables() private {
        uint8 o = Roles.KIND_OFFERING;
        _table(o, Roles.TREASURER, IOffering.deliver.selector);
        _table(o, Roles.TREASURER, IOffering.sweep.selector);
        _table(o, Roles.ISSUER, IOffering.cancelSale.selector);
        _table(o, Roles.PAUSER, IOffering.pause.selector);
        _table(o, Roles.UNPAUSER, IOffering.unpause.selector);
        uint8 q = Roles.KIND_QUEUE;
        _table(q, Roles.TREASURER, IRedemptionQueue.closeEpoch.selector);
        _table(q, Roles.TREASURER, IRedemptionQueue.gateEpoch.selector);
        _table(q, Roles.TREASURER, IRedemptionQueue.settleEpoch.selector);
        _table(q, Roles.TREASURER, IRedemptionQueue.withdrawBuffer.selector);
        _table(q, Roles.TREASURER, IRedemptionQueue.setInstantLane.selector);
        _table(q, Roles.TREASURER, IRedemptionQueue.sweep.selector);
        _table(q, Roles.PAUSER, IRedemptionQueue.pause.selector);
        _table(q, Roles.UNPAUSER, IRedemptionQueue.unpause.selector);
        _guard(address(board), board.pause.selector, Roles.COMPLIANCE);
    }
}
