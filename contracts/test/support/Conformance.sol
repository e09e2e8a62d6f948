// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Cheats, Checks} from "./Cheats.sol";

/// @title Holding a contract against the text of a standard
/// @notice The tests of `test/conformance` write down functions and events as the standard publishes them, types only,
/// and ask the contract by these, never by an interface of ours: a wrong type or name in ours shows.
abstract contract Conformance is Checks {
    error NotAnswered(string signature);
    error NotEmitted(string signature, uint256 indexedFields);

    /// @dev ERC-165 id of the functions in `published`, separated by blanks.
    function _idOf(string memory published) internal pure returns (uint32 id) {
        string[] memory signatures = _split(published);
        for (uint256 i = 0; i < signatures.length; ++i) id ^= uint32(_selector(signatures[i]));
    }

    /// @dev Every function in `published` is known to the contract: it gives an answer or refuses with an error.
    function _answers(address target, string memory published) internal {
        string[] memory signatures = _split(published);
        for (uint256 i = 0; i < signatures.length; ++i) {
            // Zeros are good arguments of any type: an empty list stands at offset zero.
            bytes memory data = abi.encodePacked(_selector(signatures[i]), new bytes(512));
            vm.prank(address(0xDEAD));
            (bool done, bytes memory answer) = target.call(data);
            if (!done && answer.length == 0) revert NotAnswered(signatures[i]);
        }
    }

    /// @dev Calls a published function and gives its raw answer; a refusal fails the test.
    function _ask(address target, string memory signature, bytes memory arguments) internal view returns (bytes memory) {
        (bool done, bytes memory answer) = target.staticcall(abi.encodePacked(_selector(signature), arguments));
        if (!done) revert NotAnswered(signature);
        return answer;
    }

    /// @dev The same for a function that changes something, asked by `caller`.
    function _do(address caller, address target, string memory signature, bytes memory arguments) internal returns (bytes memory) {
        vm.prank(caller);
        (bool done, bytes memory answer) = target.call(abi.encodePacked(_selector(signature), arguments));
        if (!done) revert NotAnswered(signature);
        return answer;
    }

    /// @dev The event was logged since `vm.recordLogs`, with as many indexed fields as published.
    /// @return data its fields that are not indexed
    function _emitted(
        Cheats.Log[] memory logs,
        address emitter,
        string memory signature,
        uint256 indexedFields
    ) internal pure returns (bytes memory data) {
        bytes32 topic = keccak256(bytes(signature));
        for (uint256 i = 0; i < logs.length; ++i) {
            bool here = logs[i].emitter == emitter && logs[i].topics[0] == topic;
            if (here && logs[i].topics.length == indexedFields + 1) return logs[i].data;
        }
        revert NotEmitted(signature, indexedFields);
    }

    function _supports(address target, uint32 id) internal view returns (bool) {
        return abi.decode(_ask(target, "supportsInterface(bytes4)", abi.encode(bytes4(id))), (bool));
    }

    function _selector(string memory signature) internal pure returns (bytes4) {
        return bytes4(keccak256(bytes(signature)));
    }

    function _split(string memory text) private pure returns (string[] memory parts) {
        bytes memory all = bytes(text);
        uint256 count = 1;
        for (uint256 i = 0; i < all.length; ++i) if (all[i] == " ") ++count;
        parts = new string[](count);
        uint256 from = 0;
        uint256 next = 0;
        for (uint256 i = 0; i <= all.length; ++i) {
            if (i != all.length && all[i] != " ") continue;
            bytes memory part = new bytes(i - from);
            for (uint256 j = 0; j < part.length; ++j) part[j] = all[from + j];
            parts[next++] = string(part);
            from = i + 1;
        }
    }
}
