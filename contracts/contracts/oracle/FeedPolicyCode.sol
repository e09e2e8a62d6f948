// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IReportFeed} from "../interfaces/IReportFeed.sol";

/// @title The policy of a feed in two words
/// @dev word 0: minAnswer i128 | maxAnswer i128. word 1, lowest bits first: minInterval u32 | maxValuationAge u32 |
/// heartbeat u32 | valuationStaleness u32 | approvalWindow u32 | dailyDeviationBps u16 | maxDeviationBps u16 |
/// alwaysApprove u8.
///
/// The policy a feed is born with travels in the clone's own code behind the 45 bytes of the proxy: reading it costs
/// 100 gas instead of 4,200. Only a feed whose policy was changed reads storage.
library FeedPolicyCode {
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
            (p.alwaysApprove ? 1 << 192 : 0);
    }

    function unpack(uint256 bounds, uint256 limits) internal pure returns (IReportFeed.FeedPolicy memory p) {
        p.minAnswer = int128(uint128(bounds));
        p.maxAnswer = int128(uint128(bounds >> 128));
        p.minInterval = uint32(limits);
        p.maxValuationAge = uint32(limits >> 32);
        p.heartbeat = uint32(limits >> 64);
        p.valuationStaleness = uint32(limits >> 96);
        p.approvalWindow = uint32(limits >> 128);
        p.dailyDeviationBps = uint16(limits >> 160);
        p.maxDeviationBps = uint16(limits >> 176);
        p.alwaysApprove = (limits >> 192) & 1 == 1;
    }

    /// @dev What a clone made with these arguments carries behind its proxy code.
    function encode(IReportFeed.FeedPolicy memory p) internal pure returns (bytes memory) {
        (uint256 bounds, uint256 limits) = pack(p);
        return abi.encodePacked(bounds, limits);
    }

    /// @dev The policy behind the proxy code of the running clone.
    function own() internal view returns (uint256 bounds, uint256 limits) {
        assembly ("memory-safe") {
            extcodecopy(address(), 0x00, PROXY_LENGTH, 0x40)
            bounds := mload(0x00)
            limits := mload(0x20)
        }
    }

    /// @dev A policy that could refuse everything, or park what nobody can approve, is none.
    function check(IReportFeed.FeedPolicy memory p) internal pure {
        bool mayPark = p.maxDeviationBps != 0 || p.dailyDeviationBps != 0 || p.alwaysApprove;
        if (p.minAnswer > p.maxAnswer || (mayPark && p.approvalWindow == 0)) revert IReportFeed.InvalidPolicy();
    }
}
