// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7943Fungible} from "../../contracts/interfaces/IERC7943Fungible.sol";
import {Cheats} from "../support/Cheats.sol";
import {Conformance} from "../support/Conformance.sol";
import {World} from "../support/World.sol";

/// @notice AssetToken against https://eips.ethereum.org/EIPS/eip-7943, fungible
contract ERC7943FungibleConformance is World, Conformance {
    string private constant FUNCTIONS =
        "forcedTransfer(address,address,uint256) setFrozenTokens(address,uint256) canSend(address) canReceive(address) getFrozenTokens(address) canTransfer(address,address,uint256)";

    function test_id_functions_and_errors_are_the_published_ones() public {
        same(_idOf(FUNCTIONS), 0x3edbb4c4, "the published id");
        holds(_supports(address(token), 0x3edbb4c4), "announced");
        _answers(address(token), FUNCTIONS);
        holds(
            IERC7943Fungible.ERC7943InsufficientUnfrozenBalance.selector ==
                _selector("ERC7943InsufficientUnfrozenBalance(address,uint256,uint256)"),
            "the error"
        );
    }

    function test_frozen_is_absolute_may_exceed_the_balance_and_is_logged() public {
        _mint(alice, 10);
        vm.recordLogs();
        bytes memory answer = _do(address(this), address(token), "setFrozenTokens(address,uint256)", abi.encode(alice, 15));
        holds(abi.decode(answer, (bool)), "true");
        bytes memory data = _emitted(vm.getRecordedLogs(), address(token), "Frozen(address,uint256)", 1);
        same(abi.decode(data, (uint256)), 15, "the amount after the change");
        same(token.getFrozenTokens(alice), 15, "more than she has");
        holds(!token.canTransfer(alice, bob, 1) && token.canTransfer(alice, bob, 0), "nothing is free");
        token.setFrozenTokens(alice, 4);
        holds(token.canTransfer(alice, bob, 6) && !token.canTransfer(alice, bob, 7), "overwritten, not added");
        vm.prank(alice);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943Fungible.ERC7943InsufficientUnfrozenBalance.selector, alice, 7, 6)
        );
        token.transfer(bob, 7);
    }

    /// @dev "MUST unfreeze the assets first and emit a Frozen event before the underlying base token transfer event."
    function test_a_forced_transfer_releases_before_it_moves_and_is_logged() public {
        _mint(alice, 10);
        token.setFrozenTokens(alice, 10);
        vm.recordLogs();
        holds(token.forcedTransfer(alice, bob, 3), "true");
        _releasedFirst(vm.getRecordedLogs(), 7);
        same(token.getFrozenTokens(alice), 7, "the rest stays frozen");
        vm.recordLogs();
        token.burn(alice, 2, ++operation);
        _ordered(vm.getRecordedLogs(), 5);
        _register(carol, 1);
        vm.recordLogs();
        token.recover(alice, carol, "lost", 0);
        _releasedFirst(vm.getRecordedLogs(), 0);
    }

    /// @dev Account rules belong into canSend and canReceive, amounts into canTransfer, and canTransfer asks both.
    function test_accounts_are_judged_without_amounts_and_transfers_by_both() public {
        _mint(alice, 10);
        holds(token.canSend(alice) && token.canReceive(bob) && token.canTransfer(alice, bob, 10), "all three");
        holds(token.canSend(bob), "who has nothing may still send");
        token.setAddressFrozen(bob, true);
        holds(!token.canReceive(bob) && !token.canTransfer(alice, bob, 1), "a receiver who may not");
        token.setAddressFrozen(alice, true);
        holds(!token.canSend(alice) && !token.canTransfer(alice, alice, 1), "a sender who may not");
        token.pause();
        holds(!token.canTransfer(alice, carol, 0), "a pause");
    }

    function _releasedFirst(Cheats.Log[] memory logs, uint256 frozen) private view {
        _emitted(logs, address(token), "ForcedTransfer(address,address,uint256)", 2);
        _ordered(logs, frozen);
    }

    function _ordered(Cheats.Log[] memory logs, uint256 frozen) private pure {
        bool released = false;
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] == keccak256("Frozen(address,uint256)") && !released) {
                same(abi.decode(logs[i].data, (uint256)), frozen, "what stays frozen");
                released = true;
            }
            if (logs[i].topics[0] == keccak256("Transfer(address,address,uint256)")) {
                holds(released, "released before it moves");
                return;
            }
        }
        revert NotEmitted("Transfer(address,address,uint256)", 2);
    }
}
