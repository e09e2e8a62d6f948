// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../interfaces/IReportFeed.sol";
import {FeedFace} from "./FeedFace.sol";
import {PolicyMargin} from "./PolicyMargin.sol";
import {PolicyWords} from "./PolicyWords.sol";
import {RoundWord} from "./RoundWord.sol";

/// @title The rounds of all feeds of a committee, and what may become one
/// @dev Kept by the committee. A report that clears its feed's {PolicyMargin} reads one word, the newest, and writes two:
/// the newest and its place in the history.
abstract contract FeedRounds is IReportFeed, FeedFace {
    using RoundWord for uint256;
    using PolicyWords for uint256;

    struct DayStart {
        int128 answer;
        uint32 time;
    }

    struct Identity {
        bytes32 assetId;
        uint8 decimals;
        string description;
    }

    struct Policy {
        uint256 bounds;
        uint256 limits;
    }

    /// @dev A round with the feed's flags and margin ({RoundWord}); zero where there is no feed.
    mapping(address feed => uint256 word) internal _newest;
    /// @dev Feed and round in one key: one hash finds a round. See {_key}.
    mapping(uint256 feedAndRound => uint256 word) private _history;
    /// @dev Where the policy was changed since the feed was opened; else it stands in the feed's code.
    mapping(address feed => Policy) private _policies;
    /// @dev First answer of the day, when a daily limit is on.
    mapping(address feed => DayStart) private _days;
    mapping(address feed => Parked) internal _parked;
    mapping(address feed => Identity) internal _identities;

    /// @dev Lists a feed that was just created with this policy in its code.
    function _list(address feed, FeedInit calldata init, uint256 bounds, uint256 limits) internal {
        _newest[feed] = RoundWord.LISTED.withPolicy(limits.maxDeviationBps(), PolicyMargin.left(bounds, limits));
        _identities[feed] = Identity(init.assetId, init.decimals, init.description);
        emit PolicyChanged(feed, init.policy);
    }

    /// @dev Publishes or parks a report whose signatures were verified. Its numbers are taken as whole words, as they
    /// were signed: what passes the guards fits its field.
    /// @return accepted false when it was parked
    function _receive(IOracleCommittee.Report calldata report, bytes32 digest) internal returns (bool accepted) {
        address feed;
        int256 answer;
        uint256 valuationTime;
        assembly ("memory-safe") {
            feed := calldataload(report)
            answer := calldataload(add(report, 0x60))
            valuationTime := calldataload(add(report, 0x80))
        }
        uint256 place;
        uint256 last;
        assembly ("memory-safe") {
            // `_newest[feed]`, hashed once for reading and writing.
            mstore(0x00, feed)
            mstore(0x20, _newest.slot)
            place := keccak256(0x00, 0x40)
            last := sload(place)
        }
        if (!PolicyMargin.isPlain(last, report)) {
            uint256 daily;
            (accepted, daily) = _judge(report, last);
            if (!accepted) {
                _park(feed, last, answer, valuationTime, digest);
                return false;
            }
            last = _settle(feed, last, daily, answer);
        }
        _record(feed, place, last, answer, valuationTime, digest);
        return true;
    }

    /// @dev Publishes the parked report of a feed after its second approval.
    function _publishParked(address feed, uint256 last, Parked memory waiting) internal {
        (uint256 bounds, uint256 limits) = _policy(feed, last);
        _checkSequence(last, waiting.round, waiting.valuationTime);
        // Bounds are absolute: they may have been narrowed since, and no approval goes beyond them.
        _checkBounds(bounds, waiting.answer);
        last = _settle(feed, last, limits.dailyDeviationBps(), waiting.answer);
        uint256 place;
        assembly ("memory-safe") {
            mstore(0x00, feed)
            mstore(0x20, _newest.slot)
            place := keccak256(0x00, 0x40)
        }
        _record(feed, place, last, waiting.answer, waiting.valuationTime, waiting.digest);
    }

    function _setPolicy(address feed, uint256 bounds, uint256 limits) internal {
        _policies[feed] = Policy(bounds, limits);
        _newest[feed] =
            _newest[feed].withPolicy(limits.maxDeviationBps(), PolicyMargin.left(bounds, limits)) |
            RoundWord.POLICY_CHANGED;
    }

    function _policy(address feed, uint256 newest) internal view returns (uint256 bounds, uint256 limits) {
        if (newest & RoundWord.POLICY_CHANGED == 0) return PolicyWords.bornWith(feed);
        return (_policies[feed].bounds, _policies[feed].limits);
    }

    /// @dev A round of the history; zero if there is none.
    function _roundOf(address feed, uint256 round) internal view returns (uint256) {
        return round > type(uint32).max ? 0 : _history[_key(feed, round)];
    }

    /// @dev What a round does beside being written: nothing waits any more, and a day may begin.
    function _settle(address feed, uint256 last, uint256 daily, int256 answer) private returns (uint256) {
        if (last & RoundWord.PARKED != 0) delete _parked[feed];
        if (daily != 0 && block.timestamp >= uint256(_days[feed].time) + 1 days) {
            // The day is measured from the answer that stood when it began.
            _days[feed] = DayStart(last.round() == 0 ? int128(answer) : last.answer(), uint32(block.timestamp));
        }
        return last & ~RoundWord.PARKED;
    }

    /// @dev Writes a round and tells of it. The compiler's way costs 400 gas more.
    function _record(
        address feed,
        uint256 place,
        uint256 last,
        int256 answer,
        uint256 valuationTime,
        bytes32 digest
    ) private {
        uint256 word = last.next(answer, valuationTime, block.timestamp);
        uint256 standing = RoundWord.STANDING;
        bytes32 topic = ReportAccepted.selector;
        assembly ("memory-safe") {
            sstore(place, word)
            let round := and(shr(192, word), 0xffffffff)
            mstore(0x00, or(shl(32, feed), round))
            mstore(0x20, _history.slot)
            sstore(keccak256(0x00, 0x40), and(word, not(standing)))
            let data := mload(0x40)
            mstore(data, round)
            mstore(add(data, 0x20), answer)
            mstore(add(data, 0x40), valuationTime)
            mstore(add(data, 0x60), digest)
            log2(data, 0x80, topic, feed)
        }
    }

    function _park(address feed, uint256 last, int256 answer, uint256 valuationTime, bytes32 digest) private {
        unchecked {
            // The round was found to be the next one.
            uint32 round = last.round() + 1;
            _parked[feed] = Parked({
                digest: digest,
                answer: int128(answer),
                valuationTime: uint32(valuationTime),
                round: round,
                parkedAt: uint32(block.timestamp),
                proposer: msg.sender,
                firstApprover: address(0)
            });
            _newest[feed] = last | RoundWord.PARKED;
            emit ReportParked(feed, round, digest, int128(answer), uint32(valuationTime), msg.sender);
        }
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

    /// @dev Every guard in its order.
    /// @return accepted false when two people must approve
    /// @return daily the policy's daily limit
    function _judge(
        IOracleCommittee.Report calldata report,
        uint256 last
    ) private view returns (bool accepted, uint256 daily) {
        address feed;
        uint256 round;
        int256 answer;
        uint256 valuationTime;
        uint256 expiry;
        assembly ("memory-safe") {
            feed := calldataload(report)
            round := calldataload(add(report, 0x40))
            answer := calldataload(add(report, 0x60))
            valuationTime := calldataload(add(report, 0x80))
            expiry := calldataload(add(report, 0xa0))
        }
        if (last == 0) revert IOracleCommittee.NotAFeed(feed);
        if (last & RoundWord.PAUSED != 0) revert FeedIsPaused(feed);
        _checkSequence(last, round, valuationTime);
        (uint256 bounds, uint256 limits) = _policy(feed, last);
        _checkTimes(last, limits, valuationTime, expiry);
        _checkBounds(bounds, answer);
        if (limits & PolicyWords.ALWAYS_APPROVE != 0 || _breaks(last, answer)) return (false, 0);
        daily = limits.dailyDeviationBps();
        accepted = !_breaksDay(feed, last, daily, answer);
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

    /// @dev Bounds have 128 bits, so what lies between them has.
    function _checkBounds(uint256 bounds, int256 answer) private pure {
        if (answer < bounds.minAnswer() || answer > bounds.maxAnswer()) {
            revert OutOfBounds(int128(answer), bounds.minAnswer(), bounds.maxAnswer());
        }
    }

    /// @dev Whether a report moves too far from the newest answer.
    function _breaks(uint256 last, int256 answer) private pure returns (bool) {
        return last.round() != 0 && _beyond(last.answer(), answer, last.deviationLimit());
    }

    /// @dev Whether a report moves too far from the first answer of the day.
    function _breaksDay(address feed, uint256 last, uint256 daily, int256 answer) private view returns (bool) {
        if (daily == 0 || last.round() == 0) return false;
        DayStart memory day = _days[feed];
        int128 from = block.timestamp >= uint256(day.time) + 1 days ? last.answer() : day.answer;
        return _beyond(from, answer, daily);
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

    function _key(address feed, uint256 round) private pure returns (uint256) {
        return (uint256(uint160(feed)) << 32) | round;
    }
}
