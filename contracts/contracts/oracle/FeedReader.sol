// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AggregatorV3Interface
} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {IReportFeed} from "../interfaces/IReportFeed.sol";
import {IReserveFeed} from "../interfaces/IReserveFeed.sol";

/// @title Reads any feed without ever reverting
/// @dev A feed that is no contract, reverts or answers in another shape is told apart from one that answers.
library FeedReader {
    /// @notice A round as the feed tells it.
    struct Reading {
        uint256 round;
        int256 answer;
        uint256 startedAt;
        uint256 updatedAt;
        uint256 answeredInRound;
    }

    function tryLatest(address feed) internal view returns (bool ok, Reading memory r) {
        uint256[7] memory words;
        (ok, words) = _ask(feed, AggregatorV3Interface.latestRoundData.selector, 5);
        r = Reading(words[0], int256(words[1]), words[2], words[3], words[4]);
    }

    function tryDecimals(address feed) internal view returns (bool ok, uint256 decimals) {
        uint256[7] memory words;
        (ok, words) = _ask(feed, AggregatorV3Interface.decimals.selector, 1);
        decimals = words[0];
    }

    /// @dev Feeds of this platform only.
    function tryStatus(address feed) internal view returns (bool ok, uint256 status) {
        uint256[7] memory words;
        (ok, words) = _ask(feed, IReportFeed.status.selector, 1);
        status = words[0];
    }

    /// @dev Reserve feeds of this platform only; time of the newest attestation, 0 if there is none.
    function tryAttestedAt(address feed) internal view returns (bool ok, uint256 attestedAt) {
        uint256[7] memory words;
        (ok, words) = _ask(feed, IReserveFeed.attestation.selector, 7);
        attestedAt = words[4];
    }

    /// @dev The first `count` words of the answer to a question without arguments.
    function _ask(
        address feed,
        bytes4 selector,
        uint256 count
    ) private view returns (bool ok, uint256[7] memory words) {
        assembly ("memory-safe") {
            mstore(0x00, selector)
            ok := staticcall(gas(), feed, 0x00, 0x04, words, mul(count, 0x20))
            ok := and(ok, iszero(lt(returndatasize(), mul(count, 0x20))))
            if iszero(ok) {
                calldatacopy(words, calldatasize(), 0xe0)
            }
        }
    }
}
