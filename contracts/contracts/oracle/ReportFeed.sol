// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AggregatorV3Interface
} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IAggregatorV2} from "../interfaces/IAggregatorV2.sol";
import {FeedStatus, IReportFeed} from "../interfaces/IReportFeed.sol";
import {FeedPolicyCode} from "./FeedPolicyCode.sol";

/// @title ReportFeed
/// @notice See {IReportFeed}. Deployed once, cloned per feed.
/// @dev
/// slot 0  newest round: answer i128 | valuationTime u32 | updatedAt u32 | round u32 | status u8 | maxDeviationBps u16
///         | flags u8
/// slot 1  history: round => the same word, without flags
/// slot 2, 3  policy, when it was changed since birth (else it is in the code, {FeedPolicyCode})
/// slot 4  first answer of the day i128 | time u32, when a daily limit is on
/// slot 5… parked report, asset id, description, decimals
contract ReportFeed is IReportFeed, AggregatorV3Interface, IAggregatorV2, HubManaged {
    struct Hot {
        int128 answer;
        uint32 valuationTime;
        uint32 updatedAt;
        uint32 round;
        uint8 status;
        uint16 maxDeviationBps;
        uint8 flags;
    }

    struct DayStart {
        int128 answer;
        uint32 time;
    }

    uint8 private constant STATUS_OK = 1;
    uint8 private constant STATUS_PARKED = 2;
    uint8 private constant FLAG_PAUSED = 1;
    uint8 private constant FLAG_POLICY_CHANGED = 2;

    address private immutable COMMITTEE;

    Hot private _hot;
    mapping(uint256 round => Hot) private _history;
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
        FeedPolicy memory born = _policy(0);
        FeedPolicyCode.check(born);
        emit PolicyChanged(born);
    }

    /// @inheritdoc IReportFeed
    function push(
        uint32 round,
        int128 answer,
        uint32 valuationTime,
        uint32 expiry,
        bytes32 digest,
        address proposer
    ) external returns (bool accepted) {
        if (msg.sender != COMMITTEE) revert NotCommittee(msg.sender);
        Hot memory hot = _hot;
        if (hot.flags & FLAG_PAUSED != 0) revert FeedIsPaused();
        _checkSequence(hot, round, valuationTime);
        FeedPolicy memory p = _policy(hot.flags);
        if (p.maxValuationAge != 0 && valuationTime + uint256(p.maxValuationAge) < block.timestamp) {
            revert ValuationTooOld(valuationTime, block.timestamp - p.maxValuationAge);
        }
        if (block.timestamp > expiry) revert ReportExpired(expiry, block.timestamp);
        if (hot.round != 0 && block.timestamp < uint256(hot.updatedAt) + p.minInterval) {
            revert TooSoon(block.timestamp, uint256(hot.updatedAt) + p.minInterval);
        }
        if (answer < p.minAnswer || answer > p.maxAnswer) revert OutOfBounds(answer, p.minAnswer, p.maxAnswer);

        if (_needsApproval(hot, p, answer)) {
            _park(hot, Parked(digest, answer, valuationTime, round, uint32(block.timestamp), proposer, address(0)));
            return false;
        }
        _publish(hot, p, round, answer, valuationTime, digest);
        return true;
    }

    /// @inheritdoc IReportFeed
    function approveParked(bytes32 digest, string calldata reason, bytes32 evidenceHash) external restricted {
        Parked memory waiting = _waiting(digest);
        Hot memory hot = _hot;
        if (hot.flags & FLAG_PAUSED != 0) revert FeedIsPaused();
        if (msg.sender == waiting.proposer || msg.sender == waiting.firstApprover) {
            revert ApproverNotDistinct(msg.sender);
        }
        FeedPolicy memory p = _policy(hot.flags);
        uint256 closes = uint256(waiting.parkedAt) + p.approvalWindow;
        if (block.timestamp > closes) revert ApprovalWindowClosed(closes);
        emit ReportApproved(digest, msg.sender, reason, evidenceHash);
        if (waiting.firstApprover == address(0)) {
            _parked.firstApprover = msg.sender;
            return;
        }
        _checkSequence(hot, waiting.round, waiting.valuationTime);
        // Bounds are absolute: they may have been narrowed since, and no approval goes beyond them.
        if (waiting.answer < p.minAnswer || waiting.answer > p.maxAnswer) {
            revert OutOfBounds(waiting.answer, p.minAnswer, p.maxAnswer);
        }
        _publish(hot, p, waiting.round, waiting.answer, waiting.valuationTime, digest);
    }

    /// @inheritdoc IReportFeed
    function rejectParked(bytes32 digest, string calldata reason) external restricted {
        _waiting(digest);
        delete _parked;
        _hot.status = _hot.round == 0 ? 0 : STATUS_OK;
        emit ReportRejected(digest, msg.sender, reason);
    }

    /// @inheritdoc IReportFeed
    function setPolicy(FeedPolicy calldata newPolicy) external restricted {
        FeedPolicyCode.check(newPolicy);
        (_bounds, _limits) = FeedPolicyCode.pack(newPolicy);
        _hot.flags |= FLAG_POLICY_CHANGED;
        emit PolicyChanged(newPolicy);
    }

    /// @inheritdoc IReportFeed
    function pause() external restricted {
        if (_hot.flags & FLAG_PAUSED != 0) revert FeedPauseUnchanged(true);
        _hot.flags |= FLAG_PAUSED;
        emit FeedPaused(msg.sender);
    }

    /// @inheritdoc IReportFeed
    function unpause() external restricted {
        if (_hot.flags & FLAG_PAUSED == 0) revert FeedPauseUnchanged(false);
        _hot.flags &= ~FLAG_PAUSED;
        emit FeedUnpaused(msg.sender);
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData()
        external
        view
        returns (uint80 roundId, int256 answer, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound)
    {
        Hot memory h = _hot;
        return (h.round, h.answer, h.valuationTime, h.updatedAt, h.round);
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
        Hot memory h = _history[_roundId];
        return (_roundId, h.answer, h.valuationTime, h.updatedAt, _roundId);
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
        return _hot.answer;
    }

    /// @inheritdoc IAggregatorV2
    function latestTimestamp() external view returns (uint256) {
        return _hot.updatedAt;
    }

    /// @inheritdoc IAggregatorV2
    function latestRound() external view returns (uint256) {
        return _hot.round;
    }

    /// @inheritdoc IAggregatorV2
    function getAnswer(uint256 roundId) external view returns (int256) {
        return _history[roundId].answer;
    }

    /// @inheritdoc IAggregatorV2
    function getTimestamp(uint256 roundId) external view returns (uint256) {
        return _history[roundId].updatedAt;
    }

    /// @inheritdoc IReportFeed
    function policy() external view returns (FeedPolicy memory) {
        return _policy(_hot.flags);
    }

    /// @inheritdoc IReportFeed
    function status() external view returns (FeedStatus) {
        return _status(_hot);
    }

    /// @inheritdoc IReportFeed
    function latest()
        external
        view
        returns (int256 answer, uint256 valuationTime, uint256 updatedAt, uint256 round, FeedStatus state)
    {
        Hot memory h = _hot;
        return (h.answer, h.valuationTime, h.updatedAt, h.round, _status(h));
    }

    /// @inheritdoc IReportFeed
    function roundOf(uint32 round) external view returns (Round memory) {
        Hot memory h = _history[round];
        return Round(h.answer, h.valuationTime, h.updatedAt, h.round, h.maxDeviationBps);
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
        Hot memory hot,
        FeedPolicy memory p,
        uint32 round,
        int128 answer,
        uint32 valuationTime,
        bytes32 digest
    ) private {
        if (hot.status == STATUS_PARKED) delete _parked;
        if (p.dailyDeviationBps != 0 && block.timestamp >= uint256(_day.time) + 1 days) {
            // The day is measured from the answer that stood when it began.
            _day = DayStart(hot.round == 0 ? answer : hot.answer, uint32(block.timestamp));
        }
        Hot memory next = Hot(
            answer,
            valuationTime,
            uint32(block.timestamp),
            round,
            STATUS_OK,
            p.maxDeviationBps,
            0
        );
        _history[round] = next;
        next.flags = hot.flags;
        _hot = next;
        emit ReportAccepted(round, answer, valuationTime, digest);
    }

    function _park(Hot memory hot, Parked memory waiting) private {
        _parked = waiting;
        if (hot.status != STATUS_PARKED) _hot.status = STATUS_PARKED;
        emit ReportParked(waiting.round, waiting.digest, waiting.answer, waiting.valuationTime, waiting.proposer);
    }

    function _checkSequence(Hot memory hot, uint32 round, uint32 valuationTime) private view {
        if (round != hot.round + 1) revert WrongRound(round, hot.round + 1);
        if (valuationTime <= hot.valuationTime) revert ValuationNotNewer(valuationTime, hot.valuationTime);
        if (valuationTime > block.timestamp) revert ValuationInFuture(valuationTime, block.timestamp);
    }

    function _needsApproval(Hot memory hot, FeedPolicy memory p, int128 answer) private view returns (bool) {
        if (p.alwaysApprove) return true;
        if (hot.round == 0) return false;
        if (_beyond(hot.answer, answer, p.maxDeviationBps)) return true;
        if (p.dailyDeviationBps == 0) return false;
        DayStart memory day = _day;
        int128 from = block.timestamp >= uint256(day.time) + 1 days ? hot.answer : day.answer;
        return _beyond(from, answer, p.dailyDeviationBps);
    }

    function _waiting(bytes32 digest) private view returns (Parked memory waiting) {
        waiting = _parked;
        if (digest == 0 || waiting.digest != digest) revert NothingParked(digest);
    }

    function _policy(uint8 flags) private view returns (FeedPolicy memory) {
        (uint256 bounds, uint256 limits) = flags & FLAG_POLICY_CHANGED == 0
            ? FeedPolicyCode.own()
            : (_bounds, _limits);
        return FeedPolicyCode.unpack(bounds, limits);
    }

    function _status(Hot memory h) private view returns (FeedStatus) {
        if (h.flags & FLAG_PAUSED != 0) return FeedStatus.PAUSED;
        if (h.status == STATUS_PARKED) return FeedStatus.PARKED;
        if (h.round == 0) return FeedStatus.EMPTY;
        FeedPolicy memory p = _policy(h.flags);
        if (p.heartbeat != 0 && block.timestamp > uint256(h.updatedAt) + p.heartbeat) {
            return FeedStatus.PUBLICATION_STALE;
        }
        if (p.valuationStaleness != 0 && block.timestamp > uint256(h.valuationTime) + p.valuationStaleness) {
            return FeedStatus.VALUATION_STALE;
        }
        return FeedStatus.OK;
    }

    /// @dev |to - from| / |from| > bps / 10,000, without division, so exact at the boundary; 0 bps means no limit.
    function _beyond(int128 from, int128 to, uint256 bps) private pure returns (bool) {
        if (bps == 0) return false;
        int256 difference = int256(to) - from;
        uint256 distance = uint256(difference < 0 ? -difference : difference);
        uint256 base = uint256(int256(from) < 0 ? -int256(from) : int256(from));
        return distance * 10_000 > base * bps;
    }
}
