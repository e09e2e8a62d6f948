// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {FeedPrice} from "../market/FeedPrice.sol";

/// @dev Why a subscription cannot be delivered now.
enum Obstacle {
    NONE,
    NOTHING_SUBSCRIBED,
    NOT_YET_VALUED,
    MINIMUM_OUT_MISSED,
    TOKEN_CAP_EXCEEDED,
    MINT_REFUSED
}

/// @title A primary sale: money against new tokens, both in one transaction or neither
/// @notice Money waits in escrow, one position per wallet, until the position is delivered (tokens are minted to the
/// wallet and its money goes to the treasury) or refunded. Deliveries touch single positions, so a sale goes on after a
/// partial delivery. Amounts of money are base units of the payment token, amounts of tokens base units of the asset.
interface IOffering {
    /// @notice The terms of a sale; they never change.
    /// @param token the asset's token
    /// @param opens first second of the window
    /// @param closes first second after the window
    /// @param payment the payment token: an ERC-20 that moves exactly what it is told to
    /// @param deliveryPeriod seconds after which an undelivered position may be taken back
    /// @param forward the price must be valued after the subscription (nobody buys at a price already known)
    /// @param selfDelivery subscribers may fetch their tokens themselves once the soft cap is met
    /// @param treasury where the money of delivered positions goes
    /// @param minter where to mint: the token, or a guard of the same `mint` before it
    /// @param price feed of the price per whole token; no feed: `fixedPrice` holds
    /// @param peg feed of the payment token against its reference; no feed: taken at par
    /// @param fixedPrice base units of payment per whole token
    /// @param tokenCap most tokens the sale may mint
    /// @param softCap money that must come in before anything is delivered; 0 for a continuous sale
    /// @param hardCap most money the sale keeps at a time, refunds taken off
    /// @param minPerInvestor least an investor's positions add up to
    /// @param maxPerInvestor most an investor's positions add up to, over all wallets of the investor
    struct Terms {
        address token;
        uint40 opens;
        uint40 closes;
        address payment;
        uint32 deliveryPeriod;
        bool forward;
        bool selfDelivery;
        address treasury;
        address minter;
        FeedPrice.Source price;
        FeedPrice.Source peg;
        uint128 fixedPrice;
        uint128 tokenCap;
        uint128 softCap;
        uint128 hardCap;
        uint128 minPerInvestor;
        uint128 maxPerInvestor;
    }

    /// @notice Where a sale stands. `raised` only grows: `raised = escrow + released + refunded` at all times.
    /// @param reserved tokens that undelivered positions were quoted
    /// @param softCapMetAt when `raised` reached the soft cap, 0 if not yet
    struct Totals {
        uint128 raised;
        uint128 escrow;
        uint128 released;
        uint128 refunded;
        uint128 minted;
        uint128 reserved;
        uint40 softCapMetAt;
        bool cancelled;
        bool paused;
    }

    /// @notice What a wallet has in escrow.
    /// @param quoted tokens at the price of the subscription: final for a fixed price, an estimate for a feed's
    /// @param minTokens least tokens the wallet accepts
    /// @param since time of the newest subscription
    struct Position {
        uint128 paid;
        uint128 quoted;
        uint128 minTokens;
        uint64 investorId;
        uint40 since;
    }

    /// @notice A sale begins.
    event OfferingOpened(address indexed token, address indexed payment, Terms terms);
    /// @notice Money came into escrow.
    event Subscribed(
        address indexed wallet,
        uint64 indexed investorId,
        uint256 paid,
        uint256 quoted,
        uint256 minTokens
    );
    /// @notice The soft cap is met: positions can be delivered.
    event SoftCapMet(uint256 raised);
    /// @notice Tokens were minted to the wallet and its money released to the treasury.
    event Delivered(address indexed wallet, uint256 indexed operationId, uint256 tokens, uint256 paid);
    /// @notice A position was left out of a delivery; it stays as it was.
    event DeliverySkipped(address indexed wallet, Obstacle obstacle);
    /// @notice Money went back.
    event Refunded(address indexed wallet, address indexed receiver, uint256 paid);
    /// @notice The issuer gave the sale up: everything undelivered can be taken back.
    event OfferingCancelled(address account);
    /// @notice Subscriptions and deliveries stopped, or go on. Refunds never stop.
    event OfferingPaused(address account, bool paused);
    /// @notice Something that belonged to nobody here was taken out.
    event Swept(address indexed token, address indexed to, uint256 amount);

