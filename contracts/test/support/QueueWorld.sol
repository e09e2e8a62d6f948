// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IRedemptionQueue} from "../../contracts/interfaces/IRedemptionQueue.sol";
import {RedemptionQueue} from "../../contracts/market/RedemptionQueue.sol";
import {MarketWorld} from "./MarketWorld.sol";

/// @title A funded queue, three who hold a thousand each, and the verbs of a redemption
abstract contract QueueWorld is MarketWorld {
    RedemptionQueue internal queue;

    function setUp() public virtual override {
        super.setUp();
        queue = _openQueue(_queueTerms());
        address[3] memory owners = [alice, bob, alice2];
        for (uint256 i = 0; i < 3; ++i) {
            _mint(owners[i], 1_000 * UNIT);
            vm.prank(owners[i]);
            token.approve(address(queue), type(uint256).max);
        }
        _fund(10_000 * USD);
    }

    function _fund(uint256 amount) internal {
        usd.mint(address(this), amount);
        usd.approve(address(queue), amount);
        queue.fund(amount);
    }

    function _request(address who, uint256 shares) internal returns (uint256) {
        vm.prank(who);
        return queue.requestRedeem(shares, who, who);
    }

    function _redeem(address who, uint256 shares) internal returns (uint256) {
        vm.prank(who);
        return queue.redeem(shares, who, who);
    }

    function _settle(int256 answer) internal returns (uint256) {
        vm.warp(block.timestamp + 1);
        price.say(answer);
        peg.say(1e8);
        return queue.settleEpoch();
    }

    function _defer(address who) internal {
        address[] memory list = new address[](1);
        list[0] = who;
        queue.deferRequests(list);
    }

    function _stopped(bytes memory refusal) internal {
        vm.expectRevert(refusal);
        queue.settleEpoch();
        vm.expectRevert(refusal);
        vm.prank(bob);
        queue.redeemInstantly(100 * UNIT, 0, bob, bob);
    }

    function _refusedRequest(address who, uint256 shares, bytes memory refusal) internal {
        uint256 before = token.balanceOf(who);
        vm.expectRevert(refusal);
        vm.prank(who);
        queue.requestRedeem(shares, who, who);
        same(token.balanceOf(who), before, "nothing moved");
    }

    function _refusedRequestFor(address who, address controller, bytes memory refusal) internal {
        vm.expectRevert(refusal);
        vm.prank(who);
        queue.requestRedeem(100 * UNIT, controller, who);
    }

    function _refusedClaim(address caller, address receiver, address controller, bytes memory refusal) internal {
        uint256 before = usd.balanceOf(address(queue));
        vm.expectRevert(refusal);
        vm.prank(caller);
        queue.redeem(1, receiver, controller);
        vm.expectRevert(refusal);
        vm.prank(caller);
        queue.claimCancelRedeemRequest(0, receiver, controller);
        same(usd.balanceOf(address(queue)), before, "nothing moved");
    }

    function _refusedTerms(IRedemptionQueue.QueueTerms memory t, bytes32 field) internal {
        RedemptionQueue clone = RedemptionQueue(Clones.clone(queueCode));
        vm.expectRevert(abi.encodeWithSelector(IRedemptionQueue.InvalidQueueTerms.selector, field));
        clone.initialize(t);
    }
}
