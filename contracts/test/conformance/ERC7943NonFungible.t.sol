// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC7943NonFungible} from "../../contracts/interfaces/IERC7943NonFungible.sol";
import {Cheats} from "../support/Cheats.sol";
import {Conformance} from "../support/Conformance.sol";
import {DeedWorld} from "../support/DeedWorld.sol";

/// @notice PropertyDeed against https://eips.ethereum.org/EIPS/eip-7943, non-fungible
contract ERC7943NonFungibleConformance is DeedWorld, Conformance {
    string private constant FUNCTIONS =
        "forcedTransfer(address,address,uint256) setFrozenTokens(address,uint256,bool) canSend(address) canReceive(address) getFrozenTokens(address,uint256) canTransfer(address,address,uint256)";

    function test_id_functions_and_errors_are_the_published_ones() public {
        same(_idOf(FUNCTIONS), 0xbf1ef5fe, "the published id");
        holds(_supports(address(deed), 0xbf1ef5fe), "announced");
        _answers(address(deed), FUNCTIONS);
        holds(
            IERC7943NonFungible.ERC7943InsufficientUnfrozenBalance.selector ==
                _selector("ERC7943InsufficientUnfrozenBalance(address,uint256)"),
            "the error"
        );
    }

    function test_a_forced_transfer_releases_before_it_moves_and_is_logged() public {
        vm.recordLogs();
        holds(deed.setFrozenTokens(alice, titleId, true), "true");
        holds(deed.getFrozenTokens(alice, titleId) && !deed.canTransfer(alice, bob, titleId), "frozen");
        holds(deed.forcedTransfer(alice, bob, titleId), "true");
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        _emitted(logs, address(deed), "Frozen(address,uint256,bool)", 3);
        _emitted(logs, address(deed), "ForcedTransfer(address,address,uint256)", 3);
        uint256 frozen = _place(logs, "Frozen(address,uint256,bool)", 1);
        holds(frozen < _place(logs, "Transfer(address,address,uint256)", 0), "released first");
        holds(!deed.getFrozenTokens(alice, titleId) && !deed.getFrozenTokens(bob, titleId), "free in new hands");
    }

    function test_freezing_asks_not_who_holds_it_and_stops_the_holder() public {
        deed.setFrozenTokens(bob, titleId, true);
        holds(deed.getFrozenTokens(bob, titleId), "though alice holds it");
        vm.prank(alice);
        deed.transferFrom(alice, bob, titleId);
        vm.prank(bob);
        vm.expectRevert(
            abi.encodeWithSelector(IERC7943NonFungible.ERC7943InsufficientUnfrozenBalance.selector, bob, titleId)
        );
        deed.transferFrom(bob, alice, titleId);
    }

    function test_transfers_ask_both_accounts_and_views_never_revert() public {
        holds(deed.canSend(alice) && deed.canReceive(bob) && deed.canTransfer(alice, bob, titleId), "allowed");
        registry.setSuspended(bob, true, "reason");
        holds(!deed.canReceive(bob) && !deed.canTransfer(alice, bob, titleId), "suspended");
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IERC7943NonFungible.ERC7943CannotReceive.selector, bob));
        deed.transferFrom(alice, bob, titleId);
        holds(!deed.canTransfer(address(0), address(0), 5), "nobody, nothing");
    }

    /// @param skipped how many of this event to pass over
    function _place(Cheats.Log[] memory logs, string memory signature, uint256 skipped) private pure returns (uint256) {
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != keccak256(bytes(signature))) continue;
            if (skipped == 0) return i;
            --skipped;
        }
        revert NotEmitted(signature, 3);
    }
}
