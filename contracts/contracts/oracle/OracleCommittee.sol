// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../interfaces/IReportFeed.sol";
import {CommitteeSigners} from "./CommitteeSigners.sol";
import {PolicyWords} from "./PolicyWords.sol";
import {ReserveFeed} from "./ReserveFeed.sol";

/// @title OracleCommittee
/// @notice See {IOracleCommittee}. Keeps the rounds of all the feeds it opened, and is the code behind every one of them
/// ({FeedFace}).
/// @dev Reports are hashed where they stand, in the calldata.
contract OracleCommittee is CommitteeSigners, ReserveFeed {
    /// @dev Written out in one literal each: the compiler hashes no other string constant before it runs.
    bytes32 private constant REPORT_TYPEHASH =
        keccak256(
            "Report(address feed,uint32 epoch,uint32 round,int128 answer,uint32 valuationTime,uint32 expiry)"
        );
    bytes32 private constant BATCH_TYPEHASH =
        keccak256(
            "ReportBatch(Report[] reports)"
            "Report(address feed,uint32 epoch,uint32 round,int128 answer,uint32 valuationTime,uint32 expiry)"
        );

    constructor(
        address hub,
        address[] memory initialSigners,
        uint8 initialThreshold
    ) HubManaged(hub) CommitteeSigners(initialSigners, initialThreshold) {}

    /// @inheritdoc IOracleCommittee
    function submit(
        Report calldata report,
        uint256 bitmap,
        bytes calldata proof
    ) external committeeOnly returns (bool) {
        uint256 set = _set;
        _checkEpoch(set, report);
        bytes32 digest = _hashTypedDataV4(_hashReport(report));
        _verify(set, digest, bitmap, proof);
        return _receive(report, digest);
    }

    /// @inheritdoc IOracleCommittee
    function submitBatch(
        Report[] calldata reports,
        uint256 bitmap,
        bytes calldata proof
    ) external committeeOnly returns (uint256 accepted) {
        uint256 count = reports.length;
        if (count == 0 || count > 256) revert InvalidBatch(count);
        uint256 set = _set;
        (bytes32[] memory hashes, uint256 foreign) = _hashReports(reports, _epoch(set));
        bytes memory frame = abi.encodePacked(hex"1901", _domainSeparatorV4(), bytes32(0));
        unchecked {
            for (uint256 i = 0; foreign != 0 && i < count; ++i) {
                _checkEpoch(set, _at(reports, i));
            }
            _verify(set, _digest(frame, _hashBatch(hashes)), bitmap, proof);
            for (uint256 i = 0; i < count; ++i) {
                bool published = _receive(_at(reports, i), _digest(frame, _get(hashes, i)));
                assembly ("memory-safe") {
                    accepted := or(accepted, shl(i, published))
                }
            }
        }
    }

    /// @inheritdoc IOracleCommittee
    function openFeed(
        bytes32 salt,
        IReportFeed.FeedInit calldata init
    ) external committeeOnly restricted returns (address feed) {
        if (init.assetId == 0 || init.decimals > 18) {
            revert IReportFeed.InvalidFeedInit(init.assetId, init.decimals);
        }
        (uint256 bounds, uint256 limits) = PolicyWords.pack(init.policy);
        PolicyWords.check(bounds, limits);
        feed = Clones.cloneDeterministicWithImmutableArgs(
            address(this),
            PolicyWords.encode(bounds, limits, init.ofReserves),
            _salt(msg.sender, salt)
        );
        _list(feed, init, bounds, limits);
    }

    /// @inheritdoc IOracleCommittee
    function feedAddress(
        address opener,
        bytes32 salt,
        IReportFeed.FeedPolicy calldata policy,
        bool ofReserves
    ) external view committeeOnly returns (address) {
        (uint256 bounds, uint256 limits) = PolicyWords.pack(policy);
        return
            Clones.predictDeterministicAddressWithImmutableArgs(
                address(this),
                PolicyWords.encode(bounds, limits, ofReserves),
                _salt(opener, salt)
            );
    }

    /// @inheritdoc IOracleCommittee
    function digestOf(Report calldata report) external view committeeOnly returns (bytes32) {
        return _hashTypedDataV4(_hashReport(report));
    }

    /// @inheritdoc IOracleCommittee
    function batchDigestOf(Report[] calldata reports) external view committeeOnly returns (bytes32) {
        (bytes32[] memory hashes, ) = _hashReports(reports, 0);
        return _hashTypedDataV4(_hashBatch(hashes));
    }

    /// @dev The epoch as it stands in the calldata: with stray bits it is another one.
    function _checkEpoch(uint256 set, Report calldata report) private pure {
        uint256 given;
        assembly ("memory-safe") {
            given := calldataload(add(report, 0x20))
        }
        if (given != _epoch(set)) revert WrongEpoch(report.epoch, _epoch(set));
    }

    /// @dev `reports[i]` for an `i` that the caller keeps below the length.
    function _at(Report[] calldata reports, uint256 i) private pure returns (Report calldata report) {
        assembly ("memory-safe") {
            report := add(reports.offset, mul(i, 0xc0))
        }
    }

    /// @dev The calldata of a report is its EIP-712 encoding but for the type hash before it. A value with stray high
    /// bits gives a hash that nobody signs.
    function _hashReport(Report calldata report) private pure returns (bytes32 hash) {
        bytes32 typeHash = REPORT_TYPEHASH;
        assembly ("memory-safe") {
            let input := mload(0x40)
            mstore(input, typeHash)
            calldatacopy(add(input, 0x20), report, 0xc0)
            hash := keccak256(input, 0xe0)
        }
    }

    /// @dev {_hashReport} of each; `foreign` is not zero where one is of another epoch than `current`.
    function _hashReports(
        Report[] calldata reports,
        uint256 current
    ) private pure returns (bytes32[] memory hashes, uint256 foreign) {
        bytes32 typeHash = REPORT_TYPEHASH;
        hashes = new bytes32[](reports.length);
        assembly ("memory-safe") {
            let input := mload(0x40)
            let copy := add(input, 0x20)
            mstore(input, typeHash)
            let report := reports.offset
            let end := add(hashes, shl(5, reports.length))
            for {
                let to := hashes
            } lt(to, end) {
                report := add(report, 0xc0)
            } {
                calldatacopy(copy, report, 0xc0)
                foreign := or(foreign, xor(calldataload(add(report, 0x20)), current))
                to := add(to, 0x20)
                mstore(to, keccak256(input, 0xe0))
            }
        }
    }

    /// @dev The digest of a struct hash: the last word of the frame, which all digests of a batch share.
    function _digest(bytes memory frame, bytes32 hash) private pure returns (bytes32 digest) {
        assembly ("memory-safe") {
            mstore(add(frame, 0x42), hash)
            digest := keccak256(add(frame, 0x20), 0x42)
        }
    }

    /// @dev `hashes[i]` for an `i` that the caller keeps below the length.
    function _get(bytes32[] memory hashes, uint256 i) private pure returns (bytes32 hash) {
        assembly ("memory-safe") {
            hash := mload(add(add(hashes, 0x20), shl(5, i)))
        }
    }

    /// @dev Nobody opens a feed at the address that another opener's feed will have.
    function _salt(address opener, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(opener, salt));
    }

    function _hashBatch(bytes32[] memory hashes) private pure returns (bytes32 hash) {
        bytes32 typeHash = BATCH_TYPEHASH;
        assembly ("memory-safe") {
            mstore(0x00, typeHash)
            mstore(0x20, keccak256(add(hashes, 0x20), shl(5, mload(hashes))))
            hash := keccak256(0x00, 0x40)
        }
    }
}
