// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReserveFeed} from "../interfaces/IReserveFeed.sol";
import {CommitteeSigners} from "./CommitteeSigners.sol";
import {PolicyWords} from "./PolicyWords.sol";
import {ReportFeed} from "./ReportFeed.sol";
import {RoundWord} from "./RoundWord.sol";

/// @title ReserveFeed
/// @notice See {IReserveFeed}: what is called at the address of a feed of reserves, beside all of {ReportFeed}.
abstract contract ReserveFeed is CommitteeSigners, ReportFeed, IReserveFeed {
    using RoundWord for uint256;

    bytes32 private constant ATTESTATION_TYPEHASH =
        keccak256(
            "ReserveAttestation(address feed,uint32 epoch,uint32 round,uint32 attestedAt,uint32 expiry,"
            "bytes32 documentHash,bytes32 barListRoot,bytes32[] custodians)"
        );
    uint256 private constant MAX_CUSTODIANS = 32;

    mapping(address feed => uint32 round) private _attestedRound;
    mapping(address feed => mapping(uint32 round => Attested)) private _attestations;

    /// @inheritdoc IReserveFeed
    function attest(Attestation calldata given, uint256 bitmap, bytes calldata proof) external doneAtFeed {
        (address feed, uint256 newest) = _askingReserves();
        _checkStatement(given.epoch, _hash(given), bitmap, proof);
        _checkAttestation(feed, newest, given);
        _attestedRound[feed] = given.round;
        _attestations[feed][given.round] = Attested({
            documentHash: given.documentHash,
            barListRoot: given.barListRoot,
            custodianSet: keccak256(abi.encodePacked(given.custodians)),
            round: given.round,
            attestedAt: given.attestedAt,
            recordedAt: uint32(block.timestamp),
            custodians: uint8(given.custodians.length)
        });
        emit ReserveAttested(
            feed,
            given.round,
            given.documentHash,
            given.barListRoot,
            given.attestedAt,
            given.custodians
        );
    }

    /// @inheritdoc IReserveFeed
    function attestation() external view askedOfFeed returns (Attested memory) {
        (address feed, ) = _askingReserves();
        return _attestations[feed][_attestedRound[feed]];
    }

    /// @inheritdoc IReserveFeed
    function attestationOf(uint32 round) external view askedOfFeed returns (Attested memory) {
        (address feed, ) = _askingReserves();
        return _attestations[feed][round];
    }

    /// @inheritdoc IReserveFeed
    function barListRoot() external view askedOfFeed returns (bytes32) {
        (address feed, ) = _askingReserves();
        return _attestations[feed][_attestedRound[feed]].barListRoot;
    }

    /// @inheritdoc IReserveFeed
    function attestationDigest(Attestation calldata given) external view askedOfFeed returns (bytes32) {
        return _hashTypedDataV4(_hash(given));
    }

    /// @dev A feed that was opened as one of reserves; no other carries paper.
    function _askingReserves() private view returns (address feed, uint256 newest) {
        (feed, newest) = _asking();
        (, uint256 limits) = PolicyWords.bornWith(feed);
        if (limits & PolicyWords.OF_RESERVES == 0) revert NotAReserveFeed(feed);
    }

    function _checkAttestation(address feed, uint256 newest, Attestation calldata given) private view {
        if (given.feed != feed) revert AttestationOfOtherFeed(given.feed);
        if (newest & RoundWord.PAUSED != 0) revert FeedIsPaused(feed);
        if (given.round == 0 || given.round != newest.round()) {
            revert AttestationOfOtherRound(given.round, newest.round());
        }
        uint32 lastRound = _attestedRound[feed];
        if (given.round == lastRound) revert RoundAlreadyAttested(given.round);
        // One document may stand behind several rounds, so the time may stay; it never goes back.
        uint32 last = _attestations[feed][lastRound].attestedAt;
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
