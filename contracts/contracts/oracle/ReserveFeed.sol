// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";
import {IReserveFeed} from "../interfaces/IReserveFeed.sol";
import {ReportFeed} from "./ReportFeed.sol";
import {RoundWord} from "./RoundWord.sol";

/// @title ReserveFeed
/// @notice See {IReserveFeed}. Deployed once, cloned per asset; publishes as every {ReportFeed}.
/// @dev Behind the slots of {ReportFeed}:
/// slot n    round of the newest attestation u32
/// slot n+1  attestations: round => documentHash | barListRoot | custodianSet | round u32, attestedAt u32,
///           recordedAt u32, custodians u8
contract ReserveFeed is ReportFeed, IReserveFeed {
    using RoundWord for uint256;

    bytes32 private constant ATTESTATION_TYPEHASH =
        keccak256(
            "ReserveAttestation(address feed,uint32 epoch,uint32 round,uint32 attestedAt,uint32 expiry,"
            "bytes32 documentHash,bytes32 barListRoot,bytes32[] custodians)"
        );
    uint256 private constant MAX_CUSTODIANS = 32;

    uint32 private _attestedRound;
    mapping(uint32 round => Attested) private _attestations;

    constructor(address hub, address committee_) ReportFeed(hub, committee_) {}

    /// @inheritdoc IReserveFeed
    function attest(Attestation calldata given, uint256 bitmap, bytes calldata proof) external {
        IOracleCommittee(COMMITTEE).checkStatement(given.epoch, _hash(given), bitmap, proof);
        _checkAttestation(given);
        _attestedRound = given.round;
        _attestations[given.round] = Attested({
            documentHash: given.documentHash,
            barListRoot: given.barListRoot,
            custodianSet: keccak256(abi.encodePacked(given.custodians)),
            round: given.round,
            attestedAt: given.attestedAt,
            recordedAt: uint32(block.timestamp),
            custodians: uint8(given.custodians.length)
        });
        emit ReserveAttested(
            given.round,
            given.documentHash,
            given.barListRoot,
            given.attestedAt,
            given.custodians
        );
    }

    /// @inheritdoc IReserveFeed
    function attestation() external view returns (Attested memory) {
        return _attestations[_attestedRound];
    }

    /// @inheritdoc IReserveFeed
    function attestationOf(uint32 round) external view returns (Attested memory) {
        return _attestations[round];
    }

    /// @inheritdoc IReserveFeed
    function barListRoot() external view returns (bytes32) {
        return _attestations[_attestedRound].barListRoot;
    }

    /// @inheritdoc IReserveFeed
    function attestationDigest(Attestation calldata given) external view returns (bytes32) {
        return IOracleCommittee(COMMITTEE).statementDigest(_hash(given));
    }

    function _checkAttestation(Attestation calldata given) private view {
        if (given.feed != address(this)) revert AttestationOfOtherFeed(given.feed);
        uint256 newest = _newest;
        if (newest & RoundWord.PAUSED != 0) revert FeedIsPaused();
        if (given.round == 0 || given.round != newest.round()) {
            revert AttestationOfOtherRound(given.round, newest.round());
        }
        uint32 lastRound = _attestedRound;
        if (given.round == lastRound) revert RoundAlreadyAttested(given.round);
        // One document may stand behind several rounds, so the time may stay; it never goes back.
        uint32 last = _attestations[lastRound].attestedAt;
        if (given.attestedAt == 0 || given.attestedAt < last || given.attestedAt > block.timestamp) {
            revert AttestationTimeInvalid(given.attestedAt, last, block.timestamp);
        }
        if (block.timestamp > given.expiry) revert AttestationArrivedLate(given.expiry, block.timestamp);
        _checkPaper(given.documentHash, given.custodians);
    }

    function _checkPaper(bytes32 documentHash, bytes32[] calldata custodians) private pure {
        uint256 count = custodians.length;
        if (documentHash == 0 || count == 0 || count > MAX_CUSTODIANS || custodians[0] == 0) {
            revert AttestationIncomplete(documentHash, count);
        }
        for (uint256 i = 1; i < count; ++i) {
            if (custodians[i] <= custodians[i - 1]) revert AttestationIncomplete(documentHash, count);
        }
    }

    function _hash(Attestation calldata given) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    ATTESTATION_TYPEHASH,
                    given.feed,
                    given.epoch,
                    given.round,
                    given.attestedAt,
                    given.expiry,
                    given.documentHash,
                    given.barListRoot,
                    keccak256(abi.encodePacked(given.custodians))
                )
            );
    }
}
