// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IERC7540Operator, IERC7540Redeem} from "../interfaces/IERC7540.sol";
import {IERC7575} from "../interfaces/IERC7575.sol";
import {IERC7887Redeem} from "../interfaces/IERC7887.sol";
import {IRedemptionQueue} from "../interfaces/IRedemptionQueue.sol";
import {ExactTransfer} from "./ExactTransfer.sol";
import {FeedPrice} from "./FeedPrice.sol";
import {Payees} from "./Payees.sol";
import {QueueViews} from "./QueueViews.sol";

/// @title RedemptionQueue
/// @notice See {IRedemptionQueue}. Deployed once, cloned per asset. Storage and arithmetic: {QueueAccounts}; what can be
/// read: {QueueViews}.
contract RedemptionQueue is QueueViews, HubManaged, ReentrancyGuardTransient {
    using ExactTransfer for IERC20;
    using FeedPrice for FeedPrice.Price;
    using FeedPrice for FeedPrice.Source;
    using SafeCast for uint256;

    uint256 private constant MAX_FEE_BPS = 500;
    uint256 private constant MAX_BATCH = 100;

    modifier running() {
        if (_paused) revert QueueIsPaused(_terms.token);
        _;
    }

    constructor(address hub, address registry) HubManaged(hub) QueueViews(registry) {}

    /// @inheritdoc IRedemptionQueue
    function initialize(QueueTerms calldata t) external {
        if (_terms.token != address(0)) revert QueueAlreadyInitialised(_terms.token);
        if (t.token.code.length == 0) revert InvalidQueueTerms("token");
        if (t.asset.code.length == 0 || t.asset == t.token) revert InvalidQueueTerms("asset");
        if (t.price.feed.code.length == 0) revert InvalidQueueTerms("price");
        if (t.patience == 0) revert InvalidQueueTerms("patience");
        _terms = t;
        _open = 1;
        _shareDecimals = _decimalsOf(t.token);
        _assetDecimals = _decimalsOf(t.asset);
        emit QueueOpened(t.token, t.asset, t);
    }

    /// @inheritdoc IERC7540Redeem
    function requestRedeem(
        uint256 shares,
        address controller,
        address owner
    ) external running nonReentrant returns (uint256 requestId) {
        _requireOwner(owner);
        Payees.requireEligible(REGISTRY, owner, controller);
        _requireMinimum(shares, owner);
        // The share token is ours and calls nobody; what it refuses is refused in its own words.
        IERC20(_terms.token).pull(owner, address(this), shares);
        _enqueue(controller, shares);
        emit RedeemRequest(controller, owner, REQUEST_ID, msg.sender, shares);
        return REQUEST_ID;
    }

    /// @inheritdoc IERC7887Redeem
    /// @dev Carried out at once. What a closed epoch holds is being priced and stays, until the patience is over.
    function cancelRedeemRequest(uint256 requestId, address controller) external nonReentrant {
        _requireKnown(requestId);
        _requireController(controller);
        _withdrawRequests(controller);
        emit CancelRedeemRequest(controller, REQUEST_ID, msg.sender);
    }

    /// @inheritdoc IERC7887Redeem
    function claimCancelRedeemRequest(uint256 requestId, address receiver, address controller) external nonReentrant {
        _requireKnown(requestId);
        _requireController(controller);
        _requirePayable(controller, receiver);
        uint112 shares = _accounts[controller].cancelled;
        if (shares == 0) revert BeyondClaimable(0, 0);
        _accounts[controller].cancelled = 0;
        _totals.cancelled -= shares;
        emit CancelRedeemClaim(controller, receiver, REQUEST_ID, msg.sender, shares);
        IERC20(_terms.token).push(receiver, shares);
    }

    /// @inheritdoc IERC7575
    function redeem(
        uint256 shares,
        address receiver,
        address controller
    ) external nonReentrant returns (uint256 assets) {
        _requireController(controller);
        _requirePayable(controller, receiver);
        assets = _takeShares(controller, shares);
        emit Withdraw(msg.sender, receiver, controller, assets, shares);
        IERC20(_terms.asset).push(receiver, assets);
    }

    /// @inheritdoc IERC7575
    function withdraw(
        uint256 assets,
        address receiver,
        address controller
    ) external nonReentrant returns (uint256 shares) {
        _requireController(controller);
        _requirePayable(controller, receiver);
        shares = _takeAssets(controller, assets);
        emit Withdraw(msg.sender, receiver, controller, assets, shares);
        IERC20(_terms.asset).push(receiver, assets);
    }

    /// @inheritdoc IRedemptionQueue
    function redeemInstantly(
        uint256 shares,
        uint256 minAssets,
        address receiver,
        address owner
    ) external running nonReentrant returns (uint256 assets) {
        _requireOwner(owner);
        _requirePayable(owner, receiver);
        _requireMinimum(shares, owner);
        IERC20(_terms.token).pull(owner, address(this), shares);
        uint256 gross = _price().paymentFor(shares, _shareDecimals, _assetDecimals);
        uint256 fee = Math.mulDiv(gross, _lane.feeBps, 10_000, Math.Rounding.Ceil);
        assets = gross - fee;
        if (assets == 0 || assets < minAssets) revert MinimumAssetsMissed(assets, minAssets == 0 ? 1 : minAssets);
        _useLane(assets);
        emit RedeemedInstantly(owner, receiver, shares, assets, fee);
        emit Withdraw(msg.sender, receiver, owner, assets, shares);
        _burn(shares);
        IERC20(_terms.asset).push(receiver, assets);
    }

    /// @inheritdoc IERC7540Operator
    function setOperator(address operator, bool approved) external returns (bool) {
        _operators[msg.sender][operator] = approved;
        emit OperatorSet(msg.sender, operator, approved);
        return true;
    }

    /// @inheritdoc IRedemptionQueue
    function fund(uint256 assets) external nonReentrant {
        _totals.buffer += assets.toUint128();
        _totals.deposited += uint128(assets);
        emit BufferFunded(msg.sender, assets);
        IERC20 asset_ = IERC20(_terms.asset);
        asset_.pull(msg.sender, address(this), assets);
        // No new money for a token that has taken some back.
        asset_.surplus(totalAssets());
    }

    /// @inheritdoc IRedemptionQueue
    function withdrawBuffer(uint256 assets, address to) external restricted nonReentrant {
        if (assets > _totals.buffer) revert BufferTooSmall(assets, _totals.buffer);
        _totals.buffer -= uint128(assets);
        _totals.withdrawn += uint128(assets);
        emit BufferWithdrawn(to, assets);
        IERC20(_terms.asset).push(to, assets);
    }

    /// @inheritdoc IRedemptionQueue
    function closeEpoch() external restricted running returns (uint256 epoch) {
        epoch = _open;
        if (_settled + 1 != epoch) revert EpochNotSettled(epoch - 1);
        Epoch storage closing = _epochs[epoch];
        if (closing.shares == 0) revert EpochEmpty(epoch);
        closing.closedAt = uint32(block.timestamp);
        _open = uint32(epoch + 1);
        emit EpochClosed(epoch, closing.shares, block.timestamp);
    }

    /// @inheritdoc IRedemptionQueue
    function gateEpoch(uint112 admitted) external restricted running {
        uint256 number = _closedEpoch();
        if (_gate.epoch == number) revert EpochAlreadyGated(number);
        Epoch storage epoch = _epochs[number];
        uint112 shares = epoch.shares;
        if (admitted == 0 || admitted >= shares) revert InvalidGate(admitted, shares);
        epoch.sharesLeft = shares;
        _gate = Gate(uint32(number), admitted, shares);
        emit EpochGated(number, admitted, shares);
    }

    /// @inheritdoc IRedemptionQueue
    function deferRequests(address[] calldata controllers) external running {
        uint256 count = controllers.length;
        if (count == 0 || count > MAX_BATCH) revert InvalidDeferral(count);
        uint32 number = _settled + 1;
        if (_gate.epoch != number) revert EpochNotGated(number);
        for (uint256 i = 0; i < count; ++i) _defer(controllers[i], number);
    }

    /// @inheritdoc IRedemptionQueue
    function settleEpoch() external restricted running nonReentrant returns (uint256 assets) {
        uint256 number = _closedEpoch();
        Epoch storage epoch = _epochs[number];
        if (epoch.sharesLeft != 0) revert DeferralsMissing(number, epoch.sharesLeft);
        uint112 shares = epoch.shares;
        FeedPrice.Price memory price;
        if (shares != 0) {
            price = _price();
            if (price.valuedAt <= epoch.closedAt) revert PriceBeforeCutOff(price.valuedAt, epoch.closedAt);
            assets = price.paymentFor(shares, _shareDecimals, _assetDecimals);
            if (assets > _totals.buffer) revert BufferTooSmall(assets, _totals.buffer);
        }
        _settled = uint32(number);
        epoch.sharesLeft = shares;
        (epoch.assets, epoch.assetsLeft) = (uint128(assets), uint128(assets));
        _totals.pending -= shares;
        _totals.buffer -= uint128(assets);
        _totals.owed += uint128(assets);
        emit EpochSettled(number, shares == 0 ? 0 : _nextOperation(), shares, assets, price.value);
        if (shares != 0) _burn(shares);
    }

    /// @inheritdoc IRedemptionQueue
    function setInstantLane(InstantLane calldata lane) external restricted {
        if (lane.feeBps > MAX_FEE_BPS) revert FeeTooHigh(lane.feeBps);
        _lane = lane;
        emit InstantLaneSet(lane.feeBps, lane.dailyLimit);
    }

    /// @inheritdoc IRedemptionQueue
    function pause() external restricted {
        _setPaused(true);
    }

    /// @inheritdoc IRedemptionQueue
    function unpause() external restricted {
        _setPaused(false);
    }

    /// @inheritdoc IRedemptionQueue
    function sweep(address token, address to) external restricted nonReentrant returns (uint256 amount) {
        uint256 kept = 0;
        if (token == _terms.asset) kept = totalAssets();
        else if (token == _terms.token) kept = uint256(_totals.pending) + _totals.cancelled;
        amount = IERC20(token).surplus(kept);
        emit QueueSwept(token, to, amount);
        IERC20(token).push(to, amount);
    }

    /// @inheritdoc IERC7575
    function deposit(uint256, address) external view returns (uint256) {
        revert DepositsElsewhere(_terms.token);
    }

    /// @inheritdoc IERC7575
    function mint(uint256, address) external view returns (uint256) {
        revert DepositsElsewhere(_terms.token);
    }

    /// @dev Burns only what the queue holds itself.
    function _burn(uint256 shares) private {
        IAssetToken(_terms.token).burn(address(this), shares, _nextOperation());
        ++_operations;
    }

    function _useLane(uint256 assets) private {
        uint256 left = _leftToday();
        if (assets > left) revert DailyLimitReached(assets, left);
        if (assets > _totals.buffer) revert BufferTooSmall(assets, _totals.buffer);
        uint32 today = uint32(block.timestamp / 1 days);
        _lanePaid = uint128(assets) + (_laneDay == today ? _lanePaid : 0);
        _laneDay = today;
        _totals.buffer -= uint128(assets);
        _totals.paid += uint128(assets);
    }

    function _setPaused(bool on) private {
        if (_paused == on) revert QueuePauseUnchanged(on);
        _paused = on;
        emit QueuePaused(msg.sender, on);
    }

    function _price() private view returns (FeedPrice.Price memory) {
        _terms.peg.requirePeg();
        return _terms.price.read();
    }

    function _closedEpoch() private view returns (uint256 number) {
        number = uint256(_settled) + 1;
        if (number == _open) revert NoClosedEpoch(number);
    }

    function _requireOwner(address owner) private view {
        if (msg.sender != owner && !_operators[owner][msg.sender]) revert Payees.NotAuthorised(msg.sender, owner);
    }

    /// @dev The controller or its operator; once the registry has replaced the wallet, only what took its place.
    function _requireController(address controller) private view {
        address holder = Payees.holderOf(REGISTRY, controller);
        if (msg.sender == holder) return;
        if (holder != controller || !_operators[controller][msg.sender]) {
            revert Payees.NotAuthorised(msg.sender, controller);
        }
    }

    function _requirePayable(address controller, address receiver) private view {
        Payees.requireEligible(REGISTRY, controller, receiver);
        IAssetToken token = IAssetToken(_terms.token);
        if (token.isFrozen(controller)) revert PayeeFrozen(controller);
        if (token.isFrozen(receiver)) revert PayeeFrozen(receiver);
    }

    /// @dev A minimum never keeps anybody in: everything an owner can move is always enough.
    function _requireMinimum(uint256 shares, address owner) private view {
        uint256 least = _terms.minShares;
        if (shares != 0 && shares >= least) return;
        if (shares == 0 || shares != IAssetToken(_terms.token).accountOf(owner).free) {
            revert BelowMinimum(shares, least);
        }
    }

    function _requireKnown(uint256 requestId) private pure {
        if (requestId != REQUEST_ID) revert UnknownRequest(requestId);
    }

    /// @dev Far from the ids that people count up, and next to each other, so that 256 of them share a word.
    function _nextOperation() private view returns (uint256) {
        return (uint256(keccak256(abi.encode(address(this)))) << 64) | _operations;
    }

    function _decimalsOf(address token) private view returns (uint8 decimals) {
        decimals = IERC20Metadata(token).decimals();
        if (decimals > 18) revert FeedPrice.UnsupportedDecimals(token, decimals);
    }
}
