// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {RateLimiter} from "@openzeppelin/contracts/utils/RateLimiter.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {Roles} from "../access/Roles.sol";
import {IAccessHub} from "../interfaces/IAccessHub.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {FeedStatus, IReportFeed} from "../interfaces/IReportFeed.sol";
import {ISecureMint, MintStop} from "../interfaces/ISecureMint.sol";
import {FeedReader} from "../oracle/FeedReader.sol";
import {ReserveMath} from "./ReserveMath.sol";

/// @title SecureMint
/// @notice See {ISecureMint}. Deployed once, cloned per token.
/// @dev
/// slot 0     token | its decimals u8 | decimals of the feed u8 | whether the feed is one of this platform
/// slot 1, 2  reserve rules: feed | margin u16 | publication age u32 | valuation age u32 · attestation age u32
/// slot 3     minter => bucket: capacity u208 | window u48, used u208 | time u48 (OpenZeppelin's RateLimiter)
contract SecureMint is ISecureMint, HubManaged {
    using RateLimiter for RateLimiter.RefillingBucket;

    /// @dev Every minter has a bucket of its own with one entry.
    bytes32 private constant ENTRY = bytes32(0);

    address private _token;
    uint8 private _tokenDecimals;
    uint8 private _feedDecimals;
    bool private _ours;
    ReserveRules private _rules;
    mapping(address minter => RateLimiter.RefillingBucket) private _rates;

    constructor(address hub) HubManaged(hub) {
        // An implementation must never be set up by a passer-by.
        _token = address(this);
    }

    /// @inheritdoc ISecureMint
    function initialize(address token_, ReserveRules calldata rules) external {
        if (_token != address(0) || token_.code.length == 0) revert InvalidMintSetUp(token_);
        _token = token_;
        _tokenDecimals = IERC20Metadata(token_).decimals();
        _setReserveRules(rules);
    }

    /// @inheritdoc ISecureMint
    function mint(address to, uint256 amount, uint256 operationId) external restricted {
        if (amount == 0) revert NothingToMint(operationId);
        (MintStop stop, uint256 usable, FeedReader.Reading memory r) = _read();
        if (stop != MintStop.OK) revert MintingStopped(stop, _rules.feed, r.answer, r.startedAt, r.updatedAt);
        uint256 supply = IERC20Metadata(_token).totalSupply();
        if (amount > Math.saturatingSub(usable, supply)) revert ReserveExceeded(supply, amount, usable);
        if (!_rates[msg.sender].tryConsume(ENTRY, amount)) {
            revert MintRateExceeded(msg.sender, amount, rateLeft(msg.sender));
        }
        emit CoveredMint(operationId, msg.sender, r.round, supply + amount, usable);
        IAssetToken(_token).mint(to, amount, operationId);
    }

    /// @inheritdoc ISecureMint
    function setMintRate(address minter, uint112 capacity, uint48 window) external restricted {
        if (minter == address(0) || (capacity != 0 && window == 0)) revert InvalidMintRate(capacity, window);
        RateLimiter.RefillingBucket storage rate = _rates[minter];
        // What flowed back until now flowed at the old rate.
        rate.sync(ENTRY);
        rate.updateSettings(window, capacity);
        emit MintRateChanged(minter, capacity, window);
    }

    /// @inheritdoc ISecureMint
    function setReserveRules(ReserveRules calldata rules) external restricted {
        _setReserveRules(rules);
    }

    /// @inheritdoc ISecureMint
    function cover() external view returns (Cover memory) {
        return _cover();
    }

    /// @inheritdoc ISecureMint
    function mintableBy(address minter) external view returns (uint256) {
        return Math.min(_cover().headroom, rateLeft(minter));
    }

    /// @inheritdoc ISecureMint
    function reserveRules() external view returns (ReserveRules memory) {
        return _rules;
    }

    /// @inheritdoc ISecureMint
    function token() external view returns (address) {
        return _token;
    }

    /// @inheritdoc ISecureMint
    function rateLeft(address minter) public view returns (uint256) {
        return _rates[minter].available(ENTRY);
    }

    function _setReserveRules(ReserveRules calldata rules) private {
        (bool readable, uint256 decimals) = FeedReader.tryDecimals(rules.feed);
        if (
            !readable ||
            decimals > 18 ||
            rules.marginBps >= ReserveMath.ALL_BPS ||
            rules.maxPublicationAge == 0 ||
            rules.maxValuationAge == 0
        ) {
            revert InvalidReserveRules(
                rules.feed,
                rules.marginBps,
                rules.maxPublicationAge,
                rules.maxValuationAge
            );
        }
        bool ours = IAccessHub(HUB).kindOf(rules.feed) == Roles.KIND_FEED;
        if (ours) {
            (bytes32 fed, bytes32 own) = (IReportFeed(rules.feed).assetId(), IAssetToken(_token).assetId());
            if (fed != own) revert FeedOfOtherAsset(rules.feed, fed, own);
        }
        (_rules, _feedDecimals, _ours) = (rules, uint8(decimals), ours);
        emit ReserveRulesChanged(rules, uint8(decimals), ours);
    }

    function _cover() private view returns (Cover memory c) {
        (c.stop, c.usable, ) = _read();
        c.headroom = Math.saturatingSub(c.usable, IERC20Metadata(_token).totalSupply());
    }

    /// @dev What the reserve covers, or the first reason against relying on it.
    function _read() private view returns (MintStop stop, uint256 usable, FeedReader.Reading memory r) {
        ReserveRules memory rules = _rules;
        bool readable;
        (readable, r) = FeedReader.tryLatest(rules.feed);
        if (!readable) return (MintStop.FEED_UNREADABLE, 0, r);
        stop = _judge(rules, r);
        if (stop != MintStop.OK) return (stop, 0, r);
        usable = ReserveMath.usable(uint256(r.answer), _feedDecimals, _tokenDecimals, rules.marginBps);
    }

    function _judge(ReserveRules memory rules, FeedReader.Reading memory r) private view returns (MintStop) {
        // A feed whose decimals moved would be off by powers of ten without anybody having published anything.
        (bool readable, uint256 decimals) = FeedReader.tryDecimals(rules.feed);
        if (!readable || decimals != _feedDecimals) return MintStop.FEED_DECIMALS_CHANGED;
        if (_ours) {
            // A feed that does not answer reads as one without an answer to rely on.
            (, uint256 status) = FeedReader.tryStatus(rules.feed);
            if (status != uint256(FeedStatus.OK)) return MintStop.FEED_NOT_OK;
        }
        if (r.updatedAt == 0 || r.answeredInRound < r.round) return MintStop.ROUND_INCOMPLETE;
        if (r.answer <= 0) return MintStop.RESERVE_NOT_POSITIVE;
        if (uint256(r.answer) > ReserveMath.MAX_RESERVE) return MintStop.RESERVE_TOO_LARGE;
        if (r.startedAt == 0 || r.startedAt > r.updatedAt || r.updatedAt > block.timestamp) {
            return MintStop.TIME_INVALID;
        }
        if (block.timestamp - r.updatedAt > rules.maxPublicationAge) return MintStop.PUBLICATION_STALE;
        if (block.timestamp - r.startedAt > rules.maxValuationAge) return MintStop.VALUATION_STALE;
        return _judgeAttestation(rules);
    }

    function _judgeAttestation(ReserveRules memory rules) private view returns (MintStop) {
        if (rules.maxAttestationAge == 0) return MintStop.OK;
        // Zero from a feed that has none or does not answer.
        (, uint256 attestedAt) = FeedReader.tryAttestedAt(rules.feed);
        bool known = attestedAt != 0 && attestedAt <= block.timestamp;
        bool fresh = known && block.timestamp - attestedAt <= rules.maxAttestationAge;
        return fresh ? MintStop.OK : MintStop.ATTESTATION_STALE;
    }
}
