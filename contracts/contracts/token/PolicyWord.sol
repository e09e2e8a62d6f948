// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The packed word of the rules
/// @dev Lowest bits first: maxBalance u112 | maxHolders u32 | holders u32 | snapshotId u24 | minTier u8 | rules u16 |
/// lockUntil u32. A rule whose bit is off is not looked at.
library PolicyWord {
    uint256 internal constant PAUSED = 1 << 208;
    uint256 internal constant LOCK_UP = 2 << 208;
    uint256 internal constant MAX_BALANCE = 4 << 208;
    uint256 internal constant MAX_HOLDERS = 8 << 208;
    uint256 internal constant MIN_TIER = 16 << 208;
    uint256 internal constant COUNTRIES = 32 << 208;
    /// @dev Holders and their limits are counted per investor, not per wallet.
    uint256 internal constant PER_INVESTOR = 64 << 208;
    uint256 internal constant ONE_HOLDER = 1 << 144;
    uint256 internal constant ONE_SNAPSHOT = 1 << 176;
    /// @dev What a change of the rules leaves alone: holders, snapshotId, the bits of pause, countries and ledger.
    uint256 internal constant KEPT = (uint256(type(uint56).max) << 144) | PAUSED | COUNTRIES | PER_INVESTOR;

    function maxBalance(uint256 word) internal pure returns (uint256) {
        return uint112(word);
    }

    function maxHolders(uint256 word) internal pure returns (uint256) {
        return uint32(word >> 112);
    }

    function holders(uint256 word) internal pure returns (uint256) {
        return uint32(word >> 144);
    }

    function recordDates(uint256 word) internal pure returns (uint256) {
        return uint24(word >> 176);
    }

    function minTier(uint256 word) internal pure returns (uint256) {
        return uint8(word >> 200);
    }

    function lockUntil(uint256 word) internal pure returns (uint256) {
        return word >> 224;
    }
}
