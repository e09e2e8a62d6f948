// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssetToken} from "../interfaces/IAssetToken.sol";

/// @title Documents by name
library DocumentShelf {
    struct Document {
        string uri;
        bytes32 documentHash;
        uint64 changedAt;
        uint32 position;
    }

    struct Shelf {
        mapping(bytes32 name => Document) documents;
        bytes32[] names;
    }

    /// @dev Keeps the list of names within what a node answers in one call.
    uint256 private constant MAX_DOCUMENTS = 64;

    function set(Shelf storage self, bytes32 name, string calldata uri, bytes32 documentHash) internal {
        if (name == 0) revert IAssetToken.InvalidDocumentName(name);
        Document storage document = self.documents[name];
        if (document.position == 0) {
            if (self.names.length == MAX_DOCUMENTS) revert IAssetToken.TooManyDocuments(name, MAX_DOCUMENTS);
            self.names.push(name);
            document.position = uint32(self.names.length);
        }
        document.uri = uri;
        document.documentHash = documentHash;
        document.changedAt = uint64(block.timestamp);
    }

    function remove(Shelf storage self, bytes32 name) internal returns (string memory uri, bytes32 documentHash) {
        Document memory document = self.documents[name];
        if (document.position == 0) revert IAssetToken.UnknownDocument(name);
        bytes32 last = self.names[self.names.length - 1];
        self.names[document.position - 1] = last;
        self.documents[last].position = document.position;
        self.names.pop();
        delete self.documents[name];
        return (document.uri, document.documentHash);
    }

    function get(Shelf storage self, bytes32 name) internal view returns (string memory, bytes32, uint256) {
        Document memory document = self.documents[name];
        return (document.uri, document.documentHash, document.changedAt);
    }
}
