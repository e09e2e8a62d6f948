// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Register of the wallets that may hold assets
/// @notice One 256-bit word per wallet, no personal data: who the person is stays off-chain, the evidence's hash is in
/// the event. A packed record, lowest bits first:
/// `expiry u40 | country u16 | tier u8 | flags u16 | investorId u64 | provider u32 | updatedAt u40`.
/// `expiry` and `updatedAt` are seconds since 1970, `country` is ISO 3166-1 numeric, `flags` holds status bits
/// (1 suspended, 2 revoked, 4 replaced) in its low byte and free attributes in its high byte.
/// The register never calls anything that an investor controls.
interface IInvestorRegistry {
    /// @notice A record, unpacked.
    struct Record {
        uint40 expiry;
        uint16 country;
        uint8 tier;
        uint16 flags;
        uint64 investorId;
        uint32 provider;
        uint40 updatedAt;
    }

    /// @notice What an attestor signs (EIP-712): the packed record without `updatedAt`, valid until `deadline`.
    struct Attestation {
        address wallet;
        uint256 record;
        bytes32 evidenceHash;
        uint40 issuedAt;
        uint40 deadline;
    }

    /// @notice A wallet's record was written; `evidenceHash` is the SHA-256 of the file that justifies it.
    event WalletRegistered(address indexed wallet, uint256 record, bytes32 evidenceHash);
    /// @notice Many records were written at once; `evidenceHash` covers the whole list.
    event WalletsRegistered(bytes32 indexed evidenceHash, address[] wallets, uint256[] records);
    /// @notice The wallet may no longer receive or send.
    event WalletRevoked(address indexed wallet, bytes32 reason);
    /// @notice A sanctions or compliance stop was set (true) or lifted (false).
    event WalletSuspended(address indexed wallet, bool suspended, bytes32 reason);
    /// @notice `newWallet` belongs to the same investor as `wallet`.
    event WalletLinked(address indexed wallet, address indexed newWallet, bytes32 evidenceHash);
    /// @notice `lostWallet` is out of use for ever, `newWallet` takes its place.
    event WalletReplaced(address indexed lostWallet, address indexed newWallet, bytes32 evidenceHash);
    /// @notice A registrar was admitted.
    event AgentAdded(address indexed agent);
    /// @notice A registrar was dismissed.
    event AgentRemoved(address indexed agent);
    /// @notice An attestor may sign records of `provider`; 0 ends it.
    event AttestorSet(address indexed attestor, uint32 provider);

    /// @notice The caller is no registrar.
    error NotAgent(address caller);
    /// @notice The zero address is no wallet.
    error InvalidWallet(address wallet);
    /// @notice Country outside 1 to 999, no investor id, or status flags or `updatedAt` given by the caller.
    error InvalidRecord(address wallet, uint256 record);
    /// @notice The record would be expired already.
    error ExpiryInPast(address wallet, uint256 expiry);
    /// @notice The wallet has no record to work on.
    error WalletUnknown(address wallet);
    /// @notice The wallet has a record already and must not have one here.
    error WalletAlreadyRegistered(address wallet);
    /// @notice A stop by compliance stands; only compliance lifts it.
    error WalletIsSuspended(address wallet);
    /// @notice A revoked wallet passes its record to no other; register it anew first.
    error WalletIsRevoked(address wallet);
    /// @notice A replaced wallet never comes back.
    error WalletIsReplaced(address wallet);
    /// @notice Lists of different length.
    error LengthMismatch(uint256 wallets, uint256 records);
    /// @notice The attestation's time is over or not yet come.
    error AttestationExpired(uint256 issuedAt, uint256 deadline);
    /// @notice A newer change of this wallet exists, so the attestation is void (this also stops replays).
    error AttestationSuperseded(address wallet, uint256 issuedAt, uint256 updatedAt);
    /// @notice Who is named is no attestor of the record's provider.
    error UnknownAttestor(address attestor, uint32 provider);
    /// @notice The signature is not the attestor's, or for another record, registry or chain.
    error InvalidAttestation(address attestor, bytes32 digest);

