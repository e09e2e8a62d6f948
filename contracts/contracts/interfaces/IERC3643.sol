// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title ERC-3643: the token interface as published, without the ERC-20 it extends
/// @notice Every call of it is answered by an {AssetToken}. Interface id `0xb97d944c`, the exclusive or of its functions,
/// which T-REX announces too. Three groups are answered more strictly than the standard's reference:
/// officers' forms without a reason are for administrators ({IAssetToken} has those that carry the paper); supply is
/// created and destroyed only under an operation id; register, rules and identity are part of the code.
interface IERC3643 {
    /// @notice Name or symbol were set or changed.
    event UpdatedTokenInformation(
        string newName,
        string newSymbol,
        uint8 newDecimals,
        string newVersion,
        address newOnchainID
    );
    /// @notice The token works with this investor register.
    event IdentityRegistryAdded(address indexed identityRegistry);
    /// @notice The token follows the rules of this contract.
    event ComplianceAdded(address indexed compliance);
    /// @notice Everything of a lost wallet moved to a new one of the same investor.
    event RecoverySuccess(address lostWallet, address newWallet, address investorOnchainID);
    /// @notice An account was frozen or released by `owner`.
    event AddressFrozen(address indexed userAddress, bool indexed isFrozen, address indexed owner);
    /// @notice Part of an account was frozen.
    event TokensFrozen(address indexed userAddress, uint256 amount);
    /// @notice Part of an account was released.
    event TokensUnfrozen(address indexed userAddress, uint256 amount);
    /// @notice Transfers stopped.
    event Paused(address userAddress);
    /// @notice Transfers go on.
    event Unpaused(address userAddress);

    /// @notice Changes the name, and with it the domain that permits are signed for. Administrators only.
    function setName(string calldata newName) external;

    /// @notice Changes the symbol. Administrators only.
    function setSymbol(string calldata newSymbol) external;

    /// @notice Always reverts with {IAssetToken-FixedForLife}: a token has no identity contract.
    function setOnchainID(address newOnchainID) external;

    /// @notice {IAssetToken-pause}.
    function pause() external;

    /// @notice {IAssetToken-unpause}.
    function unpause() external;

    /// @notice {IAssetToken-setAddressFrozen} without a reason. Administrators only.
    function setAddressFrozen(address userAddress, bool freeze) external;

    /// @notice {IAssetToken-freezePartialTokens}.
    function freezePartialTokens(address userAddress, uint256 amount) external;

    /// @notice {IAssetToken-unfreezePartialTokens}.
    function unfreezePartialTokens(address userAddress, uint256 amount) external;

    /// @notice Always reverts with {IAssetToken-FixedForLife}: nobody changes the register under the holders.
    function setIdentityRegistry(address newIdentityRegistry) external;

    /// @notice Always reverts with {IAssetToken-FixedForLife}: the rules live in the token, see {IAssetToken-setRules}.
    function setCompliance(address newCompliance) external;

    /// @notice {IERC7943Fungible-forcedTransfer}. Administrators only.
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool);

    /// @notice Always reverts with {IAssetToken-OperationIdRequired}: without an id the same mint could happen twice.
    function mint(address to, uint256 amount) external;

    /// @notice Always reverts with {IAssetToken-OperationIdRequired}, as {mint}.
    function burn(address userAddress, uint256 amount) external;

    /// @notice {IAssetToken-recoveryAddress}. Administrators only.
    function recoveryAddress(address lostWallet, address newWallet, address investorOnchainID) external returns (bool);

    /// @notice {IAssetToken-batchTransfer}.
    function batchTransfer(address[] calldata toList, uint256[] calldata amounts) external;

    /// @notice {IERC3643Batch-batchForcedTransfer}. Administrators only.
    function batchForcedTransfer(
        address[] calldata fromList,
        address[] calldata toList,
        uint256[] calldata amounts
    ) external;

    /// @notice Always reverts with {IAssetToken-OperationIdRequired}, as {mint}.
    function batchMint(address[] calldata toList, uint256[] calldata amounts) external;

    /// @notice Always reverts with {IAssetToken-OperationIdRequired}, as {mint}.
    function batchBurn(address[] calldata userAddresses, uint256[] calldata amounts) external;

    /// @notice {IERC3643Batch-batchSetAddressFrozen}. Administrators only.
    function batchSetAddressFrozen(address[] calldata userAddresses, bool[] calldata freeze) external;

    /// @notice {IERC3643Batch-batchFreezePartialTokens}.
    function batchFreezePartialTokens(address[] calldata userAddresses, uint256[] calldata amounts) external;

    /// @notice {IERC3643Batch-batchUnfreezePartialTokens}.
    function batchUnfreezePartialTokens(address[] calldata userAddresses, uint256[] calldata amounts) external;

    /// @notice Always zero: a token has no identity contract.
    function onchainID() external view returns (address);

    /// @notice Version of the token's code.
    function version() external view returns (string memory);

    /// @notice The investor register.
    function identityRegistry() external view returns (address);

    /// @notice The token itself: the rules live in it.
    function compliance() external view returns (address);

    /// @notice Whether transfers are stopped.
    function paused() external view returns (bool);

    /// @notice Whether the account is frozen as a whole.
    function isFrozen(address userAddress) external view returns (bool);

    /// @notice The frozen amount in base units.
    function getFrozenTokens(address userAddress) external view returns (uint256);
}
