// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ERC-1643: documents of a token
interface IERC1643 {
    /// @notice A document was set or changed.
    event DocumentUpdated(bytes32 indexed name, string uri, bytes32 documentHash);
    /// @notice A document was removed.
    event DocumentRemoved(bytes32 indexed name, string uri, bytes32 documentHash);

    /// @notice Address, hash and time of last change (seconds) of a document; empty and zero if there is none.
    function getDocument(bytes32 name) external view returns (string memory, bytes32, uint256);

    /// @notice Sets or changes a document.
    function setDocument(bytes32 name, string calldata uri, bytes32 documentHash) external;

    /// @notice Removes a document.
    function removeDocument(bytes32 name) external;

    /// @notice Names of all documents, at most 64.
    function getAllDocuments() external view returns (bytes32[] memory);
}
