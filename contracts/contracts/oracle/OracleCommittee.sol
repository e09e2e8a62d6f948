// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../interfaces/IReportFeed.sol";

/// @title OracleCommittee
/// @notice See {IOracleCommittee}.
/// @dev Delivery is written close to the machine: hashing, recovering and handing on in assembly costs 5,000 gas less
/// per report than the compiler's way, measured by `test/gas.test.ts`.
///
/// slot 0  signer set: commitment u192 | epoch u32 | threshold u8 | count u8. All that a delivery reads. The commitment
///         is the hash of the signers' padded addresses.
/// slot 1  signers, for readers only; deliveries never touch it
contract OracleCommittee is IOracleCommittee, HubManaged, EIP712 {
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

    uint256 private constant MAX_SIGNERS = 32;
    /// @dev Half of the secp256k1 order: a higher s is the malleable twin of a valid signature.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    uint256 private _set;
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
        uint256 set = _set;
        _checkEpoch(set, report);
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
        if (reports.length == 0 || reports.length > 256) revert InvalidBatch(reports.length);
        uint256 set = _set;
        bytes32[] memory hashes = new bytes32[](reports.length);
        for (uint256 i = 0; i < reports.length; ++i) {
            Report calldata report = _at(reports, i);
            _checkEpoch(set, report);
            hashes[i] = _hashReport(report);
        }
        _verify(set, _hashTypedDataV4(_hashBatch(hashes)), bitmap, proof);
        for (uint256 i = 0; i < reports.length; ++i) {
            if (_push(_at(reports, i), _hashTypedDataV4(hashes[i]))) accepted |= 1 << i;
        }
    }

    /// @inheritdoc IOracleCommittee
    function setSigners(address[] calldata newSigners, uint8 newThreshold) external restricted {
        _setSigners(newSigners, newThreshold);
    }

    /// @inheritdoc IOracleCommittee
    function checkStatement(
        uint32 statementEpoch,
        bytes32 structHash,
        uint256 bitmap,
        bytes calldata proof
    ) external view {
        uint256 set = _set;
        if (statementEpoch != _epoch(set)) revert WrongEpoch(statementEpoch, _epoch(set));
        _verify(set, _hashTypedDataV4(structHash), bitmap, proof);
    }

    /// @inheritdoc IOracleCommittee
    function statementDigest(bytes32 structHash) external view returns (bytes32) {
        return _hashTypedDataV4(structHash);
    }

    /// @inheritdoc IOracleCommittee
    function signers() external view returns (address[] memory) {
        return _signers;
    }

    /// @inheritdoc IOracleCommittee
    function threshold() external view returns (uint8) {
        return _threshold(_set);
    }

    /// @inheritdoc IOracleCommittee
    function epoch() external view returns (uint32) {
        return _epoch(_set);
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

    /// @dev `feed.push(round, answer, valuationTime, expiry, digest, msg.sender)`. Four of the six arguments stand in
    /// the report's calldata side by side; the feed's own decoder checks their ranges.
    function _push(Report calldata report, bytes32 digest) private returns (bool accepted) {
        bytes4 selector = IReportFeed.push.selector;
        address feed;
        bool answered;
        assembly ("memory-safe") {
            // As it was signed: the call looks at the 160 bits of an address only.
            feed := calldataload(report)
            let input := mload(0x40)
            mstore(input, selector)
            calldatacopy(add(input, 0x04), add(report, 0x40), 0x80)
            mstore(add(input, 0x84), digest)
            mstore(add(input, 0xa4), caller())
            if iszero(call(gas(), feed, 0, input, 0xc4, 0x00, 0x20)) {
                returndatacopy(input, 0, returndatasize())
                revert(input, returndatasize())
            }
            answered := eq(returndatasize(), 0x20)
            accepted := eq(mload(0x00), 1)
        }
        if (!answered) revert NotAFeed(feed);
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

    /// @dev Rebuilds the signer list from signatures and named absentees and compares it with the commitment. A
    /// signature repeated in another's place rebuilds another list, so a signer cannot count twice.
    ///
    /// The walk does not count: with the threshold of signatures it ends exactly where a proof of that shape ends. Only
    /// when something is wrong is it worth finding out what.
    function _verify(uint256 set, bytes32 digest, uint256 bitmap, bytes calldata proof) private view {
        uint256 malformed;
        uint256 misshapen;
        uint256 commitment;
        assembly ("memory-safe") {
            // Free memory: the four words that ecrecover takes, then the list.
            let input := mload(0x40)
            let count := shr(232, set)
            let list := add(input, 0x80)
            let to := list
            let end := add(list, shl(5, count))
            let from := proof.offset
            mstore(input, digest)
            for {
                let bits := bitmap
            } lt(to, end) {
                to := add(to, 0x20)
                bits := shr(1, bits)
            } {
                if iszero(and(bits, 1)) {
                    mstore(to, shr(96, calldataload(from)))
                    from := add(from, 20)
                    continue
                }
                let vs := calldataload(add(from, 0x20))
                let s := shr(1, shl(1, vs))
                mstore(add(input, 0x20), add(27, shr(255, vs)))
                mstore(add(input, 0x40), calldataload(from))
                mstore(add(input, 0x60), s)
                pop(staticcall(gas(), 1, input, 0x80, to, 0x20))
                // Nothing is returned for what recovers to nobody.
                if or(gt(s, HALF_ORDER), iszero(returndatasize())) {
                    malformed := add(shr(5, sub(to, list)), 1)
                    break
                }
                from := add(from, 0x40)
            }
            let walked := sub(from, proof.offset)
            // 20 bytes for everybody, 44 more for each who signed.
            let expected := add(mul(count, 20), mul(and(shr(224, set), 0xff), 44))
            misshapen := or(or(shr(count, bitmap), xor(walked, expected)), xor(proof.length, expected))
            commitment := keccak256(list, sub(end, list))
        }
        if (malformed | misshapen != 0) {
            _checkCount(set, set >> 232, bitmap, proof.length);
            revert InvalidSignature(malformed - 1);
        }
        if (uint192(commitment) != uint192(set)) revert NotTheSigners();
    }

    /// @dev Exactly the threshold of existing signers, and a proof of exactly the length that follows from it.
    function _checkCount(uint256 set, uint256 count, uint256 bitmap, uint256 length) private pure {
        if (bitmap >> count != 0) revert InvalidBitmap(bitmap, count);
        uint256 signed = 0;
        assembly ("memory-safe") {
            // Each round clears the lowest bit that is set.
            for {
                let bits := bitmap
            } bits {
                bits := and(bits, sub(bits, 1))
            } {
                signed := add(signed, 1)
            }
        }
        if (signed != _threshold(set)) revert WrongSignatureCount(signed, _threshold(set));
        unchecked {
            // At most 32 signers: nothing here can overflow.
            uint256 expected = signed * 64 + (count - signed) * 20;
            if (length != expected) revert InvalidProofLength(length, expected);
        }
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
        uint32 next = _epoch(_set) + 1;
        uint256 commitment = uint192(uint256(keccak256(abi.encodePacked(newSigners))));
        _set = commitment | (uint256(next) << 192) | (uint256(newThreshold) << 224) | (count << 232);
        _signers = newSigners;
        emit SignersChanged(next, newSigners, newThreshold);
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

    function _hashBatch(bytes32[] memory hashes) private pure returns (bytes32) {
        return keccak256(abi.encode(BATCH_TYPEHASH, keccak256(abi.encodePacked(hashes))));
    }

    function _epoch(uint256 set) private pure returns (uint32) {
        return uint32(set >> 192);
    }

    function _threshold(uint256 set) private pure returns (uint8) {
        return uint8(set >> 224);
    }
}
