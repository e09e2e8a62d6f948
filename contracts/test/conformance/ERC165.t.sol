// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RedemptionQueue} from "../../contracts/market/RedemptionQueue.sol";
import {PropertyDeed} from "../../contracts/property/PropertyDeed.sol";
import {Conformance} from "../support/Conformance.sol";
import {MarketWorld} from "../support/MarketWorld.sol";

/// @notice What is announced against https://eips.ethereum.org/EIPS/eip-165: exactly what is implemented, for less than
/// 30,000 gas.
contract ERC165Conformance is MarketWorld, Conformance {
    uint32[14] private ids = [
        uint32(0x01ffc9a7), // ERC-165
        0x36372b07, // ERC-20
        0xa219a025, // ERC-20 metadata
        0x9d8ff7da, // ERC-2612
        0x84b0196e, // ERC-5267
        0xab84a5c8, // ERC-1404
        0xecfecec8, // ERC-1643
        0x3edbb4c4, // ERC-7943 fungible
        0xb97d944c, // ERC-3643
        0x80ac58cd, // ERC-721
        0x5b5e139f, // ERC-721 metadata
        0xbf1ef5fe, // ERC-7943 non-fungible
        0x620ee8e4, // ERC-7540 redeem
        0xe76cffc7 // ERC-7887 redeem
    ];

    function test_a_token_announces_its_nine_and_no_other() public view {
        _announces(address(token), 511);
    }

    function test_a_deed_announces_its_five_and_no_other() public {
        _announces(address(new PropertyDeed(address(hub), address(registry))), 1 | (1 << 6) | (7 << 9));
    }

    function test_a_queue_announces_its_three_and_no_other() public {
        RedemptionQueue queue = _openQueue(_queueTerms());
        _announces(address(queue), 1 | (3 << 12));
    }

    /// @param which bit n: id n of the list is announced
    function _announces(address target, uint256 which) private view {
        same(_idOf("supportsInterface(bytes4)"), ids[0], "the id of ERC-165");
        for (uint256 i = 0; i < ids.length; ++i) {
            uint256 before = gasleft();
            bool said = _supports(target, ids[i]);
            holds(before - gasleft() < 30_000, "gas");
            same(said ? 1 : 0, (which >> i) & 1, "announced");
        }
        holds(!_supports(target, 0xffffffff), "the id that nobody has");
        holds(!_supports(target, 0xd9b67a26), "ERC-1155");
        holds(!_supports(target, 0xce3bbe50), "ERC-7540 deposits");
    }
}
