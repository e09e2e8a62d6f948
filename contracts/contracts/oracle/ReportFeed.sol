// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AggregatorV3Interface
} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IAggregatorV2} from "../interfaces/IAggregatorV2.sol";
import {FeedStatus, IReportFeed} from "../interfaces/IReportFeed.sol";
import {PolicyWords} from "./PolicyWords.sol";
import {RoundWord} from "./RoundWord.sol";

/// @title ReportFeed
/// @notice See {IReportFeed}. Deployed once, cloned per feed.
/// @dev
/// slot 0  newest round: answer i128 | valuationTime u32 | updatedAt u32 | round u32 | status u8 | maxDeviationBps u16
///         | flags u8
/// slot 1  history: round => the same word, without flags
/// slot 2, 3  policy, when it was changed since birth (else it is in the clone's code, {PolicyWords})
/// slot 4  first answer of the day i128 | time u32, when a daily limit is on
/// slot 5… parked report, asset id, description, decimals
contract ReportFeed is IReportFeed, AggregatorV3Interface, IAggregatorV2, HubManaged {
    using RoundWord for uint256;
    using PolicyWords for uint256;

    struct DayStart {
        int128 answer;
        uint32 time;
    }

    address internal immutable COMMITTEE;

    uint256 internal _newest;
    mapping(uint256 round => uint256 word) private _history;
    uint256 private _bounds;
    uint256 private _limits;
    DayStart private _day;
    Parked private _parked;
    bytes32 private _assetId;
    string private _description;
    uint8 private _decimals;

    constructor(address hub, address committee_) HubManaged(hub) {
        COMMITTEE = committee_;
        // An implementation must never be set up by a passer-by.
        _assetId = "implementation";
    }

    /// @inheritdoc IReportFeed
    function initialize(FeedInit calldata init) external {
        if (_assetId != 0) revert FeedAlreadyInitialised();
        if (init.assetId == 0 || init.decimals > 18) revert InvalidFeedInit(init.assetId, init.decimals);
        _assetId = init.assetId;
        _description = init.description;
        _decimals = init.decimals;
        (uint256 bounds, uint256 limits) = PolicyWords.own();
        PolicyWords.check(bounds, limits);
        emit PolicyChanged(PolicyWords.unpack(bounds, limits));
    }

    /// @inheritdoc IReportFeed
    function push(
        uint256 round,
        int256 answer,
        uint256 valuationTime,
        uint256 expiry,
        bytes32 digest,
        address proposer
    ) external returns (bool accepted) {
        if (msg.sender != COMMITTEE) revert NotCommittee(msg.sender);
        uint256 last = _newest;
        if (last & RoundWord.PAUSED != 0) revert FeedIsPaused();
        _checkSequence(last, round, valuationTime);
        (uint256 bounds, uint256 limits) = _policy(last);
        _checkTimes(last, limits, valuationTime, expiry);
        // Bounds have 128 bits, so what lies between them has.
        if (answer < bounds.minAnswer() || answer > bounds.maxAnswer()) {
            revert OutOfBounds(int128(answer), bounds.minAnswer(), bounds.maxAnswer());
        }
        if (_needsApproval(last, limits, answer)) {
            _park(
                last,
                Parked(
                    digest,
                    int128(answer),
                    uint32(valuationTime),
                    uint32(round),
                    uint32(block.timestamp),
                    proposer,
                    address(0)
                )
            );
            return false;
        }
        _publish(last, limits, round, answer, valuationTime, digest);
        return true;
    }

    /// @inheritdoc IReportFeed
    function approveParked(bytes32 digest, string calldata reason, bytes32 evidenceHash) external restricted {
        Parked memory waiting = _waiting(digest);
        uint256 last = _newest;
        if (last & RoundWord.PAUSED != 0) revert FeedIsPaused();
        if (msg.sender == waiting.proposer || msg.sender == waiting.firstApprover) {
            revert ApproverNotDistinct(msg.sender);
        }
        (uint256 bounds, uint256 limits) = _policy(last);
        uint256 closes = waiting.parkedAt + limits.approvalWindow();
        if (block.timestamp > closes) revert ApprovalWindowClosed(closes);
        emit ReportApproved(digest, msg.sender, reason, evidenceHash);
        if (waiting.firstApprover == address(0)) {
            _parked.firstApprover = msg.sender;
            return;
        }
        _checkSequence(last, waiting.round, waiting.valuationTime);
        // Bounds are absolute: they may have been narrowed since, and no approval goes beyond them.
        if (waiting.answer < bounds.minAnswer() || waiting.answer > bounds.maxAnswer()) {
            revert OutOfBounds(waiting.answer, bounds.minAnswer(), bounds.maxAnswer());
        }
        _publish(last, limits, waiting.round, waiting.answer, waiting.valuationTime, digest);
    }

    /// @inheritdoc IReportFeed
    function rejectParked(bytes32 digest, string calldata reason) external restricted {
        _waiting(digest);
        delete _parked;
        uint256 last = _newest & ~RoundWord.STATUS;
        _newest = last.round() == 0 ? last : last | RoundWord.OK;
        emit ReportRejected(digest, msg.sender, reason);
    }

    /// @inheritdoc IReportFeed
    function setPolicy(FeedPolicy calldata newPolicy) external restricted {
        (uint256 bounds, uint256 limits) = PolicyWords.pack(newPolicy);
        PolicyWords.check(bounds, limits);
        (_bounds, _limits) = (bounds, limits);
        _newest |= RoundWord.POLICY_CHANGED;
        emit PolicyChanged(newPolicy);
    }

    /// @inheritdoc IReportFeed
    function pause() external restricted {
        if (_newest & RoundWord.PAUSED != 0) revert FeedPauseUnchanged(true);
        _newest |= RoundWord.PAUSED;
        emit FeedPaused(msg.sender);
    }

    /// @inheritdoc IReportFeed
    function unpause() external restricted {
        if (_newest & RoundWord.PAUSED == 0) revert FeedPauseUnchanged(false);
        _newest &= ~RoundWord.PAUSED;
        emit FeedUnpaused(msg.sender);
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        uint256 w = _newest;
        return (w.round(), w.answer(), w.valuationTime(), w.updatedAt(), w.round());
    }

    /// @notice Unknown rounds answer as consumers of OCR2 expect: zeros under the id, all zero beyond 32 bits.
    /// @inheritdoc AggregatorV3Interface
    function getRoundData(
        uint80 _roundId
    )
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        if (_roundId > type(uint32).max) return (0, 0, 0, 0, 0);
        uint256 w = _history[_roundId];
        return (_roundId, w.answer(), w.valuationTime(), w.updatedAt(), _roundId);
    }

    /// @inheritdoc AggregatorV3Interface
    function decimals() external view returns (uint8) {
        return _decimals;
    }

    /// @inheritdoc AggregatorV3Interface
    function description() external view returns (string memory) {
        return _description;
    }

    /// @inheritdoc AggregatorV3Interface
    function version() external pure returns (uint256) {
        return 1;
    }

    /// @inheritdoc IAggregatorV2
    function latestAnswer() external view returns (int256) {
        return _newest.answer();
    }

    /// @inheritdoc IAggregatorV2
    function latestTimestamp() external view returns (uint256) {
        return _newest.updatedAt();
    }

    /// @inheritdoc IAggregatorV2
    function latestRound() external view returns (uint256) {
        return _newest.round();
    }

    /// @inheritdoc IAggregatorV2
    function getAnswer(uint256 roundId) external view returns (int256) {
        return _history[roundId].answer();
    }

    /// @inheritdoc IAggregatorV2
    function getTimestamp(uint256 roundId) external view returns (uint256) {
        return _history[roundId].updatedAt();
    }

    /// @inheritdoc IReportFeed
    function policy() external view returns (FeedPolicy memory) {
        (uint256 bounds, uint256 limits) = _policy(_newest);
        return PolicyWords.unpack(bounds, limits);
    }

    /// @inheritdoc IReportFeed
    function status() external view returns (FeedStatus) {
        return _status(_newest);
    }

    /// @inheritdoc IReportFeed
    function latest()
        external
        view
        returns (int256 answer, uint256 valuationTime, uint256 updatedAt, uint256 round, FeedStatus state)
    {
        uint256 w = _newest;
        return (w.answer(), w.valuationTime(), w.updatedAt(), w.round(), _status(w));
    }

    /// @inheritdoc IReportFeed
    function roundOf(uint32 round) external view returns (Round memory) {
        uint256 w = _history[round];
        return Round(w.answer(), w.valuationTime(), w.updatedAt(), w.round(), w.deviationLimit());
    }

    /// @inheritdoc IReportFeed
    function parked() external view returns (Parked memory) {
        return _parked;
    }

    /// @inheritdoc IReportFeed
    function assetId() external view returns (bytes32) {
        return _assetId;
    }

    /// @inheritdoc IReportFeed
    function committee() external view returns (address) {
        return COMMITTEE;
    }

    function _publish(
        uint256 last,
        uint256 limits,
        uint256 round,
        int256 answer,
        uint256 valuationTime,
        bytes32 digest
    ) private {
        if (last & RoundWord.STATUS == RoundWord.PARKED) delete _parked;
        if (limits.dailyDeviationBps() != 0 && block.timestamp >= uint256(_day.time) + 1 days) {
            // The day is measured from the answer that stood when it began.
            _day = DayStart(last.round() == 0 ? int128(answer) : last.answer(), uint32(block.timestamp));
        }
        uint256 word = RoundWord.pack(answer, valuationTime, block.timestamp, round, limits.maxDeviationBps());
        _history[round] = word;
        _newest = word | (last & RoundWord.FLAGS);
        emit ReportAccepted(uint32(round), int128(answer), uint32(valuationTime), digest);
    }

    function _park(uint256 last, Parked memory waiting) private {
        _parked = waiting;
        _newest = (last & ~RoundWord.STATUS) | RoundWord.PARKED;
        emit ReportParked(waiting.round, waiting.digest, waiting.answer, waiting.valuationTime, waiting.proposer);
    }

    /// @dev What passes fits its field of the round's word: the next round and a time that is over have 32 bits.
    function _checkSequence(uint256 last, uint256 round, uint256 valuationTime) private view {
        unchecked {
            // At one round a second 32 bits last 136 years; a wrapped number would not follow its predecessor's time.
            if (round != uint32(last.round() + 1)) revert WrongRound(uint32(round), last.round() + 1);
        }
        if (valuationTime <= last.valuationTime()) {
            revert ValuationNotNewer(uint32(valuationTime), last.valuationTime());
        }
        if (valuationTime > block.timestamp) revert ValuationInFuture(uint32(valuationTime), block.timestamp);
    }

    function _checkTimes(uint256 last, uint256 limits, uint256 valuationTime, uint256 expiry) private view {
        unchecked {
            // Sums of numbers of 32 bits.
            uint256 oldest = limits.maxValuationAge();
            if (oldest != 0 && valuationTime + oldest < block.timestamp) {
                revert ValuationTooOld(uint32(valuationTime), block.timestamp - oldest);
            }
            if (block.timestamp > expiry) revert ReportExpired(uint32(expiry), block.timestamp);
            uint256 earliest = uint256(last.updatedAt()) + limits.minInterval();
            if (block.timestamp < earliest) revert TooSoon(block.timestamp, earliest);
        }
    }

    function _needsApproval(uint256 last, uint256 limits, int256 answer) private view returns (bool) {
        if (limits & PolicyWords.ALWAYS_APPROVE != 0) return true;
        if (last.round() == 0) return false;
        if (_beyond(last.answer(), answer, limits.maxDeviationBps())) return true;
        uint256 daily = limits.dailyDeviationBps();
        if (daily == 0) return false;
        DayStart memory day = _day;
        int128 from = block.timestamp >= uint256(day.time) + 1 days ? last.answer() : day.answer;
        return _beyond(from, answer, daily);
    }

    function _waiting(bytes32 digest) private view returns (Parked memory waiting) {
        waiting = _parked;
        if (digest == 0 || waiting.digest != digest) revert NothingParked(digest);
    }

    function _policy(uint256 newest) private view returns (uint256 bounds, uint256 limits) {
        return newest & RoundWord.POLICY_CHANGED == 0 ? PolicyWords.own() : (_bounds, _limits);
    }

    function _status(uint256 newest) private view returns (FeedStatus) {
        if (newest & RoundWord.PAUSED != 0) return FeedStatus.PAUSED;
        if (newest & RoundWord.STATUS == RoundWord.PARKED) return FeedStatus.PARKED;
        if (newest.round() == 0) return FeedStatus.EMPTY;
        (, uint256 limits) = _policy(newest);
        uint256 age = limits.heartbeat();
        if (age != 0 && block.timestamp > newest.updatedAt() + age) return FeedStatus.PUBLICATION_STALE;
        age = limits.valuationStaleness();
        if (age != 0 && block.timestamp > newest.valuationTime() + age) return FeedStatus.VALUATION_STALE;
        return FeedStatus.OK;
    }

    /// @dev |to - from| / |from| > bps / 10,000, without division, so exact at the boundary; 0 bps means no limit.
    function _beyond(int256 from, int256 to, uint256 bps) private pure returns (bool) {
        if (bps == 0) return false;
        unchecked {
            // 128-bit numbers times 16-bit ones: nothing here can overflow 256 bits.
            uint256 distance = uint256(to < from ? from - to : to - from);
            uint256 base = uint256(from < 0 ? -from : from);
            return distance * 10_000 > base * bps;
        }
    }
}
