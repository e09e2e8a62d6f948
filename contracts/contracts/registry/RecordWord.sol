// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";

/// @title Reading and writing the packed record of a wallet
/// @dev Layout in {IInvestorRegistry}.
library RecordWord {
    uint256 internal constant SUSPENDED = 1 << 64;
    uint256 internal constant REVOKED = 2 << 64;
    uint256 internal constant REPLACED = 4 << 64;
    /// @dev The low byte of `flags`: set by the register's own verbs, never by a caller's record.
    uint256 internal constant STATUS = 0xff << 64;
    uint256 internal constant INVESTOR = uint256(type(uint64).max) << 80;
    /// @dev Expiry to provider, without the status byte: what a caller may give.
    uint256 internal constant GIVEN = ((1 << 176) - 1) & ~STATUS;

    function expiry(uint256 word) internal pure returns (uint256) {
        return uint40(word);
    }

    function country(uint256 word) internal pure returns (uint256) {
        return uint16(word >> 40);
    }

    function tier(uint256 word) internal pure returns (uint256) {
        return uint8(word >> 56);
    }

    function investorId(uint256 word) internal pure returns (uint256) {
        return uint64(word >> 80);
    }

    function provider(uint256 word) internal pure returns (uint32) {
        return uint32(word >> 144);
    }

    function updatedAt(uint256 word) internal pure returns (uint256) {
        return uint40(word >> 176);
    }

    /// @dev Known, without a stop, and not expired.
    function isValid(uint256 word) internal view returns (bool) {
        return word & STATUS == 0 && expiry(word) > block.timestamp;
    }

    /// @dev The word with `updatedAt` set to this block's time.
    function stamped(uint256 word) internal view returns (uint256) {
        return (word & ((1 << 176) - 1)) | (uint256(uint40(block.timestamp)) << 176);
    }

    function unpack(uint256 word) internal pure returns (IInvestorRegistry.Record memory) {
        return
            IInvestorRegistry.Record({
                expiry: uint40(word),
                country: uint16(word >> 40),
                tier: uint8(word >> 56),
                flags: uint16(word >> 64),
                investorId: uint64(word >> 80),
                provider: uint32(word >> 144),
                updatedAt: uint40(word >> 176)
            });
    }
}
