// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The deeds of the platform: one id per title of a land register
/// @notice An id follows from country, register and folio, so one title cannot be brought onto the platform twice.
/// ERC-721 between verified people; a deed in a vault leaves it by the vault's own rules only.
interface IPropertyDeed {
    /// @notice Where a title stands in the world.
    /// @param country ISO 3166-1 numeric
    /// @param register the land register, `A-Z 0-9 . - /`, 1 to 64 characters
    /// @param folio the entry in it, the same characters
    struct Title {
        uint16 country;
        string register;
        string folio;
    }

    /// @notice A title was brought onto the platform.
    event TitleRecorded(uint256 indexed titleId, Title title, address indexed holder, bytes32 documentHash);
    /// @notice A title left the platform.
    event TitleStruck(uint256 indexed titleId, address indexed holder, bytes32 reason, bytes32 documentHash);
    /// @notice Why an officer moved or froze: a reason code and the hash of the paper behind it.
    event DeedEnforced(uint256 indexed titleId, address indexed account, bytes32 reason, bytes32 documentHash);
    /// @notice A document of a title was set or changed.
    event TitleDocumentUpdated(uint256 indexed titleId, bytes32 indexed name, string uri, bytes32 documentHash);
    /// @notice A document of a title was removed.
    event TitleDocumentRemoved(uint256 indexed titleId, bytes32 indexed name, string uri, bytes32 documentHash);

    /// @notice The title is on the platform already.
    error TitleExists(uint256 titleId);
    /// @notice Country outside 1 to 999, or a register or folio with other than its characters.
    error InvalidTitle(uint16 country, string register, string folio);
    /// @notice The deed is in a vault; it leaves by the vault's rules only.
    error DeedInVault(address vault, uint256 titleId);
    /// @notice An enforcement to the same account would only release a frozen deed.
    error DeedToItself(address account);

    /// @notice Brings a title onto the platform and gives its deed to `holder`, who must be eligible. Deployers only.
    /// @param documentHash SHA-256 of the extract from the land register
    function recordTitle(Title calldata title, address holder, bytes32 documentHash) external returns (uint256 titleId);

    /// @notice Takes a title off the platform, whoever holds it but a vault. Deployers only.
    function strikeTitle(uint256 titleId, bytes32 reason, bytes32 documentHash) external;

    /// @notice ERC-7943 with the reason and the hash of the order. Compliance only.
    function forcedTransfer(
        address from,
        address to,
        uint256 titleId,
        bytes32 reason,
        bytes32 documentHash
    ) external returns (bool);

    /// @notice ERC-7943 with the reason and the hash of the order. Compliance only.
    function setFrozenTokens(
        address account,
        uint256 titleId,
        bool frozen,
        bytes32 reason,
        bytes32 documentHash
    ) external returns (bool);

    /// @notice Sets or changes a document of a title. Issuers of the platform only.
    function setTitleDocument(uint256 titleId, bytes32 name, string calldata uri, bytes32 documentHash) external;

    /// @notice Removes a document of a title. Issuers of the platform only.
    function removeTitleDocument(uint256 titleId, bytes32 name) external;

    /// @notice A document of a title as {IERC1643-getDocument}.
    function titleDocument(uint256 titleId, bytes32 name) external view returns (string memory, bytes32, uint256);

    /// @notice Names of the documents of a title, at most 64.
    function titleDocuments(uint256 titleId) external view returns (bytes32[] memory);

    /// @notice Where a title stands in the world; empty if it is not on the platform.
    function titleOf(uint256 titleId) external view returns (Title memory);

    /// @notice The id a title has or would have.
    function titleIdOf(Title calldata title) external pure returns (uint256);
}
