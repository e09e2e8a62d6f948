// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssetToken} from "../../contracts/interfaces/IAssetToken.sol";
import {Cheats} from "../support/Cheats.sol";
import {Conformance} from "../support/Conformance.sol";
import {DeedWorld} from "../support/DeedWorld.sol";

/// @notice AssetToken and PropertyDeed against https://eips.ethereum.org/EIPS/eip-1643
contract ERC1643Conformance is DeedWorld, Conformance {
    string private constant FUNCTIONS =
        "getDocument(bytes32) setDocument(bytes32,string,bytes32) removeDocument(bytes32) getAllDocuments()";
    bytes32 private constant NAME = "prospectus";
    bytes32 private constant HASH = keccak256("bytes");

    function test_id_and_functions_are_the_published_ones() public {
        same(_idOf(FUNCTIONS), 0xecfecec8, "the id of the four functions");
        address[2] memory both = [address(token), address(deed)];
        for (uint256 i = 0; i < 2; ++i) {
            holds(_supports(both[i], 0xecfecec8), "announced");
            _answers(both[i], FUNCTIONS);
        }
    }

    function test_a_token_keeps_documents_as_published() public {
        _life(address(token));
    }

    function test_a_deed_keeps_documents_as_published() public {
        _life(address(deed));
    }

    /// @dev Set, read, changed, removed; what does not exist reads as empty.
    function _life(address target) private {
        (string memory uri, bytes32 hash, uint256 time) = _document(target);
        same(bytes(uri).length + uint256(hash) + time + _count(target), 0, "nothing yet");
        vm.recordLogs();
        _do(address(this), target, "setDocument(bytes32,string,bytes32)", abi.encode(NAME, "ipfs://a", HASH));
        vm.warp(START + 7);
        _do(address(this), target, "setDocument(bytes32,string,bytes32)", abi.encode(NAME, "ipfs://b", HASH));
        (uri, hash, time) = _document(target);
        holds(keccak256(bytes(uri)) == keccak256("ipfs://b") && hash == HASH, "the newest values");
        same(time, START + 7, "time of the last change");
        same(_count(target), 1, "one name");
        _do(address(this), target, "removeDocument(bytes32)", abi.encode(NAME));
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        _emitted(logs, target, "DocumentUpdated(bytes32,string,bytes32)", 1);
        bytes memory removed = _emitted(logs, target, "DocumentRemoved(bytes32,string,bytes32)", 1);
        (uri, hash) = abi.decode(removed, (string, bytes32));
        holds(keccak256(bytes(uri)) == keccak256("ipfs://b") && hash == HASH, "what was removed");
        same(_count(target), 0, "no name");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.UnknownDocument.selector, NAME));
        token.removeDocument(NAME);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.InvalidDocumentName.selector, bytes32(0)));
        token.setDocument(0, "ipfs://c", HASH);
    }

    function _document(address target) private view returns (string memory, bytes32, uint256) {
        return abi.decode(_ask(target, "getDocument(bytes32)", abi.encode(NAME)), (string, bytes32, uint256));
    }

    function _count(address target) private view returns (uint256) {
        return abi.decode(_ask(target, "getAllDocuments()", ""), (bytes32[])).length;
    }
}
