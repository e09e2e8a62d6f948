// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {FeedStatus} from "../interfaces/IReportFeed.sol";
import {FeedReader} from "../oracle/FeedReader.sol";

/// @title Reading a price that money will move at
/// @notice Any `AggregatorV3Interface` serves. A price is used only when it is positive, not older than allowed, and,
/// where the feed can say so itself (ours can), when it says that all is well.
library FeedPrice {
    /// @notice A feed and how much of it is believed.
    /// @param feed zero when there is none
    /// @param maxAge oldest publication in seconds
    /// @param bandBps for a payment token's peg: how far from one it may be, 1/10,000
    struct Source {
        address feed;
        uint32 maxAge;
        uint16 bandBps;
    }

    /// @notice A price with what is needed to use it.
    /// @param value payment (or reference currency) per whole token, in `decimals`
    /// @param valuedAt when the feed says the value was taken, seconds
    struct Price {
        uint256 value;
        uint256 decimals;
        uint256 valuedAt;
    }

    /// @notice There is no feed at this address, or it does not answer.
    error PriceUnavailable(address feed);
    /// @notice A price must be more than zero.
    error PriceNotPositive(address feed, int256 answer);
    /// @notice The price was published before the oldest time allowed, or never.
    error PriceStale(address feed, uint256 updatedAt, uint256 oldest);
    /// @notice The feed itself says not to use its answer now.
    error PriceInDoubt(address feed, uint256 status);
    /// @notice At most 18 decimals are understood.
    error UnsupportedDecimals(address source, uint256 decimals);
    /// @notice The payment token is off its peg: nothing is priced in it now.
    error OffPeg(address feed, uint256 answer, uint256 one, uint256 bandBps);

    /// @dev The price now, or a revert that says why there is none.
    function read(Source memory source) internal view returns (Price memory price) {
        address feed = source.feed;
        (bool answered, FeedReader.Reading memory round) = FeedReader.tryLatest(feed);
        if (!answered) revert PriceUnavailable(feed);
        uint256 oldest = block.timestamp > source.maxAge ? block.timestamp - source.maxAge : 0;
        if (round.updatedAt == 0 || round.updatedAt < oldest || round.updatedAt > block.timestamp) {
            revert PriceStale(feed, round.updatedAt, oldest);
        }
        // Beyond 127 bits it is no price, and below it no product here can overflow.
        if (round.answer <= 0 || round.answer > type(int128).max) revert PriceNotPositive(feed, round.answer);
        // Feeds of this platform have a status; others do not answer the question, and their age must do.
        (bool told, uint256 status) = FeedReader.tryStatus(feed);
        if (told && status != uint256(FeedStatus.OK)) revert PriceInDoubt(feed, status);
        (told, price.decimals) = FeedReader.tryDecimals(feed);
        if (!told) revert PriceUnavailable(feed);
        if (price.decimals > 18) revert UnsupportedDecimals(feed, price.decimals);
        price.value = uint256(round.answer);
        price.valuedAt = round.startedAt;
    }

    /// @dev Passes when the payment token is worth one within its band, or has no feed to ask.
    function requirePeg(Source memory source) internal view {
        if (source.feed == address(0)) return;
        Price memory price = read(source);
        uint256 one = 10 ** price.decimals;
        uint256 distance = price.value > one ? price.value - one : one - price.value;
        if (distance * 10_000 > one * source.bandBps) {
            revert OffPeg(source.feed, price.value, one, source.bandBps);
        }
    }

    /// @dev The last answer for a view that must not revert; zero when there is none to show.
    function peek(address feed) internal view returns (Price memory price) {
        (, FeedReader.Reading memory round) = FeedReader.tryLatest(feed);
        if (round.answer <= 0 || round.answer > type(int128).max) return price;
        bool told;
        (told, price.decimals) = FeedReader.tryDecimals(feed);
        if (told && price.decimals <= 18) price.value = uint256(round.answer);
    }

    /// @dev Tokens for an amount of payment, rounded down: the rest stays with the fund.
    function tokensFor(
        Price memory price,
        uint256 payment,
        uint256 tokenDecimals,
        uint256 paymentDecimals
    ) internal pure returns (uint256) {
        return Math.mulDiv(payment, 10 ** (price.decimals + tokenDecimals), price.value * 10 ** paymentDecimals);
    }

    /// @dev Payment for an amount of tokens, rounded down: the rest stays with the fund.
    function paymentFor(
        Price memory price,
        uint256 tokens,
        uint256 tokenDecimals,
        uint256 paymentDecimals
    ) internal pure returns (uint256) {
        return Math.mulDiv(tokens, price.value * 10 ** paymentDecimals, 10 ** (price.decimals + tokenDecimals));
    }
}
