// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReportFeed} from "../interfaces/IReportFeed.sol";

/// @title The policy of a feed in two words
/// @dev bounds: minAnswer i128 | maxAnswer i128. limits, lowest bits first: minInterval u32 | maxValuationAge u32 |
/// heartbeat u32 | valuationStaleness u32 | approvalWindow u32 | dailyDeviationBps u16 | maxDeviationBps u16 |
/// alwaysApprove u8.
///
/// The policy a feed is born with stands in its own code behind the 45 bytes of the proxy: reading it costs who asks the
/// feed 100 gas, and a delivery 2,600 when {PolicyMargin} cannot decide, instead of 4,200 out of storage. Only a feed
/// whose policy was changed reads storage.
library PolicyWords {
    uint256 internal constant ALWAYS_APPROVE = 1 << 192;
    /// @dev No part of the policy: the feed is one of reserves. Only ever in the code of a feed.
    uint256 internal constant OF_RESERVES = 1 << 193;
    /// @dev Length of an ERC-1167 proxy, which the arguments follow.
    uint256 private constant PROXY_LENGTH = 45;

    function pack(IReportFeed.FeedPolicy memory p) internal pure returns (uint256 bounds, uint256 limits) {
        bounds = (uint256(uint128(p.maxAnswer)) << 128) | uint128(p.minAnswer);
        limits =
            uint256(p.minInterval) |
            (uint256(p.maxValuationAge) << 32) |
            (uint256(p.heartbeat) << 64) |
            (uint256(p.valuationStaleness) << 96) |
            (uint256(p.approvalWindow) << 128) |
            (uint256(p.dailyDeviationBps) << 160) |
            (uint256(p.maxDeviationBps) << 176) |
            (p.alwaysApprove ? ALWAYS_APPROVE : 0);
    }

    function unpack(uint256 bounds, uint256 limits) internal pure returns (IReportFeed.FeedPolicy memory p) {
        p.minAnswer = minAnswer(bounds);
        p.maxAnswer = maxAnswer(bounds);
        p.minInterval = uint32(minInterval(limits));
        p.maxValuationAge = uint32(maxValuationAge(limits));
        p.heartbeat = uint32(heartbeat(limits));
        p.valuationStaleness = uint32(valuationStaleness(limits));
        p.approvalWindow = uint32(approvalWindow(limits));
        p.dailyDeviationBps = uint16(dailyDeviationBps(limits));
        p.maxDeviationBps = uint16(maxDeviationBps(limits));
        p.alwaysApprove = limits & ALWAYS_APPROVE != 0;
    }

    /// @dev What a feed with this policy carries behind its proxy code.
    function encode(uint256 bounds, uint256 limits, bool ofReserves) internal pure returns (bytes memory) {
        return abi.encodePacked(bounds, ofReserves ? limits | OF_RESERVES : limits);
    }

    /// @dev The policy behind the proxy code of a feed.
    function bornWith(address feed) internal view returns (uint256 bounds, uint256 limits) {
        assembly ("memory-safe") {
            extcodecopy(feed, 0x00, PROXY_LENGTH, 0x40)
            bounds := mload(0x00)
            limits := mload(0x20)
        }
    }

    /// @dev A policy that could refuse everything, or park what nobody can approve, is none.
    function check(uint256 bounds, uint256 limits) internal pure {
        bool mayPark = maxDeviationBps(limits) != 0 ||
            dailyDeviationBps(limits) != 0 ||
            limits & ALWAYS_APPROVE != 0;
        if (minAnswer(bounds) > maxAnswer(bounds) || (mayPark && approvalWindow(limits) == 0)) {
            revert IReportFeed.InvalidPolicy(minAnswer(bounds), maxAnswer(bounds), uint32(approvalWindow(limits)));
        }
    }

    function minAnswer(uint256 bounds) internal pure returns (int128) {
        return int128(uint128(bounds));
    }

    function maxAnswer(uint256 bounds) internal pure returns (int128) {
        return int128(uint128(bounds >> 128));
    }

    function minInterval(uint256 limits) internal pure returns (uint256) {
        return uint32(limits);
    }

    function maxValuationAge(uint256 limits) internal pure returns (uint256) {
        return uint32(limits >> 32);
    }

    function heartbeat(uint256 limits) internal pure returns (uint256) {
        return uint32(limits >> 64);
    }

    function valuationStaleness(uint256 limits) internal pure returns (uint256) {
        return uint32(limits >> 96);
    }

    function approvalWindow(uint256 limits) internal pure returns (uint256) {
        return uint32(limits >> 128);
    }

    function dailyDeviationBps(uint256 limits) internal pure returns (uint256) {
        return uint16(limits >> 160);
    }

    function maxDeviationBps(uint256 limits) internal pure returns (uint256) {
        return uint16(limits >> 176);
    }
}