    /// @notice The terms make no sense; `field` names the first that does not.
    error InvalidTerms(bytes32 field);
    /// @notice A sale is set up once.
    error OfferingAlreadyInitialised(address token);
    /// @notice The window is not open now.
    error OutsideWindow(uint256 time, uint256 opens, uint256 closes);
    /// @notice The sale was given up.
    error SaleCancelled(address token);
    /// @notice The sale is paused.
    error SaleIsPaused(address token);
    /// @notice The sale is in that state already.
    error SalePauseUnchanged(bool paused);
    /// @notice The wallet may not subscribe: no valid record, or the token would not be minted to it.
    error SubscriberNotEligible(address wallet, uint8 reason);
    /// @notice The investor's positions would add up to less than the minimum or more than the maximum.
    error InvestorLimit(uint64 investorId, uint256 total, uint256 least, uint256 most);
    /// @notice The sale would keep more money than its hard cap.
    error HardCapExceeded(uint256 total, uint256 hardCap);
    /// @notice The sale would mint more than its token cap.
    error TokenCapExceeded(uint256 tokens, uint256 tokenCap);
    /// @notice The price gives fewer tokens than the subscriber accepts.
    error MinimumOutMissed(uint256 tokens, uint256 minTokens);
    /// @notice Nothing is delivered before the soft cap is met.
    error SoftCapNotMet(uint256 raised, uint256 softCap);
    /// @notice The position cannot be delivered now.
    error DeliveryRefused(address wallet, Obstacle obstacle);
    /// @notice In this sale the treasurer delivers.
    error SelfDeliveryOff(address token);
    /// @notice A delivery takes 1 to 256 wallets.
    error InvalidDelivery(uint256 wallets);
    /// @notice The position cannot be taken back now, or there is none.
    error NotRefundable(address wallet);

    /// @notice Sets up a clone in the transaction that creates it.
    function initialize(Terms calldata terms) external;

    /// @notice Pays `amount` into escrow for the caller's position.
    /// @param minTokens least tokens to be accepted for this amount
    /// @return quoted tokens at the price now
    function subscribe(uint256 amount, uint256 minTokens) external returns (uint256 quoted);

    /// @notice Delivers the caller's position, where the terms let subscribers do so.
    /// @return tokens minted
    function collect() external returns (uint256 tokens);

    /// @notice Delivers a list of positions at one price. Treasurer only. Positions with an obstacle are left out and
    /// named in events.
    /// @return released money that went to the treasury
    function deliver(address[] calldata wallets) external returns (uint256 released);

    /// @notice Takes back the money of a position: after a missed soft cap, a cancelled sale or an overdue delivery.
    /// Anybody may send it to the wallet that paid; only that wallet (or the one that took its place in the registry)
    /// may name another verified wallet of the investor.
    /// @return paid money that went back
    function refund(address wallet, address receiver) external returns (uint256 paid);

    /// @notice Gives the sale up. Issuers only, for ever.
    function cancelSale() external;

    /// @notice Stops subscriptions and deliveries at once. Pausers only.
    function pause() external;

    /// @notice Lets the sale go on. Unpausers only (granted with a delay).
    function unpause() external;

    /// @notice Takes out what lies here by mistake: never money in escrow. Treasurer only.
    /// @return amount that was taken out
    function sweep(address token, address to) external returns (uint256 amount);

    /// @notice The terms of the sale.
    function terms() external view returns (Terms memory);

    /// @notice Where the sale stands.
    function totals() external view returns (Totals memory);

    /// @notice What a wallet has in escrow.
    function positionOf(address wallet) external view returns (Position memory);

    /// @notice What an investor has paid and not taken back, over all its wallets.
    function paidBy(uint64 investorId) external view returns (uint256);

    /// @notice Whether the wallet's money can be taken back now.
    function isRefundable(address wallet) external view returns (bool);
}
