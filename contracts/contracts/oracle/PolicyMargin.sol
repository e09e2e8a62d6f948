// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";
import {PolicyWords} from "./PolicyWords.sol";

/// @title When a report is so far from every limit that the policy need not be read
/// @dev Reading a policy costs 2,600 gas and the word of the newest round is read anyway. Twelve bits of it say, rounded
/// to the safe side, what surely lies within the policy: lowest bits first low u4 | high u4 | interval u2 | age u2.
///
///  - 256 ^ low <= answer < 256 ^ high lies within the bounds
///  - a span of `INTERVALS` since the last publication is long enough
///  - a valuation not older than a span of `AGES` is young enough
///
/// A report that does not clear the margin is no worse: the policy is read and decides. So the margin never changes what
/// is published, only what it costs. A policy with a daily limit, or that has every report approved, leaves no margin.
library PolicyMargin {
    using PolicyWords for uint256;

    /// @dev low > high: nothing clears it.
    uint256 internal constant NONE = 0x0f;
    /// @dev Spans in seconds, 32 bits each, lowest first: none, an hour, a day, longer than any.
    uint256 private constant INTERVALS = (uint256(type(uint32).max) << 96) | (86_400 << 64) | (3600 << 32);
    /// @dev Spans in seconds, 32 bits each, lowest first: unlimited, a day, an hour, none.
    uint256 private constant AGES = (3600 << 64) | (86_400 << 32) | type(uint32).max;

    function left(uint256 bounds, uint256 limits) internal pure returns (uint256) {
        if (limits & PolicyWords.ALWAYS_APPROVE != 0 || limits.dailyDeviationBps() != 0) return NONE;
        int256 least = bounds.minAnswer();
        int256 most = bounds.maxAnswer();
        uint256 low = 0;
        while (low < 15 && int256(1 << (8 * low)) < least) ++low;
        uint256 high = 15;
        while (high != 0 && int256(1 << (8 * high)) - 1 > most) --high;
        // A lower bound above every power leaves nothing between.
        if (int256(1 << (8 * low)) < least) return NONE;
        uint256 interval = limits.minInterval();
        uint256 age = limits.maxValuationAge();
        uint256 times = 0xf;
        if (interval == 0) times = 0xc;
        else if (interval <= 3600) times = 0xd;
        else if (interval <= 86_400) times = 0xe;
        if (age == 0) times &= 0x3;
        else if (age >= 86_400) times &= 0x7;
        else if (age >= 3600) times &= 0xb;
        return low | (high << 4) | (times << 8);
    }

    /// @dev Whether nothing stands in the way of a report, not even approval: a listed feed that is neither paused nor
    /// waiting for approval, the next round, a newer valuation that is not in the future, in time, clear of every limit
    /// and within the breaker, which the newest word holds. In one expression; only when it fails is it worth finding
    /// out what is the matter. (The breaker measures a first round by zero, so it fails here wherever there is one.)
    function isPlain(uint256 last, IOracleCommittee.Report calldata report) internal view returns (bool plain) {
        uint256 intervals = INTERVALS;
        uint256 ages = AGES;
        assembly ("memory-safe") {
            let wrong := xor(and(shr(252, last), 7), 1)
            wrong := or(wrong, xor(calldataload(add(report, 0x40)), add(and(shr(192, last), 0xffffffff), 1)))
            wrong := or(wrong, lt(calldataload(add(report, 0xa0)), timestamp()))
            {
                // The fields of two bits are taken out of the word times 32, those of four bits times 8.
                let valuationTime := calldataload(add(report, 0x80))
                wrong := or(wrong, iszero(gt(valuationTime, and(shr(128, last), 0xffffffff))))
                // In the future, an age is longer than any.
                let age := sub(timestamp(), valuationTime)
                wrong := or(wrong, gt(age, and(shr(and(shr(245, last), 0x60), ages), 0xffffffff)))
                let passed := sub(timestamp(), and(shr(160, last), 0xffffffff))
                wrong := or(wrong, lt(passed, and(shr(and(shr(243, last), 0x60), intervals), 0xffffffff)))
            }
            let answer := calldataload(add(report, 0x60))
            wrong := or(wrong, slt(answer, shl(and(shr(237, last), 0x78), 1)))
            wrong := or(wrong, iszero(slt(answer, shl(and(shr(241, last), 0x78), 1))))
            let from := signextend(15, last)
            let sign := sar(255, from)
            let bps := and(shr(224, last), 0xffff)
            let most := mul(sub(xor(from, sign), sign), bps)
            let move := sub(answer, from)
            sign := sar(255, move)
            move := mul(sub(xor(move, sign), sign), 10000)
            // No limit is one that nothing breaks.
            plain := iszero(or(wrong, mul(gt(move, most), bps)))
        }
    }
}
