// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {ERC721} from "@openzeppelin/contracts/token/ERC721/ERC721.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {Roles} from "../access/Roles.sol";
import {IAccessHub} from "../interfaces/IAccessHub.sol";
import {IERC1643} from "../interfaces/IERC1643.sol";
import {IERC7943NonFungible} from "../interfaces/IERC7943NonFungible.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {IPropertyDeed} from "../interfaces/IPropertyDeed.sol";
import {DocumentShelf} from "../documents/DocumentShelf.sol";

/// @title PropertyDeed
/// @notice See {IPropertyDeed}. One per platform; its roles are roles of the platform.
/// @dev
/// slots of OpenZeppelin's ERC721
/// then   titles: id => country u16 · register · folio
/// then   frozen: account => id => bool
/// then   documents: id => shelf; those of the register as a whole under id 0, which no title has
contract PropertyDeed is ERC721, HubManaged, IPropertyDeed, IERC7943NonFungible, IERC1643 {
    using DocumentShelf for DocumentShelf.Shelf;

    uint256 private constant WHOLE = 0;
    uint256 private constant MAX_NAME = 64;

    IInvestorRegistry private immutable REGISTRY;

    mapping(uint256 titleId => Title) private _titles;
    mapping(address account => mapping(uint256 titleId => bool)) private _frozen;
    mapping(uint256 titleId => DocumentShelf.Shelf) private _shelves;

    constructor(address hub, address registry) ERC721("Cadastre Property Deed", "DEED") HubManaged(hub) {
        REGISTRY = IInvestorRegistry(registry);
    }

    /// @inheritdoc IPropertyDeed
    function recordTitle(
        Title calldata title,
        address holder,
        bytes32 documentHash
    ) external restricted returns (uint256 titleId) {
        bool known = title.country != 0 && title.country < 1000;
        if (!known || !_isName(title.register) || !_isName(title.folio)) {
            revert InvalidTitle(title.country, title.register, title.folio);
        }
        titleId = titleIdOf(title);
        if (_ownerOf(titleId) != address(0)) revert TitleExists(titleId);
        if (holder != address(0) && !canReceive(holder)) revert ERC7943CannotReceive(holder);
        _titles[titleId] = title;
        _mint(holder, titleId);
        emit TitleRecorded(titleId, title, holder, documentHash);
    }

    /// @inheritdoc IPropertyDeed
    function strikeTitle(uint256 titleId, bytes32 reason, bytes32 documentHash) external restricted {
        address holder = _requireOwned(titleId);
        _requireNoVault(holder, titleId);
        _release(holder, titleId);
        delete _titles[titleId];
        _burn(titleId);
        emit TitleStruck(titleId, holder, reason, documentHash);
    }

    /// @inheritdoc IPropertyDeed
    function forcedTransfer(
        address from,
        address to,
        uint256 titleId,
        bytes32 reason,
        bytes32 documentHash
    ) external restricted returns (bool) {
        _force(from, to, titleId);
        emit DeedEnforced(titleId, from, reason, documentHash);
        return true;
    }

    /// @inheritdoc IERC7943NonFungible
    function forcedTransfer(address from, address to, uint256 titleId) external restricted returns (bool) {
        _force(from, to, titleId);
        return true;
    }

    /// @inheritdoc IPropertyDeed
    function setFrozenTokens(
        address account,
        uint256 titleId,
        bool frozen,
        bytes32 reason,
        bytes32 documentHash
    ) external restricted returns (bool) {
        _setFrozen(account, titleId, frozen);
        emit DeedEnforced(titleId, account, reason, documentHash);
        return true;
    }

    /// @inheritdoc IERC7943NonFungible
    function setFrozenTokens(address account, uint256 titleId, bool frozen) external restricted returns (bool) {
        _setFrozen(account, titleId, frozen);
        return true;
    }

    /// @inheritdoc IPropertyDeed
    function setTitleDocument(
        uint256 titleId,
        bytes32 documentName,
        string calldata uri,
        bytes32 documentHash
    ) external restricted {
        _requireOwned(titleId);
        _shelves[titleId].set(documentName, uri, documentHash);
        emit TitleDocumentUpdated(titleId, documentName, uri, documentHash);
    }

    /// @inheritdoc IPropertyDeed
    function removeTitleDocument(uint256 titleId, bytes32 documentName) external restricted {
        _requireOwned(titleId);
        (string memory uri, bytes32 documentHash) = _shelves[titleId].remove(documentName);
        emit TitleDocumentRemoved(titleId, documentName, uri, documentHash);
    }

    /// @inheritdoc IERC1643
    function setDocument(bytes32 documentName, string calldata uri, bytes32 documentHash) external restricted {
        _shelves[WHOLE].set(documentName, uri, documentHash);
        emit DocumentUpdated(documentName, uri, documentHash);
    }

    /// @inheritdoc IERC1643
    function removeDocument(bytes32 documentName) external restricted {
        (string memory uri, bytes32 documentHash) = _shelves[WHOLE].remove(documentName);
        emit DocumentRemoved(documentName, uri, documentHash);
    }

    /// @inheritdoc IERC1643
    function getDocument(bytes32 documentName) external view returns (string memory, bytes32, uint256) {
        return _shelves[WHOLE].get(documentName);
    }

    /// @inheritdoc IERC1643
    function getAllDocuments() external view returns (bytes32[] memory) {
        return _shelves[WHOLE].names;
    }

    /// @inheritdoc IPropertyDeed
    function titleDocument(
        uint256 titleId,
        bytes32 documentName
    ) external view returns (string memory, bytes32, uint256) {
        return _shelves[titleId].get(documentName);
    }

    /// @inheritdoc IPropertyDeed
    function titleDocuments(uint256 titleId) external view returns (bytes32[] memory) {
        return _shelves[titleId].names;
    }

    /// @inheritdoc IPropertyDeed
    function titleOf(uint256 titleId) external view returns (Title memory) {
        return _titles[titleId];
    }

    /// @inheritdoc IERC7943NonFungible
    function getFrozenTokens(address account, uint256 titleId) external view returns (bool) {
        return _frozen[account][titleId];
    }

    /// @inheritdoc IERC7943NonFungible
    function canTransfer(address from, address to, uint256 titleId) external view returns (bool) {
        return !_frozen[from][titleId] && canSend(from) && canReceive(to);
    }

    /// @inheritdoc IERC7943NonFungible
    function canSend(address account) public view returns (bool) {
        return REGISTRY.isVerified(account);
    }

    /// @inheritdoc IERC7943NonFungible
    function canReceive(address account) public view returns (bool) {
        return account != address(0) && REGISTRY.isVerified(account);
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) public view override(ERC721, IERC165) returns (bool) {
        return
            id == type(IERC7943NonFungible).interfaceId ||
            id == type(IERC1643).interfaceId ||
            super.supportsInterface(id);
    }

    /// @inheritdoc IPropertyDeed
    function titleIdOf(Title calldata title) public pure returns (uint256) {
        return uint256(keccak256(abi.encode(title.country, title.register, title.folio)));
    }

    /// @dev Every public way of moving a deed names who asks (`auth`); orders of officers do not and are checked apart.
    function _update(address to, uint256 titleId, address auth) internal override returns (address from) {
        from = super._update(to, titleId, auth);
        if (auth == address(0)) return from;
        if (_frozen[from][titleId]) revert ERC7943InsufficientUnfrozenBalance(from, titleId);
        if (!canSend(from)) revert ERC7943CannotSend(from);
        if (!canReceive(to)) revert ERC7943CannotReceive(to);
    }

    function _force(address from, address to, uint256 titleId) private {
        address holder = _requireOwned(titleId);
        if (holder != from) revert ERC721IncorrectOwner(from, titleId, holder);
        if (to == address(0)) revert ERC721InvalidReceiver(to);
        if (from == to) revert DeedToItself(from);
        _requireNoVault(from, titleId);
        if (!canReceive(to)) revert ERC7943CannotReceive(to);
        _release(from, titleId);
        _update(to, titleId, address(0));
        emit ForcedTransfer(from, to, titleId);
    }

    function _setFrozen(address account, uint256 titleId, bool frozen) private {
        if (account == address(0)) revert ERC721InvalidOwner(account);
        _frozen[account][titleId] = frozen;
        emit Frozen(account, titleId, frozen);
    }

    /// @dev A frozen deed is released before it moves, so that nobody sees it frozen in hands it has left.
    function _release(address holder, uint256 titleId) private {
        if (_frozen[holder][titleId]) _setFrozen(holder, titleId, false);
    }

    /// @dev While fractions of it are in people's hands, not even an order takes the deed from under them.
    function _requireNoVault(address holder, uint256 titleId) private view {
        if (IAccessHub(HUB).kindOf(holder) == Roles.KIND_DEED_VAULT) revert DeedInVault(holder, titleId);
    }

    /// @dev One spelling per name: capitals, digits, `.` `-` `/`.
    function _isName(string calldata text) private pure returns (bool) {
        bytes calldata name_ = bytes(text);
        if (name_.length == 0 || name_.length > MAX_NAME) return false;
        for (uint256 i = 0; i < name_.length; ++i) {
            bytes1 c = name_[i];
            // From `-` to `9` stand the three marks and the digits.
            bool allowed = (c >= "-" && c <= "9") || (c >= "A" && c <= "Z");
            if (!allowed) return false;
        }
        return true;
    }
}
