// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title From a reserve in the feed's decimals to what it covers in the token's
library ReserveMath {
    /// @dev Largest answer that is believed: with 18 decimals 1.7 × 10^20 units. Below it no product can overflow.
    uint256 internal constant MAX_RESERVE = uint256(uint128(type(int128).max));
    uint256 internal constant ALL_BPS = 10_000;

    /// @dev floor(reserve × (1 − margin)) in base units of the token; rounded once, at the end, against the minter.
    /// @param reserve at most {MAX_RESERVE}; decimals at most 18, margin below {ALL_BPS}
    function usable(
        uint256 reserve,
        uint256 feedDecimals,
        uint256 tokenDecimals,
        uint256 marginBps
    ) internal pure returns (uint256) {
        uint256 counted = reserve * (ALL_BPS - marginBps);
        return
            tokenDecimals >= feedDecimals
                ? (counted * 10 ** (tokenDecimals - feedDecimals)) / ALL_BPS
                : counted / (ALL_BPS * 10 ** (feedDecimals - tokenDecimals));
    }
}
