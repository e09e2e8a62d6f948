// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HubManaged} from "../access/HubManaged.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IBallot} from "../interfaces/IBallot.sol";
import {IBallotResult} from "../interfaces/IBallotResult.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {Payees} from "../market/Payees.sol";
import {HolderRights} from "./HolderRights.sol";

/// @title Ballot
/// @notice See {IBallot}. Deployed once, cloned per asset.
/// @dev
/// slot 0  asset token    1 ballot => account => left out    2 number of motions
/// slot 3  motions, four words each: subject · recordDate u24 | opensAt u40 | closesAt u40 | quorumBps u16 |
///         majorityBps u16 | withdrawn u8 | eligible u112 · votesFor u112 | votesAgainst u112 · abstentions u112
/// slot 4  choices, by ballot and account
contract Ballot is IBallot, HolderRights {
    using Payees for IInvestorRegistry;

    uint256 private constant BPS = 10_000;
    uint256 private constant MIN_VOTING_TIME = 1 days;

    uint256 private _count;
    mapping(uint256 ballotId => Motion) private _motions;
    mapping(uint256 ballotId => mapping(address account => Choice)) private _choices;

    constructor(address hub, address registry) HubManaged(hub) HolderRights(registry) {}

    /// @inheritdoc IBallot
    function initialize(address token_) external {
        if (_asset != address(0) || token_.code.length == 0) revert InvalidBallot(token_);
        _asset = token_;
    }

    /// @inheritdoc IBallot
    function propose(
        bytes32 subject,
        uint256 recordDate,
        uint40 opensAt,
        uint40 closesAt,
        uint16 quorumBps,
        uint16 majorityBps,
        address[] calldata excluded,
        string calldata uri
    ) external restricted returns (uint256 ballotId) {
        if (opensAt < block.timestamp || closesAt < opensAt + MIN_VOTING_TIME) {
            revert InvalidVotingTime(opensAt, closesAt);
        }
        if (quorumBps > BPS || majorityBps < BPS / 2 || majorityBps > BPS) {
            revert InvalidShares(quorumBps, majorityBps);
        }
        ballotId = ++_count;
        Motion storage m = _motions[ballotId];
        m.subject = subject;
        m.recordDate = uint24(recordDate);
        m.opensAt = opensAt;
        m.closesAt = closesAt;
        m.quorumBps = quorumBps;
        m.majorityBps = majorityBps;
        m.eligible = uint112(_exclude(ballotId, recordDate, excluded));
        emit MotionProposed(ballotId, subject, m, uri);
        if (excluded.length != 0) emit Excluded(ballotId, excluded);
    }

    /// @inheritdoc IBallot
    function vote(uint256 ballotId, Choice choice) external {
        _vote(ballotId, msg.sender, choice);
    }

    /// @inheritdoc IBallot
    function voteFor(uint256 ballotId, address account, Choice choice) external {
        if (REGISTRY.holderOf(account) != msg.sender) revert Payees.NotAuthorised(msg.sender, account);
        _vote(ballotId, account, choice);
    }

    /// @inheritdoc IBallot
    function withdraw(uint256 ballotId, bytes32 reason) external restricted {
        Motion storage m = _known(ballotId);
        if (m.withdrawn || block.timestamp >= m.closesAt) revert MotionClosed(ballotId);
        m.withdrawn = true;
        emit MotionWithdrawn(ballotId, reason);
    }

    /// @inheritdoc IBallotResult
    function outcome(uint256 ballotId) external view returns (bool closed, bool passed) {
        Motion storage m = _motions[ballotId];
        if (m.closesAt == 0) return (false, false);
        if (m.withdrawn) return (true, false);
        closed = block.timestamp >= m.closesAt;
        passed = closed && _carries(m);
    }

    /// @inheritdoc IBallot
    function motionOf(uint256 ballotId) external view returns (Motion memory) {
        return _motions[ballotId];
    }

    /// @inheritdoc IBallot
    function choiceOf(uint256 ballotId, address account) external view returns (Choice) {
        return _choices[ballotId][account];
    }

    /// @inheritdoc IBallot
    function votesOf(uint256 ballotId, address account) external view returns (uint256) {
        uint256 recordDate = _motions[ballotId].recordDate;
        return recordDate == 0 ? 0 : _weight(ballotId, recordDate, account);
    }

    /// @inheritdoc IBallot
    function isExcluded(uint256 ballotId, address account) external view returns (bool) {
        return _excluded[ballotId][account];
    }

    /// @inheritdoc IBallot
    function motionCount() external view returns (uint256) {
        return _count;
    }

    /// @inheritdoc IBallot
    function token() external view returns (address) {
        return _asset;
    }

    function _vote(uint256 ballotId, address account, Choice choice) private {
        Motion storage m = _known(ballotId);
        if (m.withdrawn || block.timestamp < m.opensAt || block.timestamp >= m.closesAt) {
            revert VotingNotOpen(ballotId, m.opensAt, m.closesAt);
        }
        if (choice == Choice.NONE) revert InvalidChoice(ballotId, account);
        if (_choices[ballotId][account] != Choice.NONE) revert AlreadyVoted(ballotId, account);
        uint256 weight = _weight(ballotId, m.recordDate, account);
        if (weight == 0) revert NoVotes(ballotId, account);
        REGISTRY.requireEligible(account, msg.sender);
        IAssetToken asset = IAssetToken(_asset);
        if (asset.isFrozen(account) || asset.isFrozen(msg.sender)) revert VoterNotEligible(account, msg.sender);

        _choices[ballotId][account] = choice;
        if (choice == Choice.FOR) m.votesFor += uint112(weight);
        else if (choice == Choice.AGAINST) m.votesAgainst += uint112(weight);
        else m.abstentions += uint112(weight);
        emit Voted(ballotId, account, choice, weight, msg.sender);
    }

    /// @dev Compared by products, so that nothing is rounded: 112 bits times 14 overflow nowhere.
    function _carries(Motion storage m) private view returns (bool) {
        (uint256 pro, uint256 contra) = (m.votesFor, m.votesAgainst);
        bool quorum = (pro + contra + m.abstentions) * BPS >= uint256(m.eligible) * m.quorumBps;
        return quorum && pro > contra && pro * BPS >= (pro + contra) * m.majorityBps;
    }

    function _known(uint256 ballotId) private view returns (Motion storage m) {
        m = _motions[ballotId];
        if (m.closesAt == 0) revert UnknownMotion(ballotId);
    }
}
