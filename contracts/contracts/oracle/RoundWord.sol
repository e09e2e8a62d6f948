// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The packed word of a round
/// @dev Lowest bits first: answer i128 | valuationTime u32 | updatedAt u32 | round u32 | status u8 |
/// maxDeviationBps u16 | flags u8. A plain word, because the compiler writes a packed struct field by field.
library RoundWord {
    uint256 internal constant OK = 1 << 224;
    uint256 internal constant PARKED = 2 << 224;
    uint256 internal constant STATUS = 0xff << 224;
    uint256 internal constant PAUSED = 1 << 248;
    uint256 internal constant POLICY_CHANGED = 2 << 248;
    uint256 internal constant FLAGS = 0xff << 248;

    function answer(uint256 word) internal pure returns (int128) {
        return int128(uint128(word));
    }

    function valuationTime(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 128);
    }

    function updatedAt(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 160);
    }

    function round(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 192);
    }

    function deviationLimit(uint256 word) internal pure returns (uint16) {
        return uint16(word >> 232);
    }

    /// @dev The caller has seen to it that every number fits its field.
    function pack(
        int256 answer_,
        uint256 valuationTime_,
        uint256 updatedAt_,
        uint256 round_,
        uint256 maxDeviationBps_
    ) internal pure returns (uint256) {
        return
            uint256(uint128(uint256(answer_))) |
            (valuationTime_ << 128) |
            (uint256(uint32(updatedAt_)) << 160) |
            (round_ << 192) |
            OK |
            (maxDeviationBps_ << 232);
    }
}
