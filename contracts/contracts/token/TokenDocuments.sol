// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HubManaged} from "../access/HubManaged.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IERC1643} from "../interfaces/IERC1643.sol";
import {AssetTokenStorage} from "./AssetTokenStorage.sol";

/// @title Documents of a token: ERC-1643
abstract contract TokenDocuments is AssetTokenStorage, HubManaged, IERC1643 {
    /// @dev Keeps {getAllDocuments} within what a node answers in one call.
    uint256 private constant MAX_DOCUMENTS = 64;

    /// @inheritdoc IERC1643
    function setDocument(bytes32 documentName, string calldata uri, bytes32 documentHash) external restricted {
        Document storage document = _documents[documentName];
        if (document.position == 0) {
            if (_documentNames.length == MAX_DOCUMENTS) revert IAssetToken.TooManyDocuments();
            _documentNames.push(documentName);
            document.position = uint32(_documentNames.length);
        }
        document.uri = uri;
        document.documentHash = documentHash;
        document.changedAt = uint64(block.timestamp);
        emit DocumentUpdated(documentName, uri, documentHash);
    }

    /// @inheritdoc IERC1643
    function removeDocument(bytes32 documentName) external restricted {
        Document memory document = _documents[documentName];
        if (document.position == 0) revert IAssetToken.UnknownDocument(documentName);
        bytes32 last = _documentNames[_documentNames.length - 1];
        _documentNames[document.position - 1] = last;
        _documents[last].position = document.position;
        _documentNames.pop();
        delete _documents[documentName];
        emit DocumentRemoved(documentName, document.uri, document.documentHash);
    }

    /// @inheritdoc IERC1643
    function getDocument(bytes32 documentName) external view returns (string memory, bytes32, uint256) {
        Document memory document = _documents[documentName];
        return (document.uri, document.documentHash, document.changedAt);
    }

    /// @inheritdoc IERC1643
    function getAllDocuments() external view returns (bytes32[] memory) {
        return _documentNames;
    }
}
