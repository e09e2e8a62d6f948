// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Conformance} from "../support/Conformance.sol";
import {World} from "../support/World.sol";

/// @notice AssetToken against https://github.com/ethereum/EIPs/issues/1404
contract ERC1404Conformance is World, Conformance {
    string private constant FUNCTIONS =
        "detectTransferRestriction(address,address,uint256) messageForTransferRestriction(uint8)";

    function test_id_and_functions_are_the_published_ones() public {
        same(_idOf(FUNCTIONS), 0xab84a5c8, "the id of the two functions");
        holds(_supports(address(token), 0xab84a5c8), "announced");
        _answers(address(token), FUNCTIONS);
    }

    function test_code_zero_is_success_and_every_other_has_a_message_of_its_own() public {
        _mint(alice, 10);
        same(_restriction(alice, bob, 10), 0, "allowed");
        same(_restriction(alice, carol, 10), 12, "carol is no investor");
        bytes32 unknown = keccak256(bytes(_message(255)));
        for (uint256 code = 1; code < 22; ++code) {
            holds(keccak256(bytes(_message(code))) != unknown, "a message");
            holds(keccak256(bytes(_message(code))) != keccak256(bytes(_message(code - 1))), "of its own");
        }
    }

    /// @dev "MUST be evaluated inside transfer and transferFrom": the two never disagree.
    function testFuzz_a_transfer_succeeds_exactly_where_the_code_is_zero(uint256 amount, uint256 who, bool frozen) public {
        _mint(alice, 10);
        amount = within(amount, 0, 20);
        address to = [bob, carol, address(0), alice][who % 4];
        if (frozen) token.setAddressFrozen(to, true);
        uint256 code = _restriction(alice, to, amount);
        vm.prank(alice);
        (bool done, ) = address(token).call(abi.encodeCall(token.transfer, (to, amount)));
        holds(done == (code == 0), "detectTransferRestriction foretells transfer");
    }

    function _restriction(address from, address to, uint256 amount) private view returns (uint8) {
        bytes memory question = abi.encode(from, to, amount);
        string memory signature = "detectTransferRestriction(address,address,uint256)";
        return abi.decode(_ask(address(token), signature, question), (uint8));
    }

    function _message(uint256 code) private view returns (string memory) {
        return abi.decode(_ask(address(token), "messageForTransferRestriction(uint8)", abi.encode(code)), (string));
    }
}
