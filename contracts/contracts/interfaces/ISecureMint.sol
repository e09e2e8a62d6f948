// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Why nothing may be minted now, whatever the amount.
enum MintStop {
    OK,
    FEED_UNREADABLE,
    FEED_DECIMALS_CHANGED,
    FEED_NOT_OK,
    ROUND_INCOMPLETE,
    RESERVE_NOT_POSITIVE,
    RESERVE_TOO_LARGE,
    TIME_INVALID,
    PUBLICATION_STALE,
    VALUATION_STALE,
    ATTESTATION_STALE
}

/// @title Mints only what is covered
/// @notice Holds the minter role of one token. After every mint `totalSupply ≤ floor(reserve × (1 − margin))`, where the
/// reserve is the answer of any `AggregatorV3Interface` in units of the token (ounces for a token of one ounce). Closed
/// when in doubt. Never asked when tokens move or are redeemed.
interface ISecureMint {
    /// @notice How much of which feed is believed.
    /// @param feed the reserve; on a feed of this platform the status must be OK and the asset the token's own
    /// @param marginBps part of the reserve that covers nothing, 1/10,000, below 10,000
    /// @param maxPublicationAge oldest publication, seconds, at least 1
    /// @param maxValuationAge oldest valuation (`startedAt`), seconds, at least 1
    /// @param maxAttestationAge oldest attestation, seconds, on a reserve feed of this platform; 0 asks for none
    struct ReserveRules {
        address feed;
        uint16 marginBps;
        uint32 maxPublicationAge;
        uint32 maxValuationAge;
        uint32 maxAttestationAge;
    }

    /// @notice What may be minted now.
    /// @param stop the reason against any mint; the other fields are then zero
    /// @param usable base units of the token that the reserve covers after the margin, rounded down
    /// @param headroom base units of `usable` that the supply leaves
    struct Cover {
        MintStop stop;
        uint256 usable;
        uint256 headroom;
    }

    /// @notice A covered mint happened; round and cover as read at that moment.
    event CoveredMint(
        uint256 indexed operationId,
        address indexed minter,
        uint256 round,
        uint256 supply,
        uint256 usable
    );
    /// @notice The reserve or what is asked of it changed.
    event ReserveRulesChanged(ReserveRules rules, uint8 feedDecimals, bool ours);
    /// @notice A minter may mint at most `capacity` at once and as much again in every `window` seconds.
    event MintRateChanged(address indexed minter, uint256 capacity, uint256 window);

    /// @notice Nothing can be minted now, whatever the amount: the reserve cannot be relied upon.
    error MintingStopped(MintStop stop, address feed, int256 answer, uint256 valuationTime, uint256 updatedAt);
    /// @notice The supply would exceed what the reserve covers.
    error ReserveExceeded(uint256 supply, uint256 amount, uint256 usable);
    /// @notice The minter's rate does not allow this amount now.
    error MintRateExceeded(address minter, uint256 amount, uint256 available);
    /// @notice Minting nothing would only spend the operation id.
    error NothingToMint(uint256 operationId);
    /// @notice No feed, decimals beyond 18, a margin of everything, or no limit of age.
    error InvalidReserveRules(address feed, uint256 marginBps, uint256 publicationAge, uint256 valuationAge);
    /// @notice The feed belongs to another asset.
    error FeedOfOtherAsset(address feed, bytes32 feedAsset, bytes32 tokenAsset);
    /// @notice A rate needs a time in which it refills.
    error InvalidMintRate(uint256 capacity, uint256 window);
    /// @notice Set up once, for a token.
    error InvalidMintSetUp(address token);

    /// @notice Sets up a clone in the transaction that creates it.
    function initialize(address token, ReserveRules calldata rules) external;

    /// @notice Mints `amount` base units to `to`, if covered and within the caller's rate. Mint operators only.
    /// @param operationId passed to the token, which spends it once
    function mint(address to, uint256 amount, uint256 operationId) external;

    /// @notice Gives a minter its rate, or ends it with capacity 0. What was used stays used. Issuers only.
    /// @param capacity base units of the token, at most 2^112 − 1
    /// @param window seconds in which an empty bucket is full again
    function setMintRate(address minter, uint112 capacity, uint48 window) external;

    /// @notice Changes the reserve feed or what is asked of it. Upgraders only: granted with 48 hours of delay.
    function setReserveRules(ReserveRules calldata rules) external;

    /// @notice What the reserve covers now. Never reverts.
    function cover() external view returns (Cover memory);

    /// @notice Most base units that `minter` could mint now: by cover and by rate. Never reverts.
    function mintableBy(address minter) external view returns (uint256);

    /// @notice Base units that the rate of `minter` leaves now.
    function rateLeft(address minter) external view returns (uint256);

    /// @notice The rules in force.
    function reserveRules() external view returns (ReserveRules memory);

    /// @notice The token minted.
    function token() external view returns (address);
}
