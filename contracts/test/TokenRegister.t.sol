// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssetToken} from "../contracts/interfaces/IAssetToken.sol";
import {World} from "./support/World.sol";

/// @notice Record dates: what the register remembers.
contract TokenRegisterTest is World {
    function test_09_a_record_date_keeps_the_balances_of_its_moment() public {
        _mint(alice, 1_000);
        uint256 first = token.openRecordDate();
        vm.prank(alice);
        token.transfer(bob, 300);
        uint256 second = token.openRecordDate();
        _mint(bob, 50);
        token.burn(alice, 100, ++operation);
        same(token.balanceAt(alice, first), 1_000, "alice then");
        same(token.balanceAt(bob, first), 0, "bob then");
        same(token.supplyAt(first), 1_000, "supply then");
        same(token.balanceAt(alice, second), 700, "alice later");
        same(token.balanceAt(bob, second), 300, "bob later");
        same(token.supplyAt(second), 1_000, "supply later");
        same(token.balanceOf(alice), 600, "alice now");
        same(token.totalSupply(), 950, "supply now");
    }

    function test_09_several_record_dates_without_a_touch_share_one_entry() public {
        _mint(alice, 10);
        uint256 first = token.openRecordDate();
        uint256 second = token.openRecordDate();
        uint256 third = token.openRecordDate();
        vm.prank(alice);
        token.transfer(bob, 4);
        for (uint256 id = first; id <= third; ++id) {
            same(token.balanceAt(alice, id), 10, "alice");
            same(token.balanceAt(bob, id), 0, "bob");
        }
        same(second, 2, "numbers rise by one");
        same(token.currentRecordDate(), 3, "newest");
    }

    function test_09_a_mint_in_the_same_block_after_the_record_date_is_not_in_it() public {
        uint256 id = token.openRecordDate();
        _mint(alice, 10);
        same(token.balanceAt(alice, id), 0, "alice");
        same(token.supplyAt(id), 0, "supply");
    }

    function test_a_record_date_that_was_never_opened_is_unknown() public {
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.UnknownRecordDate.selector, 0));
        token.balanceAt(alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.UnknownRecordDate.selector, 1));
        token.supplyAt(1);
    }

    function test_09_a_recovery_leaves_the_past_to_the_lost_wallet() public {
        _mint(alice, 10);
        uint256 id = token.openRecordDate();
        registry.replace(alice, carol, 0);
        token.recover(alice, carol, "lost", 0);
        same(token.balanceAt(alice, id), 10, "entitled then");
        same(token.balanceAt(carol, id), 0, "nothing twice");
        same(registry.successorOf(alice), carol, "who may claim for it");
    }

    /// @dev The extremes of the packed words: 112 bits of balance and of frozen tokens, 24 of record dates.
    function test_packing_holds_at_the_extremes() public {
        token.setMaxSupply(0);
        uint256 most = type(uint112).max;
        token.mint(alice, most, ++operation);
        token.setFrozenTokens(alice, most);
        token.openRecordDate();
        token.setExempt(alice, true);
        token.setRules(IAssetToken.Rules(type(uint112).max, type(uint32).max, type(uint8).max, type(uint32).max));
        token.forcedTransfer(alice, alice == bob ? carol : _tierless(), 0, 0, 0);
        IAssetToken.AccountView memory a = token.accountOf(alice);
        holds(a.balance == most && a.frozen == most && a.free == 0 && a.exempt && !a.frozenAddress, "account");
        IAssetToken.Rules memory r = token.rules();
        holds(
            r.maxBalance == type(uint112).max &&
                r.maxHolders == type(uint32).max &&
                r.minTier == 255 &&
                r.lockUntil == type(uint32).max,
            "rules"
        );
        same(token.holderCount(), 0, "an exempt account is no holder");
        same(token.currentRecordDate(), 1, "record date");
        holds(!token.paused(), "not paused");
    }

    function _tierless() private returns (address) {
        registry.register(bob, _record(2, 840, 255, START + 1), 0);
        return bob;
    }

    function test_record_dates_end_where_their_numbers_end() public {
        uint256 policy = uint256(vm.load(address(token), 0));
        uint256 last = type(uint24).max;
        vm.store(address(token), 0, bytes32(policy | (last << 176)));
        same(token.currentRecordDate(), last, "the last number");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.AmountTooLarge.selector, last + 1));
        token.openRecordDate();
        same(token.currentRecordDate(), last, "as it was");
    }
}
