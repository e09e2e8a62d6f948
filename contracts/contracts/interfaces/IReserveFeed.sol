// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title A report feed of reserves that carries the paper behind its numbers
/// @notice A round gives the quantity; its attestation says which document, which bar list and which custodians stand
/// behind it, and when they spoke. Both are signed by the committee. One attestation per round, never rewritten: a
/// correction is a new round with its own.
interface IReserveFeed {
    /// @notice What the committee signs (EIP-712 `ReserveAttestation`, under the committee's own domain).
    /// @param feed the feed it is for
    /// @param epoch epoch of the signer set
    /// @param round the newest round of the feed, whose answer is the quantity attested
    /// @param attestedAt seconds: when the custodians stated their holdings
    /// @param expiry seconds: last block time at which the attestation may arrive
    /// @param documentHash SHA-256 of the custodians' document
    /// @param barListRoot Merkle root of the bar list, zero where the reserve has no bars
    /// @param custodians ids of the custodians, strictly ascending, 1 to 32
    struct Attestation {
        address feed;
        uint32 epoch;
        uint32 round;
        uint32 attestedAt;
        uint32 expiry;
        bytes32 documentHash;
        bytes32 barListRoot;
        bytes32[] custodians;
    }

    /// @notice What the feed keeps of an attestation; all zero if there is none.
    /// @param custodianSet keccak256 of the ids of the custodians, one after another
    struct Attested {
        bytes32 documentHash;
        bytes32 barListRoot;
        bytes32 custodianSet;
        uint32 round;
        uint32 attestedAt;
        uint32 recordedAt;
        uint8 custodians;
    }

    /// @notice The paper behind a round was put on record.
    event ReserveAttested(
        address indexed feed,
        uint32 indexed round,
        bytes32 indexed documentHash,
        bytes32 barListRoot,
        uint32 attestedAt,
        bytes32[] custodians
    );

    /// @notice This feed was not opened as one of reserves.
    error NotAReserveFeed(address feed);
    /// @notice The attestation names another feed.
    error AttestationOfOtherFeed(address given);
    /// @notice An attestation speaks of the newest round; there must be one.
    error AttestationOfOtherRound(uint32 given, uint32 newest);
    /// @notice The round has its attestation; a correction is a new round.
    error RoundAlreadyAttested(uint32 round);
    /// @notice The attestation lies in the future, or before the last one.
    error AttestationTimeInvalid(uint32 attestedAt, uint32 last, uint256 blockTime);
    /// @notice The attestation arrived after its expiry.
    error AttestationArrivedLate(uint32 expiry, uint256 blockTime);
    /// @notice An attestation names its document and 1 to 32 custodians in ascending order.
    error AttestationIncomplete(bytes32 documentHash, uint256 custodians);

    /// @notice Puts the paper behind the newest round on record. Anybody may; the signatures are the authority.
    /// @param bitmap and
    /// @param proof as in {IOracleCommittee-submit}
    function attest(Attestation calldata given, uint256 bitmap, bytes calldata proof) external;

    /// @notice The newest attestation.
    function attestation() external view returns (Attested memory);

    /// @notice The attestation of a round.
    function attestationOf(uint32 round) external view returns (Attested memory);

    /// @notice Merkle root of the newest attested bar list.
    function barListRoot() external view returns (bytes32);

    /// @notice The EIP-712 hash that the committee signs.
    function attestationDigest(Attestation calldata given) external view returns (bytes32);
}
