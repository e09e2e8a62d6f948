// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FeedPrice} from "../market/FeedPrice.sol";

/// @title Redemption of shares against payment tokens, beside ERC-7540, 7887 and 7575
/// @notice Requests gather in the open epoch. The treasurer closes it at the cut-off and settles it once, at a price
/// valued after the cut-off, however many requests it holds: its shares are burned and its money set aside. Whoever
/// requested claims when they like. Every request id is 0: a controller's requests add up (ERC-7540, "Request Ids").
/// Where the money is short, a gate lets a part of the closed epoch through and defers the rest to the open one, pro rata.
/// Beside the queue there is an instant lane, paid from the cash buffer at the price now, less a fee.
/// The queue's own address has to be on the investor registry and exempt on the token, and the queue holds the
/// token's `transferAgent` role; it only ever burns what it holds itself.
interface IRedemptionQueue {
    /// @notice The terms of a queue.
    /// @param token the share token
    /// @param asset the payment token
    /// @param price feed of the price per whole share
    /// @param peg feed of the payment token against its reference; no feed: taken at par
    /// @param minShares least shares of a request or instant redemption; whoever redeems everything may go below
    /// @param patience seconds after closing from which an unsettled epoch's requests can be cancelled again
    struct QueueTerms {
        address token;
        address asset;
        FeedPrice.Source price;
        FeedPrice.Source peg;
        uint112 minShares;
        uint32 patience;
    }

    /// @notice The instant lane.
    /// @param feeBps what the fund keeps of an instant redemption, 1/10,000, at most 500
    /// @param dailyLimit most payment per day (UTC) through the lane; 0 shuts it
    struct InstantLane {
        uint16 feeBps;
        uint128 dailyLimit;
    }

    /// @notice An epoch. `sharesLeft` and `assetsLeft` are what no controller has taken into its own account yet; before
    /// it is settled, `sharesLeft` are the shares of parts that its gate has not divided yet.
    struct Epoch {
        uint112 shares;
        uint112 sharesLeft;
        uint32 closedAt;
        uint128 assets;
        uint128 assetsLeft;
    }

    /// @notice The gate of an epoch: of every part p of it, `floor(p * admitted / shares)` is filled and the rest deferred to
    /// the next epoch, so that at most `admitted` is filled and what rounding leaves stays with who asked. (Not `fill`: an answer decoded in
    /// JavaScript is an array, which has a function of that name.)
    /// @param admitted shares to be filled
    /// @param shares of the epoch when the gate was set
    struct Gate {
        uint32 epoch;
        uint112 admitted;
        uint112 shares;
    }

    /// @notice All of the queue: `cash in the contract = buffer + owed`, `deposited = paid + withdrawn + buffer + owed`.
    /// @param pending shares not settled
    /// @param cancelled shares of cancelled requests, not claimed
    struct QueueTotals {
        uint112 pending;
        uint112 cancelled;
        uint128 buffer;
        uint128 owed;
        uint128 deposited;
        uint128 paid;
        uint128 withdrawn;
    }

    /// @notice A queue begins.
    event QueueOpened(address indexed token, address indexed asset, QueueTerms terms);
    /// @notice The epoch takes no more requests; the next one does.
    event EpochClosed(uint256 indexed epoch, uint256 shares, uint256 time);
    /// @notice Of the closed epoch's `shares` no more than `admitted` will be filled, pro rata; the rest is deferred.
    event EpochGated(uint256 indexed epoch, uint256 admitted, uint256 shares);
    /// @notice Of the controller's part of the gated epoch, `kept` is filled with it; `deferred` waits in the next one.
    event RequestDeferred(address indexed controller, uint256 indexed epoch, uint256 kept, uint256 deferred);
    /// @notice The epoch's shares were burned and its money set aside.
    event EpochSettled(
        uint256 indexed epoch,
        uint256 indexed operationId,
        uint256 shares,
        uint256 assets,
        uint256 price
    );
    /// @notice Shares were redeemed at once from the buffer; `fee` stayed in it.
    event RedeemedInstantly(
        address indexed owner,
        address indexed receiver,
        uint256 shares,
        uint256 assets,
        uint256 fee
    );
    /// @notice Money came into the buffer.
    event BufferFunded(address indexed from, uint256 assets);
    /// @notice Money was taken out of the buffer.
    event BufferWithdrawn(address indexed to, uint256 assets);
    /// @notice The instant lane changed.
    event InstantLaneSet(uint16 feeBps, uint128 dailyLimit);
    /// @notice Requests, settlements and the instant lane stopped, or go on. Cancelling and claiming never stop.
    event QueuePaused(address account, bool paused);
    /// @notice Something that belonged to nobody here was taken out.
    event QueueSwept(address indexed token, address indexed to, uint256 amount);

