// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRedemptionQueue} from "../contracts/interfaces/IRedemptionQueue.sol";
import {RedemptionQueue} from "../contracts/market/RedemptionQueue.sol";
import {InvestorRegistry} from "../contracts/registry/InvestorRegistry.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {Cheats} from "./support/Cheats.sol";
import {MarketWorld} from "./support/MarketWorld.sol";
import {PaymentToken} from "./support/PaymentTokens.sol";
import {PlainFeed} from "./support/PlainFeed.sol";

/// @notice Investors, an operator, a treasurer and passers-by do what they can to a queue.
contract Redeemers {
    Cheats private constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 public constant PEOPLE = 5;

    RedemptionQueue public immutable QUEUE;
    PaymentToken public immutable USD;
    PlainFeed public immutable PRICE;
    PlainFeed public immutable PEG;
    AssetToken public immutable TOKEN;
    InvestorRegistry public immutable REGISTRY;

    address[] public people;
    uint256 public time;
    uint256 public donatedUsd;
    uint256 public donatedShares;
    uint256 public strangersObeyed;
    uint256 public paidToStrangers;
    uint256 public pricedWhileStale;
    uint256 public exitsRefused;
    uint256 public overfilled;
    uint256 public settlements;
    uint256 public claims;

    constructor(RedemptionQueue queue, PlainFeed price, PlainFeed peg, InvestorRegistry registry, uint256 start) {
        (QUEUE, PRICE, PEG, REGISTRY, time) = (queue, price, peg, registry, start);
        USD = PaymentToken(queue.asset());
        TOKEN = AssetToken(queue.share());
        USD.approve(address(queue), type(uint256).max);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            address who = address(uint160(0x3000 + i));
            people.push(who);
            vm.prank(who);
            TOKEN.approve(address(queue), type(uint256).max);
        }
    }

    function request(uint256 caller, uint256 owner, uint256 controller, uint256 shares) external {
        address from = _who(owner);
        uint256 has = TOKEN.balanceOf(from);
        shares = shares % 3 == 0 ? has : shares % 400e6;
        vm.prank(_who(caller));
        try QUEUE.requestRedeem(shares, _who(controller), from) {
            if (!_mayAct(_who(caller), from)) ++strangersObeyed;
        } catch {
            bool own = from == _who(caller) && from == _who(controller) && REGISTRY.isVerified(from);
            if (own && shares == has && has != 0 && !QUEUE.paused()) ++exitsRefused;
        }
    }

    function cancel(uint256 caller, uint256 controller) external {
        vm.prank(_who(caller));
        try QUEUE.cancelRedeemRequest(0, _who(controller)) {
            if (!_mayAct(_who(caller), _who(controller))) ++strangersObeyed;
        } catch {}
    }

    function claimCancelled(uint256 caller, uint256 controller, uint256 receiver) external {
        vm.prank(_who(caller));
        try QUEUE.claimCancelRedeemRequest(0, _who(receiver), _who(controller)) {
            _judge(caller, controller, receiver);
        } catch {}
    }

    function redeem(uint256 caller, uint256 controller, uint256 receiver, uint256 shares) external {
        uint256 most = QUEUE.maxRedeem(_who(controller));
        shares = shares % 2 == 0 ? most : 1 + (shares % (most + 2));
        vm.prank(_who(caller));
        try QUEUE.redeem(shares, _who(receiver), _who(controller)) {
            _judge(caller, controller, receiver);
        } catch {}
    }

    function withdraw(uint256 caller, uint256 controller, uint256 receiver, uint256 assets) external {
        uint256 most = QUEUE.maxWithdraw(_who(controller));
        vm.prank(_who(caller));
        try QUEUE.withdraw(1 + (assets % (most + 2)), _who(receiver), _who(controller)) {
            _judge(caller, controller, receiver);
        } catch {}
    }

    function redeemInstantly(uint256 caller, uint256 owner, uint256 receiver, uint256 shares) external {
        vm.prank(_who(caller));
        try QUEUE.redeemInstantly(shares % 100e6, 0, _who(receiver), _who(owner)) {
            _judge(caller, owner, receiver);
            if (_stale()) ++pricedWhileStale;
        } catch {}
    }

    function setOperator(uint256 who, uint256 operator, bool on) external {
        vm.prank(_who(who));
        QUEUE.setOperator(_who(operator), on);
    }

    function close() external {
        try QUEUE.closeEpoch() {} catch {}
    }

    /// @dev Whoever is not the treasurer is refused; the treasurer gates what it likes.
    function gate(uint256 caller, uint256 fill) external {
        (, uint256 settled) = QUEUE.epochs();
        uint112 shares = QUEUE.epochOf(settled + 1).shares;
        vm.prank(_who(caller));
        try QUEUE.gateEpoch(uint112(fill)) {
            ++strangersObeyed;
        } catch {}
        try QUEUE.gateEpoch(uint112(fill % (uint256(shares) + 2))) {} catch {}
    }

    /// @dev Anybody, for anybody, some twice, some who asked for nothing.
    function defer(uint256 caller, uint256 first, uint256 count) external {
        address[] memory list = new address[](count % 8);
        for (uint256 i = 0; i < list.length; ++i) list[i] = _who(first + i);
        vm.prank(_who(caller));
        try QUEUE.deferRequests(list) {} catch {}
    }

    function settle() external {
        (, uint256 settled) = QUEUE.epochs();
        uint112 fill = QUEUE.gate().epoch == settled + 1 ? QUEUE.gate().admitted : 0;
        try QUEUE.settleEpoch() returns (uint256 assets) {
            if (fill != 0 && QUEUE.epochOf(settled + 1).shares > fill) ++overfilled;
            if (assets != 0 && _stale()) ++pricedWhileStale;
            if (assets != 0) ++settlements;
        } catch {}
    }

    function publish(uint256 answer) external {
        PRICE.say(int256(1 + (answer % 4e8)));
        PEG.say(1e8);
    }

    function pass(uint256 span) external {
        time += 1 + (span % 1 days);
        vm.warp(time);
    }

    function fund(uint256 assets) external {
        assets %= 2_000e6;
        USD.mint(address(this), assets);
        QUEUE.fund(assets);
    }

    function withdrawBuffer(uint256 assets) external {
        try QUEUE.withdrawBuffer(assets % 500e6, address(0xD00)) {} catch {}
    }

    function sweep() external {
        donatedUsd -= QUEUE.sweep(address(USD), address(0xD00));
        donatedShares -= QUEUE.sweep(address(TOKEN), people[0]);
    }

    function donate(uint256 amount, uint256 shares) external {
        USD.mint(address(QUEUE), amount % 10e6);
        donatedUsd += amount % 10e6;
        shares %= 10;
        if (!TOKEN.canTransfer(people[0], address(QUEUE), shares)) return;
        donatedShares += shares;
        vm.prank(people[0]);
        TOKEN.transfer(address(QUEUE), shares);
    }

    function expire(uint256 who, uint256 lifetime) external {
        uint256 record = (time + 1 + (lifetime % 20 days)) | (uint256(840) << 40) | (uint256(2) << 56);
        REGISTRY.register(_who(who), record | (_investor(who) << 80), 0);
    }

    function pause(bool on) external {
        if (on) try QUEUE.pause() {} catch {}
        else try QUEUE.unpause() {} catch {}
    }

    function _judge(uint256 caller, uint256 controller, uint256 receiver) private {
        ++claims;
        if (!_mayAct(_who(caller), _who(controller))) ++strangersObeyed;
        if (_investor(controller) != _investor(receiver) || !REGISTRY.isVerified(_who(receiver))) ++paidToStrangers;
    }

    function _mayAct(address caller, address forWhom) private view returns (bool) {
        return caller == forWhom || QUEUE.isOperator(forWhom, caller);
    }

    function _stale() private view returns (bool) {
        return time - PRICE.updatedAt() > 1 days;
    }

    /// @dev People 0 and 1 are two wallets of one investor.
    function _investor(uint256 who) private pure returns (uint256) {
        return who % PEOPLE < 2 ? 1 : 1 + (who % PEOPLE);
    }

    function _who(uint256 seed) private view returns (address) {
        return people[seed % PEOPLE];
    }
}

