// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISecureMint, MintStop} from "../../contracts/interfaces/ISecureMint.sol";
import {PlainFeed} from "./PlainFeed.sol";
import {ReserveWorld} from "./ReserveWorld.sol";

/// @title Four hundred ounces in reserve, and the verbs of those who mint on them
abstract contract GateWorld is ReserveWorld {
    /// @dev 400 ounces less one per cent.
    uint256 internal constant USABLE = 396 * OUNCE;

    function setUp() public virtual override {
        super.setUp();
        _reserve(400_000);
    }

    /// @dev Lets a plain feed stand where ours did.
    function _plain(uint8 decimals, int256 answer) internal returns (PlainFeed feed) {
        feed = new PlainFeed(decimals, answer);
        gate.setReserveRules(_rules(address(feed)));
        holds(gate.cover().stop == MintStop.OK, "plain feed");
        same(gate.cover().usable, USABLE, "plain cover");
    }

    function _gateMint(address by, uint256 amount, uint256 id) internal {
        uint256 before = token.balanceOf(alice);
        vm.prank(by);
        gate.mint(alice, amount, id);
        same(token.balanceOf(alice), before + amount, "minted");
    }

    function _stopped(MintStop stop) internal {
        ISecureMint.Cover memory c = gate.cover();
        same(uint256(c.stop), uint256(stop), "the view says so");
        holds(c.usable == 0 && c.headroom == 0 && gate.mintableBy(minter) == 0, "nothing mintable");
        uint256 supply = token.totalSupply();
        vm.prank(minter);
        try gate.mint(alice, 1, 99) {
            holds(false, "must be stopped");
        } catch (bytes memory data) {
            holds(bytes4(data) == ISecureMint.MintingStopped.selector, "named");
            uint256 given;
            assembly ("memory-safe") {
                given := mload(add(data, 0x24))
            }
            same(given, uint256(stop), "stop");
        }
        same(token.totalSupply(), supply, "nothing minted");
    }

    /// @dev Holders do what they like whatever the reserve says.
    function _moves() internal {
        uint256 before = token.balanceOf(bob);
        vm.prank(alice);
        token.transfer(bob, 1);
        same(token.balanceOf(bob), before + 1, "transferred");
    }
}