    /// @notice The terms make no sense; `field` names the first that does not.
    error InvalidQueueTerms(bytes32 field);
    /// @notice A queue is set up once.
    error QueueAlreadyInitialised(address token);
    /// @notice The queue is paused.
    error QueueIsPaused(address token);
    /// @notice The queue is in that state already.
    error QueuePauseUnchanged(bool paused);
    /// @notice Less than the minimum, and not everything the owner has.
    error BelowMinimum(uint256 shares, uint256 minShares);
    /// @notice Every request has the id 0.
    error UnknownRequest(uint256 requestId);
    /// @notice There is nothing that can be cancelled now; a closed epoch can from `from` on, if not settled by then.
    error NothingToCancel(address controller, uint256 from);
    /// @notice More than can be claimed.
    error BeyondClaimable(uint256 asked, uint256 claimable);
    /// @notice The epoch before is not settled yet.
    error EpochNotSettled(uint256 epoch);
    /// @notice The open epoch has no requests to close for.
    error EpochEmpty(uint256 epoch);
    /// @notice No epoch waits for settlement.
    error NoClosedEpoch(uint256 openEpoch);
    /// @notice A gate lets something through and holds something back.
    error InvalidGate(uint256 admitted, uint256 shares);
    /// @notice An epoch is gated once; its requesters count on it.
    error EpochAlreadyGated(uint256 epoch);
    /// @notice The epoch that waits has no gate, or none waits: there is nothing to defer.
    error EpochNotGated(uint256 epoch);
    /// @notice A call divides the parts of 1 to 100 controllers.
    error InvalidDeferral(uint256 controllers);
    /// @notice Parts of the gated epoch with this many shares are not divided yet.
    error DeferralsMissing(uint256 epoch, uint256 shares);
    /// @notice The newest price was valued before the cut-off: its requesters may have known it.
    error PriceBeforeCutOff(uint256 valuedAt, uint256 closedAt);
    /// @notice The buffer has too little.
    error BufferTooSmall(uint256 needed, uint256 buffer);
    /// @notice The lane's limit for today is reached.
    error DailyLimitReached(uint256 asked, uint256 left);
    /// @notice The price gives less than the redeemer accepts.
    error MinimumAssetsMissed(uint256 assets, uint256 minAssets);
    /// @notice The lane's fee is at most 5 %.
    error FeeTooHigh(uint256 feeBps);
    /// @notice An account that is frozen on the token is paid nothing.
    error PayeeFrozen(address account);
    /// @notice Shares are sold by the offering, not here.
    error DepositsElsewhere(address token);
    /// @notice ERC-7540: what a request will give is not known before it is settled.
    error PreviewNotPossible(address feed);

    /// @notice Sets up a clone in the transaction that creates it.
    function initialize(QueueTerms calldata terms) external;

    /// @notice Redeems at once from the buffer, at the price now less the lane's fee. The owner or its operator.
    /// @param minAssets least payment to be accepted
    /// @return assets payment that went to `receiver`
    function redeemInstantly(
        uint256 shares,
        uint256 minAssets,
        address receiver,
        address owner
    ) external returns (uint256 assets);

    /// @notice Pays money into the buffer. Anybody.
    function fund(uint256 assets) external;

    /// @notice Takes money out of the buffer; what is owed to redeemers cannot be taken. Treasurer only.
    function withdrawBuffer(uint256 assets, address to) external;

    /// @notice Closes the open epoch. Treasurer only; one closed epoch waits at a time.
    function closeEpoch() external returns (uint256 epoch);

    /// @notice Sets the gate of the closed epoch, once and for good. Treasurer only.
    /// @param admitted shares to be filled at most: more than none, fewer than the epoch holds
    function gateEpoch(uint112 admitted) external;

    /// @notice Divides these controllers' parts of the gated epoch: what is not filled moves to the open epoch, where it
    /// can be cancelled like any request. Anybody: nobody has a say in what it does. Who has no part, or a divided one,
    /// is passed over.
    /// @param controllers 1 to 100
    function deferRequests(address[] calldata controllers) external;

    /// @notice Settles the closed epoch at the feed's price, from the buffer. Treasurer only.
    /// @return assets set aside for its requests
    function settleEpoch() external returns (uint256 assets);

    /// @notice Changes the instant lane. Treasurer only.
    function setInstantLane(InstantLane calldata lane) external;

    /// @notice Stops requests, settlements and the instant lane at once. Pausers only.
    function pause() external;

    /// @notice Lets the queue go on. Unpausers only (granted with a delay).
    function unpause() external;

    /// @notice Takes out what lies here by mistake: never the buffer, money owed or shares in escrow. Treasurer only.
    function sweep(address token, address to) external returns (uint256 amount);

    /// @notice The terms of the queue.
    function terms() external view returns (QueueTerms memory);

    /// @notice The sums of the queue.
    function totals() external view returns (QueueTotals memory);

    /// @notice An epoch; all zero if unknown.
    function epochOf(uint256 epoch) external view returns (Epoch memory);

    /// @notice The epoch that takes requests, and the newest settled one.
    function epochs() external view returns (uint256 open, uint256 settled);

    /// @notice The newest gate; all zero before the first.
    function gate() external view returns (Gate memory);

    /// @notice The instant lane and what it may still pay today.
    function instantLane() external view returns (InstantLane memory lane, uint256 leftToday);

    /// @notice Whether the queue is paused.
    function paused() external view returns (bool);
}
