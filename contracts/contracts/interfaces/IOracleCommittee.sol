// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReportFeed} from "./IReportFeed.sol";

/// @title The people (keys) whose agreement makes a number
/// @notice Verifies EIP-712 reports of exactly `threshold` distinct current signers and keeps the rounds of the feeds it
/// opened. One committee serves any number of feeds; every event about a feed is the committee's and names the feed
/// first ({IReportFeed}, {IReserveFeed}). A report is bound to chain, committee, feed, epoch, round and expiry.
///
/// Proof: a walk along the signer list in its order. For a signer whose bit is set in `bitmap` stand 64 bytes of a
/// compact signature (ERC-2098 `r | yParityAndS`); for one whose bit is not set stand the 20 bytes of the address. The
/// list thus rebuilt must hash to the stored commitment: no signer's address is ever read from storage.
interface IOracleCommittee {
    /// @notice One number for one round of one feed.
    /// @param epoch epoch of the signer set
    /// @param round last round of the feed plus one
    /// @param answer value in the feed's decimals
    /// @param valuationTime seconds: what moment the value is about
    /// @param expiry seconds: last block time at which the report may arrive
    struct Report {
        address feed;
        uint32 epoch;
        uint32 round;
        int128 answer;
        uint32 valuationTime;
        uint32 expiry;
    }

    /// @notice A new set of signers holds; signatures of earlier epochs are void.
    event SignersChanged(uint32 indexed epoch, address[] signers, uint8 threshold);

    /// @notice A set has 2 to 32 signers and needs more than half of them.
    error InvalidThreshold(uint256 signers, uint256 threshold);
    /// @notice The zero address or a repeated one is no signer.
    error InvalidSigner(address signer);
    /// @notice The report belongs to another set of signers.
    error WrongEpoch(uint32 given, uint32 current);
    /// @notice Not exactly the threshold of signers.
    error WrongSignatureCount(uint256 given, uint256 threshold);
    /// @notice The bitmap names signers that do not exist.
    error InvalidBitmap(uint256 bitmap, uint256 signers);
    /// @notice The proof is too short or too long for its bitmap.
    error InvalidProofLength(uint256 given, uint256 expected);
    /// @notice The signature at this place of the list is malformed (high s, or nothing recovers).
    error InvalidSignature(uint256 index);
    /// @notice Somebody who is no current signer, or not in this place, signed or was named.
    error NotTheSigners(uint32 epoch, bytes32 digest);
    /// @notice A batch has 1 to 256 reports.
    error InvalidBatch(uint256 reports);
    /// @notice This address is none of the committee's feeds.
    error NotAFeed(address feed);
    /// @notice A feed does not do what is the committee's to do.
    error NotTheCommittee(address feed);

    /// @notice Delivers a signed report. Anybody may; the signatures are the authority.
    /// @return accepted false when the feed parked it for approval
    function submit(Report calldata report, uint256 bitmap, bytes calldata proof) external returns (bool accepted);

    /// @notice Delivers many reports under one set of signatures over all of them; all or nothing.
    /// @return accepted bit n is set when report n was accepted, not parked
    function submitBatch(
        Report[] calldata reports,
        uint256 bitmap,
        bytes calldata proof
    ) external returns (uint256 accepted);

    /// @notice Opens a feed: creates its address and lists it, in one call. The platform's factory only, so that nobody
    /// can show a feed of this committee that names an asset and was never opened for it.
    /// @param salt tells the caller's feeds apart
    function openFeed(bytes32 salt, IReportFeed.FeedInit calldata init) external returns (address feed);

    /// @notice The address that {openFeed} gives this opener.
    function feedAddress(
        address opener,
        bytes32 salt,
        IReportFeed.FeedPolicy calldata policy,
        bool ofReserves
    ) external view returns (address);

    /// @notice Replaces the signers and begins a new epoch. Oracle role of the platform only.
    function setSigners(address[] calldata newSigners, uint8 newThreshold) external;

    /// @notice Passes when exactly the threshold of current signers signed a statement other than a report (an
    /// attestation, a root); reverts otherwise. The asking contract hashes its own EIP-712 struct, names itself in it
    /// and keeps it from being used twice.
    /// @param statementEpoch epoch named in the statement
    /// @param structHash EIP-712 hash of the struct, without the domain
    /// @param bitmap and
    /// @param proof as in {submit}
    function checkStatement(
        uint32 statementEpoch,
        bytes32 structHash,
        uint256 bitmap,
        bytes calldata proof
    ) external view;

    /// @notice EIP-712 hash of a statement under the committee's domain: what its signers sign.
    function statementDigest(bytes32 structHash) external view returns (bytes32);

    /// @notice The signers, in the order of the bitmap's bits.
    function signers() external view returns (address[] memory);

    /// @notice How many must sign.
    function threshold() external view returns (uint8);

    /// @notice Number of the current set.
    function epoch() external view returns (uint32);

    /// @notice EIP-712 hash of a report.
    function digestOf(Report calldata report) external view returns (bytes32);

    /// @notice EIP-712 hash of a batch.
    function batchDigestOf(Report[] calldata reports) external view returns (bytes32);
}
