// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../interfaces/IReportFeed.sol";

/// @title OracleCommittee
/// @notice See {IOracleCommittee}.
contract OracleCommittee is IOracleCommittee, HubManaged, EIP712 {
    /// @dev Everything a delivery reads, in one word. The commitment is the hash of the padded signer addresses.
    struct SignerSet {
        uint192 commitment;
        uint32 epoch;
        uint8 threshold;
        uint8 count;
    }

    string private constant REPORT_TYPE =
        "Report(address feed,uint32 epoch,uint32 round,int128 answer,uint32 valuationTime,uint32 expiry)";
    bytes32 private constant REPORT_TYPEHASH = keccak256(bytes(REPORT_TYPE));
    bytes32 private constant BATCH_TYPEHASH =
        keccak256(abi.encodePacked("ReportBatch(Report[] reports)", REPORT_TYPE));

    uint256 private constant MAX_SIGNERS = 32;
    /// @dev Half of the secp256k1 order: a higher s is the malleable twin of a valid signature.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    SignerSet private _set;
    /// @dev For readers only; deliveries never touch it.
    address[] private _signers;

    constructor(
        address hub,
        address[] memory initialSigners,
        uint8 initialThreshold
    ) HubManaged(hub) EIP712("Cadastre Oracle", "1") {
        _setSigners(initialSigners, initialThreshold);
    }

    /// @inheritdoc IOracleCommittee
    function submit(Report calldata report, uint256 bitmap, bytes calldata proof) external returns (bool) {
        SignerSet memory set = _set;
        if (report.epoch != set.epoch) revert WrongEpoch(report.epoch, set.epoch);
        bytes32 digest = _hashTypedDataV4(_hashReport(report));
        _verify(set, digest, bitmap, proof);
        return _push(report, digest);
    }

    /// @inheritdoc IOracleCommittee
    function submitBatch(
        Report[] calldata reports,
        uint256 bitmap,
        bytes calldata proof
    ) external returns (uint256 accepted) {
        if (reports.length == 0) revert EmptyBatch();
        SignerSet memory set = _set;
        bytes32[] memory hashes = new bytes32[](reports.length);
        for (uint256 i = 0; i < reports.length; ++i) {
            if (reports[i].epoch != set.epoch) revert WrongEpoch(reports[i].epoch, set.epoch);
            hashes[i] = _hashReport(reports[i]);
        }
        _verify(set, _hashTypedDataV4(_hashBatch(hashes)), bitmap, proof);
        for (uint256 i = 0; i < reports.length; ++i) {
            if (_push(reports[i], _hashTypedDataV4(hashes[i]))) accepted |= 1 << i;
        }
    }

    /// @inheritdoc IOracleCommittee
    function setSigners(address[] calldata newSigners, uint8 newThreshold) external restricted {
        _setSigners(newSigners, newThreshold);
    }

    /// @inheritdoc IOracleCommittee
    function signers() external view returns (address[] memory) {
        return _signers;
    }

    /// @inheritdoc IOracleCommittee
    function threshold() external view returns (uint8) {
        return _set.threshold;
    }

    /// @inheritdoc IOracleCommittee
    function epoch() external view returns (uint32) {
        return _set.epoch;
    }

    /// @inheritdoc IOracleCommittee
    function digestOf(Report calldata report) external view returns (bytes32) {
        return _hashTypedDataV4(_hashReport(report));
    }

    /// @inheritdoc IOracleCommittee
    function batchDigestOf(Report[] calldata reports) external view returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](reports.length);
        for (uint256 i = 0; i < reports.length; ++i) {
            hashes[i] = _hashReport(reports[i]);
        }
        return _hashTypedDataV4(_hashBatch(hashes));
    }

    function _push(Report calldata report, bytes32 digest) private returns (bool) {
        return
            IReportFeed(report.feed).push(
                report.round,
                report.answer,
                report.valuationTime,
                report.expiry,
                digest,
                msg.sender
            );
    }

    /// @dev Rebuilds the signer list from signatures and named absentees and compares it with the commitment. A
    /// signature repeated in another's place rebuilds another list, so a signer cannot count twice.
    function _verify(SignerSet memory set, bytes32 digest, uint256 bitmap, bytes calldata proof) private pure {
        uint256 count = set.count;
        if (bitmap >> count != 0) revert InvalidBitmap(bitmap, count);
        uint256 signed = _popCount(bitmap);
        if (signed != set.threshold) revert WrongSignatureCount(signed, set.threshold);
        uint256 expected = signed * 64 + (count - signed) * 20;
        if (proof.length != expected) revert InvalidProofLength(proof.length, expected);

        address[] memory list = new address[](count);
        uint256 offset = 0;
        for (uint256 i = 0; i < count; ++i) {
            if ((bitmap >> i) & 1 == 0) {
                list[i] = address(bytes20(proof[offset:offset + 20]));
                offset += 20;
            } else {
                uint256 vs = uint256(bytes32(proof[offset + 32:offset + 64]));
                uint256 s = vs & (type(uint256).max >> 1);
                address signer = ecrecover(digest, uint8(27 + (vs >> 255)), bytes32(proof[offset:offset + 32]), bytes32(s));
                if (s > HALF_ORDER || signer == address(0)) revert InvalidSignature(i);
                list[i] = signer;
                offset += 64;
            }
        }
        if (_commit(list) != set.commitment) revert NotTheSigners();
    }

    function _setSigners(address[] memory newSigners, uint8 newThreshold) private {
        uint256 count = newSigners.length;
        if (count < 2 || count > MAX_SIGNERS || newThreshold > count || uint256(newThreshold) * 2 <= count) {
            revert InvalidThreshold(count, newThreshold);
        }
        for (uint256 i = 0; i < count; ++i) {
            if (newSigners[i] == address(0)) revert InvalidSigner(address(0));
            for (uint256 j = 0; j < i; ++j) {
                if (newSigners[i] == newSigners[j]) revert InvalidSigner(newSigners[i]);
            }
        }
        uint32 next = _set.epoch + 1;
        _set = SignerSet(_commit(newSigners), next, newThreshold, uint8(count));
        _signers = newSigners;
        emit SignersChanged(next, newSigners, newThreshold);
    }

    function _hashReport(Report calldata r) private pure returns (bytes32) {
        return
            keccak256(
                abi.encode(REPORT_TYPEHASH, r.feed, r.epoch, r.round, r.answer, r.valuationTime, r.expiry)
            );
    }

    function _hashBatch(bytes32[] memory hashes) private pure returns (bytes32) {
        return keccak256(abi.encode(BATCH_TYPEHASH, keccak256(abi.encodePacked(hashes))));
    }

    function _commit(address[] memory list) private pure returns (uint192) {
        return uint192(uint256(keccak256(abi.encodePacked(list))));
    }

    function _popCount(uint256 bits) private pure returns (uint256 count) {
        while (bits != 0) {
            bits &= bits - 1;
            ++count;
        }
    }
}
