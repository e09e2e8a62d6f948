// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {MessageHashUtils} from "@openzeppelin/contracts/utils/cryptography/MessageHashUtils.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {DocumentShelf} from "../documents/DocumentShelf.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IERC1643} from "../interfaces/IERC1643.sol";
import {Allowances} from "./Allowances.sol";
import {AssetTokenStorage} from "./AssetTokenStorage.sol";

/// @title What an AssetToken is asked so rarely that it stands in a contract of its own
/// @notice Made by the token implementation's constructor, because 24 KiB do not hold it too. The token hands over, by
/// delegatecall, what it does not do itself: state, caller and address are the token's.
/// @dev Keeps nothing in storage that {AssetTokenStorage} does not name.
contract TokenExtension is Allowances, HubManaged {
    using DocumentShelf for DocumentShelf.Shelf;

    bytes32 private constant PERMIT_TYPEHASH =
        keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");

    constructor(address hub, address registry) HubManaged(hub) AssetTokenStorage(registry) {}

    /// @notice {IERC1643-setDocument}
    function setDocument(bytes32 documentName, string calldata uri, bytes32 documentHash) external restricted {
        _shelf.set(documentName, uri, documentHash);
        emit IERC1643.DocumentUpdated(documentName, uri, documentHash);
    }

    /// @notice {IERC1643-removeDocument}
    function removeDocument(bytes32 documentName) external restricted {
        (string memory uri, bytes32 documentHash) = _shelf.remove(documentName);
        emit IERC1643.DocumentRemoved(documentName, uri, documentHash);
    }

    /// @notice {IERC20Permit-permit}
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external {
        (bytes32 digest, uint256 nonce) = _spendNonce(owner, spender, value, deadline);
        (address signer, , ) = ECDSA.tryRecover(digest, v, r, s);
        if (signer != owner) revert IAssetToken.PermitInvalidSignature(owner, nonce, digest);
        _approve(owner, spender, value);
    }

    /// @notice {IERC7597-permit}
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        bytes calldata signature
    ) external {
        (bytes32 digest, uint256 nonce) = _spendNonce(owner, spender, value, deadline);
        if (!SignatureChecker.isValidSignatureNow(owner, digest, signature)) {
            revert IAssetToken.PermitInvalidSignature(owner, nonce, digest);
        }
        _approve(owner, spender, value);
    }

    /// @notice {IERC3643-setName}
    function setName(string calldata newName) external restricted {
        if (bytes(newName).length == 0) revert IAssetToken.TextRequired(newName, _symbol);
        _name = newName;
        _announce();
        emit IERC5267.EIP712DomainChanged();
    }

    /// @notice {IERC3643-setSymbol}
    function setSymbol(string calldata newSymbol) external restricted {
        if (bytes(newSymbol).length == 0) revert IAssetToken.TextRequired(_name, newSymbol);
        _symbol = newSymbol;
        _announce();
    }

    /// @notice {IERC3643-setOnchainID}
    function setOnchainID(address newOnchainID) external pure {
        revert IAssetToken.FixedForLife(address(0), newOnchainID);
    }

    /// @notice {IERC3643-setIdentityRegistry}
    function setIdentityRegistry(address newIdentityRegistry) external view {
        revert IAssetToken.FixedForLife(address(REGISTRY), newIdentityRegistry);
    }

    /// @notice {IERC3643-setCompliance}
    function setCompliance(address newCompliance) external view {
        revert IAssetToken.FixedForLife(address(this), newCompliance);
    }

    /// @notice {IERC3643-mint}
    function mint(address, uint256) external pure {
        revert IAssetToken.OperationIdRequired(msg.sig);
    }

    /// @notice {IERC3643-burn}
    function burn(address, uint256) external pure {
        revert IAssetToken.OperationIdRequired(msg.sig);
    }

    /// @notice {IERC3643-batchMint}
    function batchMint(address[] calldata, uint256[] calldata) external pure {
        revert IAssetToken.OperationIdRequired(msg.sig);
    }

    /// @notice {IERC3643-batchBurn}
    function batchBurn(address[] calldata, uint256[] calldata) external pure {
        revert IAssetToken.OperationIdRequired(msg.sig);
    }

    /// @dev What the owner must have signed for its next nonce, which is spent by this.
    function _spendNonce(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline
    ) private returns (bytes32 digest, uint256 nonce) {
        if (block.timestamp > deadline) revert IAssetToken.PermitExpired(deadline);
        nonce = _nonces[owner];
        _nonces[owner] = nonce + 1;
        bytes32 structHash = keccak256(abi.encode(PERMIT_TYPEHASH, owner, spender, value, nonce, deadline));
        digest = MessageHashUtils.toTypedDataHash(_domainSeparator(), structHash);
    }

    function _announce() private {
        emit IAssetToken.UpdatedTokenInformation(_name, _symbol, _supply.decimals, VERSION, address(0));
    }
}
