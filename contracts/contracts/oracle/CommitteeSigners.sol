// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";
import {FeedFace} from "./FeedFace.sol";

/// @title Whose signatures count
/// @notice See {IOracleCommittee}.
/// @dev Recovering in assembly costs 5,000 gas less per report than the compiler's way, measured by `test/gas.test.ts`.
///
/// The set is one word: commitment u192 | epoch u32 | threshold u8 | count u8, all that a delivery reads of it. The
/// commitment is the hash of the signers' padded addresses. The list is for readers only; deliveries never touch it.
abstract contract CommitteeSigners is IOracleCommittee, FeedFace, EIP712 {
    uint256 private constant MAX_SIGNERS = 32;
    /// @dev Half of the secp256k1 order: a higher s is the malleable twin of a valid signature.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    uint256 internal _set;
    address[] private _signers;

    constructor(address[] memory initialSigners, uint8 initialThreshold) EIP712("Cadastre Oracle", "1") {
        _setSigners(initialSigners, initialThreshold);
    }

    /// @inheritdoc IOracleCommittee
    function setSigners(address[] calldata newSigners, uint8 newThreshold) external committeeOnly restricted {
        _setSigners(newSigners, newThreshold);
    }

    /// @inheritdoc IOracleCommittee
    function checkStatement(
        uint32 statementEpoch,
        bytes32 structHash,
        uint256 bitmap,
        bytes calldata proof
    ) external view committeeOnly {
        _checkStatement(statementEpoch, structHash, bitmap, proof);
    }

    /// @inheritdoc IOracleCommittee
    function statementDigest(bytes32 structHash) external view committeeOnly returns (bytes32) {
        return _hashTypedDataV4(structHash);
    }

    /// @inheritdoc IOracleCommittee
    function signers() external view committeeOnly returns (address[] memory) {
        return _signers;
    }

    /// @inheritdoc IOracleCommittee
    function threshold() external view committeeOnly returns (uint8) {
        return _threshold(_set);
    }

    /// @inheritdoc IOracleCommittee
    function epoch() external view committeeOnly returns (uint32) {
        return _epoch(_set);
    }

    function _checkStatement(
        uint32 statementEpoch,
        bytes32 structHash,
        uint256 bitmap,
        bytes calldata proof
    ) internal view {
        uint256 set = _set;
        if (statementEpoch != _epoch(set)) revert WrongEpoch(statementEpoch, _epoch(set));
        _verify(set, _hashTypedDataV4(structHash), bitmap, proof);
    }

    /// @dev Rebuilds the signer list from signatures and named absentees and compares it with the commitment. A
    /// signature repeated in another's place rebuilds another list, so a signer cannot count twice.
    ///
    /// The walk does not count: with the threshold of signatures it ends exactly where a proof of that shape ends. Only
    /// when something is wrong is it worth finding out what.
    function _verify(uint256 set, bytes32 digest, uint256 bitmap, bytes calldata proof) internal view {
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
        if (uint192(commitment) != uint192(set)) revert NotTheSigners(_epoch(set), digest);
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

    function _epoch(uint256 set) internal pure returns (uint32) {
        return uint32(set >> 192);
    }

    function _threshold(uint256 set) private pure returns (uint8) {
        return uint8(set >> 224);
    }
}
