// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AggregatorV3Interface
} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {IAggregatorV2} from "../interfaces/IAggregatorV2.sol";
import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";
import {FeedStatus, IReportFeed} from "../interfaces/IReportFeed.sol";
import {FeedRounds} from "./FeedRounds.sol";
import {PolicyWords} from "./PolicyWords.sol";
import {RoundWord} from "./RoundWord.sol";

/// @title ReportFeed
/// @notice See {IReportFeed}: what is called at the address of a feed.
/// @dev Every function but `version` runs twice ({FeedFace}): in the feed, which hands it on, and in the committee, where
/// the feed is the sender and the rounds are.
abstract contract ReportFeed is AggregatorV3Interface, IAggregatorV2, FeedRounds {
    using RoundWord for uint256;
    using PolicyWords for uint256;

    /// @inheritdoc IReportFeed
    function approveParked(
        bytes32 digest,
        string calldata reason,
        bytes32 evidenceHash
    ) external restrictedAtFeed {
        (address feed, uint256 last) = _asking();
        Parked memory waiting = _waiting(feed, digest);
        if (last & RoundWord.PAUSED != 0) revert FeedIsPaused(feed);
        address approver = _person();
        if (approver == waiting.proposer || approver == waiting.firstApprover) {
            revert ApproverNotDistinct(approver);
        }
        (, uint256 limits) = _policy(feed, last);
        uint256 closes = waiting.parkedAt + limits.approvalWindow();
        if (block.timestamp > closes) revert ApprovalWindowClosed(closes);
        emit ReportApproved(feed, digest, approver, reason, evidenceHash);
        if (waiting.firstApprover == address(0)) {
            _parked[feed].firstApprover = approver;
            return;
        }
        _publishParked(feed, last, waiting);
    }

    /// @inheritdoc IReportFeed
    function rejectParked(bytes32 digest, string calldata reason) external restrictedAtFeed {
        (address feed, uint256 last) = _asking();
        _waiting(feed, digest);
        delete _parked[feed];
        _newest[feed] = last & ~RoundWord.PARKED;
        emit ReportRejected(feed, digest, _person(), reason);
    }

    /// @inheritdoc IReportFeed
    function setPolicy(FeedPolicy calldata newPolicy) external restrictedAtFeed {
        (address feed, ) = _asking();
        (uint256 bounds, uint256 limits) = PolicyWords.pack(newPolicy);
        PolicyWords.check(bounds, limits);
        _setPolicy(feed, bounds, limits);
        emit PolicyChanged(feed, newPolicy);
    }

    /// @inheritdoc IReportFeed
    function pause() external restrictedAtFeed {
        (address feed, uint256 last) = _asking();
        if (last & RoundWord.PAUSED != 0) revert FeedPauseUnchanged(true);
        _newest[feed] = last | RoundWord.PAUSED;
        emit FeedPaused(feed, _person());
    }

    /// @inheritdoc IReportFeed
    function unpause() external restrictedAtFeed {
        (address feed, uint256 last) = _asking();
        if (last & RoundWord.PAUSED == 0) revert FeedPauseUnchanged(false);
        _newest[feed] = last & ~RoundWord.PAUSED;
        emit FeedUnpaused(feed, _person());
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData()
        external
        view
        askedOfFeed
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        (, uint256 w) = _asking();
        return (w.round(), w.answer(), w.valuationTime(), w.updatedAt(), w.round());
    }

    /// @notice Unknown rounds answer as consumers of OCR2 expect: zeros under the id, all zero beyond 32 bits.
    /// @inheritdoc AggregatorV3Interface
    function getRoundData(
        uint80 _roundId
    )
        external
        view
        askedOfFeed
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        if (_roundId > type(uint32).max) return (0, 0, 0, 0, 0);
        uint256 w = _roundOf(msg.sender, _roundId);
        return (_roundId, w.answer(), w.valuationTime(), w.updatedAt(), _roundId);
    }

    /// @inheritdoc AggregatorV3Interface
    function decimals() external view askedOfFeed returns (uint8) {
        return _identities[msg.sender].decimals;
    }

    /// @inheritdoc AggregatorV3Interface
    function description() external view askedOfFeed returns (string memory) {
        return _identities[msg.sender].description;
    }

    /// @inheritdoc AggregatorV3Interface
    function version() external pure returns (uint256) {
        return 1;
    }

    /// @inheritdoc IAggregatorV2
    function latestAnswer() external view askedOfFeed returns (int256) {
        (, uint256 w) = _asking();
        return w.answer();
    }

    /// @inheritdoc IAggregatorV2
    function latestTimestamp() external view askedOfFeed returns (uint256) {
        (, uint256 w) = _asking();
        return w.updatedAt();
    }

    /// @inheritdoc IAggregatorV2
    function latestRound() external view askedOfFeed returns (uint256) {
        (, uint256 w) = _asking();
        return w.round();
    }

    /// @inheritdoc IAggregatorV2
    function getAnswer(uint256 roundId) external view askedOfFeed returns (int256) {
        return _roundOf(msg.sender, roundId).answer();
    }

    /// @inheritdoc IAggregatorV2
    function getTimestamp(uint256 roundId) external view askedOfFeed returns (uint256) {
        return _roundOf(msg.sender, roundId).updatedAt();
    }

    /// @inheritdoc IReportFeed
    function policy() external view askedOfFeed returns (FeedPolicy memory) {
        (address feed, uint256 w) = _asking();
        (uint256 bounds, uint256 limits) = _policy(feed, w);
        return PolicyWords.unpack(bounds, limits);
    }

    /// @inheritdoc IReportFeed
    function status() external view askedOfFeed returns (FeedStatus) {
        (address feed, uint256 w) = _asking();
        return _status(feed, w);
    }

    /// @inheritdoc IReportFeed
    function latest()
        external
        view
        askedOfFeed
        returns (int256 answer, uint256 valuationTime, uint256 updatedAt, uint256 round, FeedStatus state)
    {
        (, uint256 w) = _asking();
        return (w.answer(), w.valuationTime(), w.updatedAt(), w.round(), _status(msg.sender, w));
    }

    /// @inheritdoc IReportFeed
    function roundOf(uint32 round) external view askedOfFeed returns (Round memory) {
        uint256 w = _roundOf(msg.sender, round);
        return Round(w.answer(), w.valuationTime(), w.updatedAt(), w.round(), w.deviationLimit());
    }

    /// @inheritdoc IReportFeed
    function parked() external view askedOfFeed returns (Parked memory) {
        return _parked[msg.sender];
    }

    /// @inheritdoc IReportFeed
    function assetId() external view askedOfFeed returns (bytes32) {
        return _identities[msg.sender].assetId;
    }

    /// @inheritdoc IReportFeed
    function committee() external view returns (address) {
        return COMMITTEE;
    }

    /// @dev The feed that asks, or hands a call on, and its newest word.
    function _asking() internal view returns (address feed, uint256 newest) {
        feed = msg.sender;
        newest = _newest[feed];
        if (newest == 0) revert IOracleCommittee.NotAFeed(feed);
    }

    function _waiting(address feed, bytes32 digest) private view returns (Parked memory waiting) {
        waiting = _parked[feed];
        if (digest == 0 || waiting.digest != digest) revert NothingParked(digest);
    }

    function _status(address feed, uint256 newest) private view returns (FeedStatus) {
        if (newest & RoundWord.PAUSED != 0) return FeedStatus.PAUSED;
        if (newest & RoundWord.PARKED != 0) return FeedStatus.PARKED;
        if (newest.round() == 0) return FeedStatus.EMPTY;
        (, uint256 limits) = _policy(feed, newest);
        uint256 age = limits.heartbeat();
        if (age != 0 && block.timestamp > newest.updatedAt() + age) return FeedStatus.PUBLICATION_STALE;
        age = limits.valuationStaleness();
        if (age != 0 && block.timestamp > newest.valuationTime() + age) return FeedStatus.VALUATION_STALE;
        return FeedStatus.OK;
    }
}