    /// @notice Writes or renews a wallet's record. Registrars only. A wallet never passes to another investor.
    /// @param record packed record with `updatedAt` zero
    /// @param evidenceHash SHA-256 of the evidence file
    function register(address wallet, uint256 record, bytes32 evidenceHash) external;

    /// @notice Writes or renews many records under one evidence hash. Registrars only; all or nothing.
    function registerBatch(address[] calldata wallets, uint256[] calldata records, bytes32 evidenceHash) external;

    /// @notice Writes a record that an attestor signed; anybody may send it.
    /// @param attestor who signed: a key, or a contract that answers by ERC-1271
    /// @param signature over the EIP-712 hash: 65 bytes `r | s | v` of a key, or what the contract understands
    function registerBySignature(
        Attestation calldata attestation,
        address attestor,
        bytes calldata signature
    ) external;

    /// @notice Ends a wallet's eligibility. Registrars only.
    function revoke(address wallet, bytes32 reason) external;

    /// @notice Gives `newWallet` the record of `wallet`: same investor, second wallet. Registrars only.
    function link(address wallet, address newWallet, bytes32 evidenceHash) external;

    /// @notice Retires a lost wallet and gives its record to `newWallet`. Registrars only.
    /// `newWallet` must be unknown or belong to the same investor, so two investors are never merged.
    function replace(address lostWallet, address newWallet, bytes32 evidenceHash) external;

    /// @notice Sets or lifts a stop on a wallet, on every asset at once. Compliance (platform role) only.
    function setSuspended(address wallet, bool suspended, bytes32 reason) external;

    /// @notice Admits or dismisses a registrar. Hub administrators only.
    function setAgent(address agent, bool allowed) external;

    /// @notice Lets `attestor` sign records of `provider`, or ends that with 0. Hub administrators only.
    function setAttestor(address attestor, uint32 provider) external;

    /// @notice Two packed words at once: all that a transfer has to know.
    function pair(address a, address b) external view returns (uint256 wordA, uint256 wordB);

    /// @notice The packed word of a wallet, 0 if unknown.
    function wordOf(address wallet) external view returns (uint256);

    /// @notice The record of a wallet, unpacked; all zero if unknown.
    function recordOf(address wallet) external view returns (Record memory);

    /// @notice The wallet that took the place of a lost one, or zero.
    function successorOf(address lostWallet) external view returns (address);

    /// @notice Whether both wallets belong to one known investor.
    function sameInvestor(address a, address b) external view returns (bool);

    /// @notice Whether an address is a registrar.
    function isAgent(address agent) external view returns (bool);

    /// @notice The provider an attestor signs for, 0 for none.
    function providerOf(address attestor) external view returns (uint32);

    /// @notice EIP-712 hash an attestor signs.
    function attestationDigest(Attestation calldata attestation) external view returns (bytes32);

    /// @notice ERC-3643: registered, not expired, not suspended, not revoked, not replaced.
    function isVerified(address wallet) external view returns (bool);

    /// @notice ERC-3643: whether a record exists, valid or not.
    function contains(address wallet) external view returns (bool);

    /// @notice ERC-3643: the identity of a wallet. There is no identity contract: the investor id is given as an
    /// address, so that two wallets of one investor compare equal.
    function identity(address wallet) external view returns (address);

    /// @notice ERC-3643: country of a wallet, ISO 3166-1 numeric, 0 if unknown.
    function investorCountry(address wallet) external view returns (uint16);

    /// @notice ERC-3643: this contract is its own storage.
    function identityStorage() external view returns (address);

    /// @notice ERC-3643: this contract keeps its own list of attestors.
    function issuersRegistry() external view returns (address);

    /// @notice ERC-3643: no claim topics are used; always zero.
    function topicsRegistry() external view returns (address);
}
