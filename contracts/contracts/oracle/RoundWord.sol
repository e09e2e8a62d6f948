// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The packed word of a round
/// @dev Lowest bits first: answer i128 | valuationTime u32 | updatedAt u32 | round u32 | maxDeviationBps u16 |
/// margin u12 ({PolicyMargin}) | flags u4. A word of the history has neither margin nor flags. A plain word, because the
/// compiler writes a packed struct field by field.
library RoundWord {
    /// @dev Set in the newest word of every feed from its opening on: a word of zero belongs to no feed.
    uint256 internal constant LISTED = 1 << 252;
    uint256 internal constant PARKED = 2 << 252;
    uint256 internal constant PAUSED = 4 << 252;
    uint256 internal constant POLICY_CHANGED = 8 << 252;
    /// @dev What stands in the newest word only.
    uint256 internal constant STANDING = 0xffff << 240;
    /// @dev What a policy puts into the newest word: its largest move and its margin.
    uint256 internal constant POLICY = 0xfffffff << 224;

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
        return uint16(word >> 224);
    }

    /// @dev The newest word after another round; history keeps it without `STANDING`. Largest move, margin and flags stay.
    /// The caller has seen to it that every number fits its field.
    function next(
        uint256 last,
        int256 answer_,
        uint256 valuationTime_,
        uint256 updatedAt_
    ) internal pure returns (uint256) {
        unchecked {
            return
                (((last >> 192) + 1) << 192) |
                (updatedAt_ << 160) |
                (valuationTime_ << 128) |
                uint256(uint128(uint256(answer_)));
        }
    }

    /// @dev The newest word under another policy.
    function withPolicy(
        uint256 word,
        uint256 maxDeviationBps_,
        uint256 margin
    ) internal pure returns (uint256) {
        return (word & ~POLICY) | (maxDeviationBps_ << 224) | (margin << 240);
    }
}
