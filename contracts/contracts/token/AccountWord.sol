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
