// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IOffering} from "../../contracts/interfaces/IOffering.sol";
import {Offering} from "../../contracts/market/Offering.sol";
import {MarketWorld} from "./MarketWorld.sol";

/// @title A sale of two thousand at most, at two each, and four who can pay
abstract contract OfferingWorld is MarketWorld {
    Offering internal sale;

    function setUp() public virtual override {
        super.setUp();
        sale = _open(_terms());
        address[4] memory buyers = [alice, bob, alice2, carol];
        for (uint256 i = 0; i < 4; ++i) _pays(buyers[i], address(sale), 5_000 * USD);
    }

    function _subscribe(address who, uint256 amount, uint256 minTokens) internal returns (uint256) {
        vm.prank(who);
        return sale.subscribe(amount, minTokens);
    }

    function _refused(address who, uint256 amount, uint256 minTokens, bytes memory refusal) internal {
        uint256 before = usd.balanceOf(who);
        vm.expectRevert(refusal);
        vm.prank(who);
        sale.subscribe(amount, minTokens);
        same(usd.balanceOf(who), before, "nothing moved");
    }

    function _refusedRefund(address caller, address receiver, bytes memory refusal) internal {
        address wallet = caller == bob ? bob : alice;
        uint256 before = usd.balanceOf(address(sale));
        vm.expectRevert(refusal);
        vm.prank(caller);
        sale.refund(wallet, receiver);
        same(usd.balanceOf(address(sale)), before, "nothing moved");
    }

    function _refusedTerms(IOffering.Terms memory t, bytes32 field) internal {
        Offering clone = Offering(Clones.clone(offeringCode));
        vm.expectRevert(abi.encodeWithSelector(IOffering.InvalidTerms.selector, field));
        clone.initialize(t);
    }

    function _sums(uint256 raised, uint256 escrow, uint256 released, uint256 refunded) internal view {
        IOffering.Totals memory sums = sale.totals();
        same(sums.raised, raised, "raised");
        same(sums.escrow, escrow, "escrow");
        same(sums.released, released, "released");
        same(sums.refunded, refunded, "refunded");
        same(usd.balanceOf(address(sale)), escrow, "money here");
    }
}
