// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC7540Operator, IERC7540Redeem} from "../interfaces/IERC7540.sol";
import {IERC7575} from "../interfaces/IERC7575.sol";
import {IERC7887Redeem} from "../interfaces/IERC7887.sol";
import {IRedemptionQueue} from "../interfaces/IRedemptionQueue.sol";
import {FeedPrice} from "./FeedPrice.sol";
import {QueueAccounts} from "./QueueAccounts.sol";

/// @title What can be read of a RedemptionQueue
/// @notice Nothing here reverts but the two previews that ERC-7540 says must.
abstract contract QueueViews is QueueAccounts, IERC7540Operator, IERC7540Redeem, IERC7887Redeem, IERC7575, IERC165 {
    using FeedPrice for FeedPrice.Price;

    uint256 internal constant REQUEST_ID = 0;

    constructor(address registry) QueueAccounts(registry) {}

    /// @inheritdoc IERC7540Redeem
    function pendingRedeemRequest(uint256 requestId, address controller) external view returns (uint256) {
        return requestId == REQUEST_ID ? _pending(controller) : 0;
    }

    /// @inheritdoc IERC7540Redeem
    function claimableRedeemRequest(uint256 requestId, address controller) external view returns (uint256 shares) {
        if (requestId == REQUEST_ID) (shares, ) = _claimable(controller);
    }

    /// @inheritdoc IERC7887Redeem
    /// @dev Cancelling is carried out at once.
    function pendingCancelRedeemRequest(uint256, address) external pure returns (bool) {
        return false;
    }

    /// @inheritdoc IERC7887Redeem
    function claimableCancelRedeemRequest(uint256 requestId, address controller) external view returns (uint256) {
        return requestId == REQUEST_ID ? _accounts[controller].cancelled : 0;
    }

    /// @inheritdoc IERC7540Operator
    function isOperator(address controller, address operator) external view returns (bool) {
        return _operators[controller][operator];
    }

    /// @inheritdoc IERC7575
    function asset() external view returns (address) {
        return _terms.asset;
    }

    /// @inheritdoc IERC7575
    function share() external view returns (address) {
        return _terms.token;
    }

    /// @inheritdoc IERC7575
    /// @dev By the newest answer, however old; 0 when there is none.
    function convertToShares(uint256 assets) external view returns (uint256) {
        FeedPrice.Price memory price = FeedPrice.peek(_terms.price.feed);
        return price.value == 0 ? 0 : price.tokensFor(assets, _shareDecimals, _assetDecimals);
    }

    /// @inheritdoc IERC7575
    /// @dev By the newest answer, however old; 0 when there is none.
    function convertToAssets(uint256 shares) external view returns (uint256) {
        FeedPrice.Price memory price = FeedPrice.peek(_terms.price.feed);
        return price.value == 0 ? 0 : price.paymentFor(shares, _shareDecimals, _assetDecimals);
    }

    /// @inheritdoc IERC7575
    function maxDeposit(address) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IERC7575
    function maxMint(address) external pure returns (uint256) {
        return 0;
    }

    /// @inheritdoc IERC7575
    function maxWithdraw(address controller) external view returns (uint256 assets) {
        (, assets) = _claimable(controller);
    }

    /// @inheritdoc IERC7575
    function maxRedeem(address controller) external view returns (uint256 shares) {
        (shares, ) = _claimable(controller);
    }

    /// @inheritdoc IERC7575
    function previewDeposit(uint256) external view returns (uint256) {
        revert DepositsElsewhere(_terms.token);
    }

    /// @inheritdoc IERC7575
    function previewMint(uint256) external view returns (uint256) {
        revert DepositsElsewhere(_terms.token);
    }

    /// @inheritdoc IERC7575
    function previewWithdraw(uint256) external view returns (uint256) {
        revert PreviewNotPossible(_terms.price.feed);
    }

    /// @inheritdoc IERC7575
    function previewRedeem(uint256) external view returns (uint256) {
        revert PreviewNotPossible(_terms.price.feed);
    }

    /// @inheritdoc IRedemptionQueue
    function terms() external view returns (QueueTerms memory) {
        return _terms;
    }

    /// @inheritdoc IRedemptionQueue
    function totals() external view returns (QueueTotals memory) {
        return _totals;
    }

    /// @inheritdoc IRedemptionQueue
    function epochOf(uint256 epoch) external view returns (Epoch memory) {
        return _epochs[epoch];
    }

    /// @inheritdoc IRedemptionQueue
    function epochs() external view returns (uint256 open, uint256 settled) {
        return (_open, _settled);
    }

    /// @inheritdoc IRedemptionQueue
    function gate() external view returns (Gate memory) {
        return _gate;
    }

    /// @inheritdoc IRedemptionQueue
    function instantLane() external view returns (InstantLane memory lane, uint256 leftToday) {
        return (_lane, _leftToday());
    }

    /// @inheritdoc IRedemptionQueue
    function paused() external view returns (bool) {
        return _paused;
    }

    /// @inheritdoc IERC165
    /// @dev 0x2f0a18c5 is ERC-7575 whole; its five parts are named too. The ids stand in the EIPs.
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return
            id == type(IERC165).interfaceId ||
            id == type(IERC7540Operator).interfaceId ||
            id == type(IERC7540Redeem).interfaceId ||
            id == type(IERC7887Redeem).interfaceId ||
            id == type(IERC7575).interfaceId ||
            id == 0x50a526d6 ||
            id == 0xc1f329ef ||
            id == 0xe1550342 ||
            id == 0x2fd7d42a ||
            id == 0x70dec094;
    }

    /// @inheritdoc IERC7575
    function totalAssets() public view returns (uint256) {
        return uint256(_totals.buffer) + _totals.owed;
    }

    function _leftToday() internal view returns (uint256) {
        uint256 paid = _laneDay == block.timestamp / 1 days ? _lanePaid : 0;
        return paid < _lane.dailyLimit ? _lane.dailyLimit - paid : 0;
    }
}
