// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev What a reader should think of the newest answer.
enum FeedStatus {
    EMPTY,
    OK,
    PARKED,
    PAUSED,
    PUBLICATION_STALE,
    VALUATION_STALE
}

/// @title A feed of signed reports
/// @notice Answers have {AggregatorV3Interface-decimals} decimals; times are seconds. `startedAt` of a round is its
/// valuation time, `updatedAt` the block time. History is immutable: a correction is a new round.
interface IReportFeed {
    /// @notice What a feed asks of its reports; a zero switches a limit off.
    /// @param minAnswer lowest answer, inclusive
    /// @param maxAnswer highest answer, inclusive
    /// @param minInterval seconds that must lie between two publications
    /// @param maxValuationAge oldest valuation (seconds before the block) that may be published
    /// @param heartbeat age of publication after which the answer is stale
    /// @param valuationStaleness age of valuation after which the answer is stale
    /// @param approvalWindow seconds within which a parked report may be approved
    /// @param dailyDeviationBps largest move away from the day's first answer, 1/10,000
    /// @param maxDeviationBps largest move between two rounds, 1/10,000
    /// @param alwaysApprove every report waits for approval (appraisals)
    struct FeedPolicy {
        int128 minAnswer;
        int128 maxAnswer;
        uint32 minInterval;
        uint32 maxValuationAge;
        uint32 heartbeat;
        uint32 valuationStaleness;
        uint32 approvalWindow;
        uint16 dailyDeviationBps;
        uint16 maxDeviationBps;
        bool alwaysApprove;
    }

    /// @notice What a new feed starts with.
    /// @param ofReserves whether it takes attestations ({IReserveFeed})
    struct FeedInit {
        bytes32 assetId;
        string description;
        uint8 decimals;
        bool ofReserves;
        FeedPolicy policy;
    }

    /// @notice A round of the history.
    struct Round {
        int128 answer;
        uint32 valuationTime;
        uint32 updatedAt;
        uint32 round;
        uint16 maxDeviationBps;
    }

    /// @notice A report that waits for approval.
    struct Parked {
        bytes32 digest;
        int128 answer;
        uint32 valuationTime;
        uint32 round;
        uint32 parkedAt;
        address proposer;
        address firstApprover;
    }

    /// @notice A round was added. As every event here, it is the committee's and names the feed.
    event ReportAccepted(
        address indexed feed,
        uint32 round,
        int128 answer,
        uint32 valuationTime,
        bytes32 digest
    );
    /// @notice A report went over a limit and waits for two approvals; the old answer stays.
    event ReportParked(
        address indexed feed,
        uint32 indexed round,
        bytes32 indexed digest,
        int128 answer,
        uint32 valuationTime,
        address proposer
    );
    /// @notice Somebody approved a parked report.
    event ReportApproved(
        address indexed feed,
        bytes32 indexed digest,
        address indexed approver,
        string reason,
        bytes32 evidenceHash
    );
    /// @notice Somebody rejected a parked report.
    event ReportRejected(address indexed feed, bytes32 indexed digest, address indexed approver, string reason);
    /// @notice The policy changed, or the feed was opened with it.
    event PolicyChanged(address indexed feed, FeedPolicy policy);
    /// @notice The feed takes no reports now.
    event FeedPaused(address indexed feed, address account);
    /// @notice The feed takes reports again.
    event FeedUnpaused(address indexed feed, address account);

    /// @notice The feed is paused.
    error FeedIsPaused(address feed);
    /// @notice The feed is in that state already.
    error FeedPauseUnchanged(bool paused);
    /// @notice Rounds are contiguous.
    error WrongRound(uint32 given, uint32 expected);
    /// @notice Valuation times rise strictly.
    error ValuationNotNewer(uint32 given, uint32 last);
    /// @notice A valuation cannot lie in the future.
    error ValuationInFuture(uint32 given, uint256 blockTime);
    /// @notice The valuation is too old to publish.
    error ValuationTooOld(uint32 given, uint256 oldest);
    /// @notice The report arrived after its expiry.
    error ReportExpired(uint32 expiry, uint256 blockTime);
    /// @notice Too soon after the last publication.
    error TooSoon(uint256 blockTime, uint256 earliest);
    /// @notice The answer lies outside the absolute bounds.
    error OutOfBounds(int128 answer, int128 minAnswer, int128 maxAnswer);
    /// @notice No such report is parked.
    error NothingParked(bytes32 digest);
    /// @notice The proposer, or one who approved already, cannot approve.
    error ApproverNotDistinct(address approver);
    /// @notice The time for approval is over; the committee must report anew.
    error ApprovalWindowClosed(uint256 closedAt);
    /// @notice Bounds crossed, or a deviation limit without an approval window.
    error InvalidPolicy(int128 minAnswer, int128 maxAnswer, uint32 approvalWindow);
    /// @notice Zero names no asset, and decimals are at most 18.
    error InvalidFeedInit(bytes32 assetId, uint8 decimals);

    /// @notice Approves the parked report with this digest; the second distinct approval publishes it. Report
    /// approvers only, never the proposer.
    /// @param evidenceHash SHA-256 of the evidence file
    function approveParked(bytes32 digest, string calldata reason, bytes32 evidenceHash) external;

    /// @notice Rejects the parked report with this digest. Report approvers only.
    function rejectParked(bytes32 digest, string calldata reason) external;

    /// @notice Changes the policy. Oracle role of the asset only.
    function setPolicy(FeedPolicy calldata newPolicy) external;

    /// @notice Stops the feed at once. Pausers only.
    function pause() external;

    /// @notice Lets the feed go on. Unpausers only (granted with a delay).
    function unpause() external;

    /// @notice The policy in force.
    function policy() external view returns (FeedPolicy memory);

    /// @notice What to think of the newest answer now.
    function status() external view returns (FeedStatus);

    /// @notice The newest answer with both its times and its status; all zero before the first round.
    function latest()
        external
        view
        returns (int256 answer, uint256 valuationTime, uint256 updatedAt, uint256 round, FeedStatus state);

    /// @notice A round of the history; all zero if unknown.
    function roundOf(uint32 round) external view returns (Round memory);

    /// @notice The parked report; digest zero if there is none.
    function parked() external view returns (Parked memory);

    /// @notice The asset this feed speaks of.
    function assetId() external view returns (bytes32);

    /// @notice The committee this feed listens to.
    function committee() external view returns (address);
}
