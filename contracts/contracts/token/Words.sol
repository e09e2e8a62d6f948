// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The packed word of an account
/// @dev Lowest bits first: balance u112 | frozen u112 | snapshotId u24 | flags u8. Plain words instead of a struct,
/// because the compiler writes a packed struct field by field: about 1,000 gas more on every transfer.
library AccountWord {
    uint256 internal constant FROZEN_FLAG = 1 << 248;
    uint256 internal constant EXEMPT_FLAG = 2 << 248;
    uint256 internal constant FLAGS = 0xff << 248;

    function balance(uint256 word) internal pure returns (uint256) {
        return uint112(word);
    }

    function frozen(uint256 word) internal pure returns (uint256) {
        return uint112(word >> 112);
    }

    function snapshotId(uint256 word) internal pure returns (uint256) {
        return uint24(word >> 224);
    }

    /// @dev What the account may move: nothing below the frozen amount, which may exceed the balance.
    function free(uint256 word) internal pure returns (uint256) {
        uint256 has = balance(word);
        uint256 kept = frozen(word);
        unchecked {
            return has > kept ? has - kept : 0;
        }
    }

    /// @dev Whether the account is one of the counted holders.
    function counts(uint256 word) internal pure returns (bool) {
        return balance(word) != 0 && word & EXEMPT_FLAG == 0;
    }

    function withSnapshotId(uint256 word, uint256 id) internal pure returns (uint256) {
        return (word & ~(uint256(type(uint24).max) << 224)) | (id << 224);
    }

    function withFrozen(uint256 word, uint256 amount) internal pure returns (uint256) {
        return (word & ~(uint256(type(uint112).max) << 112)) | (amount << 112);
    }
}

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
    uint256 internal constant ONE_HOLDER = 1 << 144;
    uint256 internal constant ONE_SNAPSHOT = 1 << 176;
    /// @dev What a change of the rules leaves alone: holders, snapshotId, the bits of pause and countries.
    uint256 internal constant KEPT = (uint256(type(uint56).max) << 144) | PAUSED | COUNTRIES;

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
