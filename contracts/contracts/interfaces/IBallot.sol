// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBallotResult} from "./IBallotResult.sol";

/// @title Votes of the holders of an asset
/// @notice A vote weighs what the account held at a record date of the token, so tokens that change hands meanwhile
/// vote once, where they were. Weights are base units of the asset. A wallet that the registry has replaced votes
/// through its successor, and what it voted before stays cast.
interface IBallot is IBallotResult {
    /// @dev How an account votes; a vote is final.
    enum Choice {
        NONE,
        AGAINST,
        FOR,
        ABSTAIN
    }

    /// @notice A motion and its count.
    /// @param subject hash of what is voted on; a contract that acts on the outcome compares it
    /// @param recordDate number of the token's record date
    /// @param opensAt seconds: first second of voting
    /// @param closesAt seconds: voting is over from then on
    /// @param quorumBps part of the eligible weight that must take part, 1/10,000
    /// @param majorityBps part of the votes for and against that must be for, 1/10,000; a tie never carries
    /// @param withdrawn taken back before the end
    /// @param eligible weight at the record date without excluded accounts
    struct Motion {
        bytes32 subject;
        uint24 recordDate;
        uint40 opensAt;
        uint40 closesAt;
        uint16 quorumBps;
        uint16 majorityBps;
        bool withdrawn;
        uint112 eligible;
        uint112 votesFor;
        uint112 votesAgainst;
        uint112 abstentions;
    }

    /// @notice A motion was put to the vote.
    event MotionProposed(uint256 indexed ballotId, bytes32 indexed subject, Motion motion, string uri);
    /// @notice These accounts have no vote.
    event Excluded(uint256 indexed ballotId, address[] accounts);
    /// @notice An account's vote was cast; by another wallet only when the account was replaced.
    event Voted(
        uint256 indexed ballotId,
        address indexed account,
        Choice indexed choice,
        uint256 weight,
        address by
    );
    /// @notice The motion was taken back; it is closed and not passed.
    event MotionWithdrawn(uint256 indexed ballotId, bytes32 reason);

    /// @notice A ballot is set up once, with an asset token.
    error InvalidBallot(address token);
    /// @notice No such motion.
    error UnknownMotion(uint256 ballotId);
    /// @notice Voting must open now or later and last at least a day.
    error InvalidVotingTime(uint256 opensAt, uint256 closesAt);
    /// @notice The quorum is at most all, the majority between half and all.
    error InvalidShares(uint256 quorumBps, uint256 majorityBps);
    /// @notice Nobody votes outside the voting time or on a motion taken back.
    error VotingNotOpen(uint256 ballotId, uint256 opensAt, uint256 closesAt);
    /// @notice For, against or abstain.
    error InvalidChoice(uint256 ballotId, address account);
    /// @notice The account has voted; a vote is final.
    error AlreadyVoted(uint256 ballotId, address account);
    /// @notice The account held nothing at the record date, or takes no part.
    error NoVotes(uint256 ballotId, address account);
    /// @notice The voter's record is not valid, or its account is frozen.
    error VoterNotEligible(address account, address voter);
    /// @notice The motion is closed.
    error MotionClosed(uint256 ballotId);

    /// @notice Sets up a clone for an asset token.
    function initialize(address token) external;

    /// @notice Puts a motion to the vote. Issuers only.
    /// @param excluded accounts without a vote: exempt accounts of the token only, at most 32
    /// @param uri where the motion can be read
    function propose(
        bytes32 subject,
        uint256 recordDate,
        uint40 opensAt,
        uint40 closesAt,
        uint16 quorumBps,
        uint16 majorityBps,
        address[] calldata excluded,
        string calldata uri
    ) external returns (uint256 ballotId);

    /// @notice Casts the caller's vote.
    function vote(uint256 ballotId, Choice choice) external;

    /// @notice Casts the vote of `account` by the wallet that took its place.
    function voteFor(uint256 ballotId, address account, Choice choice) external;

    /// @notice Takes a motion back before its end. Issuers only.
    function withdraw(uint256 ballotId, bytes32 reason) external;

    /// @notice A motion and its count; all zero if unknown.
    function motionOf(uint256 ballotId) external view returns (Motion memory);

    /// @notice How an account voted.
    function choiceOf(uint256 ballotId, address account) external view returns (Choice);

    /// @notice Votes that an account has or had in a motion; 0 if none.
    function votesOf(uint256 ballotId, address account) external view returns (uint256);

    /// @notice Whether an account has no vote in a motion.
    function isExcluded(uint256 ballotId, address account) external view returns (bool);

    /// @notice Number of the newest motion.
    function motionCount() external view returns (uint256);

    /// @notice The asset token.
    function token() external view returns (address);
}
