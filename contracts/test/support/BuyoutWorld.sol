// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DeedWorld} from "./DeedWorld.sol";

/// @title Carrying buy-outs out, being paid for fractions, and being refused either
abstract contract BuyoutWorld is DeedWorld {
    uint64 internal constant DEADLINE = uint64(START) + 30 days;

    function _surrender(address holder, uint256 amount) internal returns (uint256 paid) {
        uint256 before = pay.balanceOf(holder);
        uint256 supply = token.totalSupply();
        vm.prank(holder);
        paid = vault.surrender(amount, holder);
        same(pay.balanceOf(holder), before + paid, "paid");
        same(token.totalSupply(), supply - amount, "burnt");
    }

    function _noSurrender(address holder, uint256 amount, address to, bytes memory reason) internal {
        uint256 before = token.balanceOf(holder);
        vm.expectRevert(reason);
        vm.prank(holder);
        vault.surrender(amount, to);
        same(token.balanceOf(holder), before, "nothing burnt");
    }

    function _notYet(bytes memory reason) internal {
        address before = deed.ownerOf(titleId);
        vm.expectRevert(reason);
        vault.executeBuyout(1);
        _same(deed.ownerOf(titleId), before);
    }
}