/// @notice The invariants of a queue, by their numbers.
contract QueueInvariantsTest is MarketWorld {
    RedemptionQueue private queue;
    Redeemers private redeemers;

    function setUp() public override {
        super.setUp();
        queue = _openQueue(_queueTerms());
        queue.setInstantLane(IRedemptionQueue.InstantLane(30, uint128(200 * USD)));
        redeemers = new Redeemers(queue, price, peg, registry, START);
        registry.setAgent(address(redeemers), true);
        bytes32[3] memory roles = [bytes32("treasurer"), "pauser", "unpauser"];
        for (uint256 i = 0; i < 3; ++i) hub.grantRole(hub.roleId(ASSET, roles[i]), address(redeemers), 0);
        for (uint256 i = 0; i < 5; ++i) {
            redeemers.expire(i, 19 days);
            _mint(redeemers.people(i), 1_000 * UNIT);
            redeemers.request(i, i, i, 100e6 + 1 + i);
        }
        redeemers.fund(1_999e6);
        redeemers.fund(1_999e6);
        redeemers.close();
        redeemers.pass(100);
        redeemers.publish(1e8);
        redeemers.settle();
        redeemers.request(0, 0, 1, 50e6);
        redeemers.redeem(2, 2, 2, 0);
        redeemers.close();
        redeemers.gate(0, 20e6);
        redeemers.defer(3, 0, 5);
        redeemers.pass(100);
        redeemers.publish(1e8);
        redeemers.settle();
        redeemers.request(1, 1, 1, 50e6);
        holds(redeemers.settlements() == 2 && redeemers.claims() == 1, "the queue has begun");
        same(queue.epochOf(2).shares, 20e6, "and a gate has let a part through");
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(redeemers);
    }

    function invariant_redemptions() public view {
        always_12_escrowed_shares_equal_pending_and_claimable();
        always_12_paid_never_exceeds_deposited();
        always_12_a_gate_lets_no_more_through_than_it_says();
        always_13_only_controller_or_operator_requests_cancels_and_claims();
        always_15_a_stale_feed_prices_nothing();
    }

    function always_12_escrowed_shares_equal_pending_and_claimable() internal view {
        IRedemptionQueue.QueueTotals memory t = queue.totals();
        uint256 pending = 0;
        uint256 cancelled = 0;
        for (uint256 i = 0; i < redeemers.PEOPLE(); ++i) {
            address who = redeemers.people(i);
            pending += queue.pendingRedeemRequest(0, who);
            cancelled += queue.claimableCancelRedeemRequest(0, who);
        }
        same(pending, t.pending, "pending");
        (uint256 open, uint256 settled) = queue.epochs();
        uint256 waiting = queue.epochOf(open).shares;
        if (settled + 1 != open) waiting += queue.epochOf(settled + 1).shares;
        same(waiting, pending, "in the two epochs that are not settled");
        same(cancelled, t.cancelled, "cancelled");
        same(token.balanceOf(address(queue)), pending + cancelled + redeemers.donatedShares(), "in escrow");
    }

    function always_12_paid_never_exceeds_deposited() internal view {
        IRedemptionQueue.QueueTotals memory t = queue.totals();
        same(t.deposited, uint256(t.paid) + t.withdrawn + t.buffer + t.owed, "deposited");
        same(usd.balanceOf(address(queue)), uint256(t.buffer) + t.owed + redeemers.donatedUsd(), "money here");
        uint256 claimable = 0;
        for (uint256 i = 0; i < redeemers.PEOPLE(); ++i) {
            claimable += queue.maxWithdraw(redeemers.people(i));
        }
        holds(claimable <= t.owed, "everybody can be paid at once");
        (, uint256 settled) = queue.epochs();
        // Dust: less than one base unit for each person in each epoch not folded out yet.
        holds(t.owed - claimable <= redeemers.PEOPLE() * settled, "and nothing is lost");
    }

    function always_12_a_gate_lets_no_more_through_than_it_says() internal view {
        same(redeemers.overfilled(), 0, "settled beyond the gate");
        IRedemptionQueue.Gate memory g = queue.gate();
        (, uint256 settled) = queue.epochs();
        IRedemptionQueue.Epoch memory epoch = queue.epochOf(settled + 1);
        holds(epoch.sharesLeft <= epoch.shares, "what is not divided is in the epoch");
        if (g.epoch == settled + 1) holds(epoch.shares - epoch.sharesLeft <= g.admitted, "the rest is within the fill");
        else same(epoch.sharesLeft, 0, "nothing is divided without a gate");
    }

    function always_13_only_controller_or_operator_requests_cancels_and_claims() internal view {
        same(redeemers.strangersObeyed(), 0, "strangers");
        same(redeemers.paidToStrangers(), 0, "receivers");
        same(redeemers.exitsRefused(), 0, "full exits refused");
    }

    function always_15_a_stale_feed_prices_nothing() internal view {
        same(redeemers.pricedWhileStale(), 0, "priced");
    }
}
