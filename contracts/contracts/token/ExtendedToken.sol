// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {DocumentShelf} from "../documents/DocumentShelf.sol";
import {IERC1643} from "../interfaces/IERC1643.sol";
import {IERC7597} from "../interfaces/IERC7597.sol";
import {AssetTokenStorage} from "./AssetTokenStorage.sol";
import {TokenExtension} from "./TokenExtension.sol";

/// @title What an AssetToken does not do itself: documents (ERC-1643), permits (ERC-2612, ERC-7597) and the
/// rarest calls of ERC-3643
abstract contract ExtendedToken is AssetTokenStorage, IERC1643, IERC20Permit, IERC7597 {
    using DocumentShelf for DocumentShelf.Shelf;

    TokenExtension private immutable EXTENSION;

    constructor(address hub, address registry) {
        EXTENSION = new TokenExtension(hub, registry);
    }

    /// @notice The calls of {IERC3643} that stand in {TokenExtension}; whatever nobody knows reverts without data.
    fallback() external {
        _handOver();
    }

    /// @inheritdoc IERC1643
    function setDocument(bytes32, string calldata, bytes32) external {
        _handOver();
    }

    /// @inheritdoc IERC1643
    function removeDocument(bytes32) external {
        _handOver();
    }

    /// @inheritdoc IERC20Permit
    function permit(address, address, uint256, uint256, uint8, bytes32, bytes32) external {
        _handOver();
    }

    /// @inheritdoc IERC7597
    function permit(address, address, uint256, uint256, bytes calldata) external {
        _handOver();
    }

    /// @inheritdoc IERC1643
    function getDocument(bytes32 documentName) external view returns (string memory, bytes32, uint256) {
        return _shelf.get(documentName);
    }

    /// @inheritdoc IERC1643
    function getAllDocuments() external view returns (bytes32[] memory) {
        return _shelf.names;
    }

    /// @dev Lets the extension answer this very call in the token's name; never comes back.
    function _handOver() private {
        address extension = address(EXTENSION);
        assembly {
            calldatacopy(0, 0, calldatasize())
            let done := delegatecall(gas(), extension, 0, calldatasize(), 0, 0)
            returndatacopy(0, 0, returndatasize())
            if done {
                return(0, returndatasize())
            }
            revert(0, returndatasize())
        }
    }
}
