// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {Roles} from "../access/Roles.sol";
import {IAccessHub} from "../interfaces/IAccessHub.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IBarVault} from "../interfaces/IBarVault.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {IReportFeed} from "../interfaces/IReportFeed.sol";
import {IReserveFeed} from "../interfaces/IReserveFeed.sol";

/// @title BarVault
/// @notice See {IBarVault}. Deployed once, cloned per token. Holds the transfer agent's role of the token, to burn what
/// is in its own escrow; needs a record in the registry to receive it.
/// @dev Nothing here is asked of the price or the age of the list: redemption stays open when minting is closed.
/// slot 0  token | count of redemptions u64
/// slot 1  feed | decimals of the token u8
/// slot 2  base units in escrow
/// slot 3  redemptions: id => holder, state u8, changedAt u40 · bar id · amount · delivery hash
/// slot 4  bars: bar id => state
contract BarVault is IBarVault, HubManaged {
    uint256 private constant MILLI = 1000;

    address private _token;
    uint64 private _count;
    address private _feed;
    uint8 private _decimals;
    uint256 private _escrowed;
    mapping(uint256 id => Redemption) private _redemptions;
    mapping(bytes32 barId => BarState) private _bars;

    constructor(address hub) HubManaged(hub) {
        // An implementation must never be set up by a passer-by.
        _token = address(this);
    }

    /// @inheritdoc IBarVault
    function initialize(address token, address feed) external {
        if (_token != address(0) || token.code.length == 0 || IAccessHub(HUB).kindOf(feed) != Roles.KIND_FEED) {
            revert InvalidBarVaultSetUp(token, feed);
        }
        if (IReportFeed(feed).assetId() != IAssetToken(token).assetId()) revert InvalidBarVaultSetUp(token, feed);
        (_token, _feed, _decimals) = (token, feed, IERC20Metadata(token).decimals());
    }

    /// @inheritdoc IBarVault
    function requestBar(
        Bar calldata bar,
        bytes32[] calldata proof,
        bytes32 deliveryHash
    ) external returns (uint256 id) {
        bytes32 barId = _requireListed(bar, proof);
        if (_bars[barId] != BarState.FREE) revert BarNotFree(barId, _bars[barId]);
        uint256 amount = tokensFor(bar.fineMilliOz);
        id = ++_count;
        _bars[barId] = BarState.ALLOCATED;
        _redemptions[id] = Redemption(
            msg.sender,
            RedemptionState.REQUESTED,
            uint40(block.timestamp),
            barId,
            amount,
            deliveryHash
        );
        _escrowed += amount;
        emit RedemptionRequested(id, msg.sender, barId, bar, amount, deliveryHash);
        IERC20Metadata(_token).transferFrom(msg.sender, address(this), amount);
    }

    /// @inheritdoc IBarVault
    function accept(uint256 id) external restricted {
        Redemption storage r = _in(id, RedemptionState.REQUESTED);
        if (msg.sender == r.holder) revert OwnRedemption(msg.sender);
        _requireEligible(r.holder);
        _move(r, RedemptionState.ACCEPTED);
        emit RedemptionAccepted(id, msg.sender);
    }

    /// @inheritdoc IBarVault
    function ship(uint256 id, bytes32 shipmentHash) external restricted {
        Redemption storage r = _in(id, RedemptionState.ACCEPTED);
        _requireEligible(r.holder);
        _move(r, RedemptionState.SHIPPED);
        _bars[r.barId] = BarState.LEFT;
        emit RedemptionShipped(id, r.barId, shipmentHash);
    }

    /// @inheritdoc IBarVault
    function deliver(uint256 id, bytes32 receiptHash, uint256 operationId) external restricted {
        Redemption storage r = _in(id, RedemptionState.SHIPPED);
        uint256 amount = r.amount;
        _move(r, RedemptionState.DELIVERED);
        _escrowed -= amount;
        emit RedemptionDelivered(id, receiptHash, amount, operationId);
        IAssetToken(_token).burn(address(this), amount, operationId);
    }

    /// @inheritdoc IBarVault
    function cancel(uint256 id) external {
        Redemption storage r = _in(id, RedemptionState.REQUESTED);
        _requireHolder(r.holder);
        _end(id, r, 0, 0);
    }

    /// @inheritdoc IBarVault
    function refuse(uint256 id, bytes32 reason) external restricted {
        Redemption storage r = _redemptions[id];
        if (r.state != RedemptionState.REQUESTED && r.state != RedemptionState.ACCEPTED) {
            revert WrongRedemptionState(id, r.state);
        }
        _end(id, r, reason, 0);
    }

    /// @inheritdoc IBarVault
    function recordReturn(uint256 id, bytes32 reason, bytes32 documentHash) external restricted {
        Redemption storage r = _in(id, RedemptionState.SHIPPED);
        _move(r, RedemptionState.CANCELLED);
        emit RedemptionCancelled(id, msg.sender, reason, documentHash);
    }

    /// @inheritdoc IBarVault
    function reclaim(uint256 id) external {
        Redemption storage r = _in(id, RedemptionState.CANCELLED);
        _requireHolder(r.holder);
        uint256 amount = r.amount;
        _move(r, RedemptionState.RECLAIMED);
        _escrowed -= amount;
        emit TokensReclaimed(id, msg.sender, amount);
        IERC20Metadata(_token).transfer(msg.sender, amount);
    }

    /// @inheritdoc IBarVault
    function assume(uint256 id) external {
        Redemption storage r = _redemptions[id];
        if (r.state == RedemptionState.DELIVERED || r.state == RedemptionState.RECLAIMED) {
            revert WrongRedemptionState(id, r.state);
        }
        address holder = r.holder;
        IInvestorRegistry registry = _registry();
        bool takes = msg.sender != holder &&
            registry.isVerified(msg.sender) &&
            registry.sameInvestor(holder, msg.sender);
        if (!takes) revert NotSameRedeemer(holder, msg.sender);
        r.holder = msg.sender;
        emit RedemptionAssumed(id, holder, msg.sender);
    }

    /// @inheritdoc IBarVault
    function redemptionOf(uint256 id) external view returns (Redemption memory) {
        return _redemptions[id];
    }

    /// @inheritdoc IBarVault
    function barState(bytes32 barId) external view returns (BarState) {
        return _bars[barId];
    }

    /// @inheritdoc IBarVault
    function escrowed() external view returns (uint256) {
        return _escrowed;
    }

    /// @inheritdoc IBarVault
    function redemptionCount() external view returns (uint256) {
        return _count;
    }

    /// @inheritdoc IBarVault
    function setUp() external view returns (address token, address feed) {
        return (_token, _feed);
    }

    /// @inheritdoc IBarVault
    function tokensFor(uint64 fineMilliOz) public view returns (uint256) {
        return Math.ceilDiv(uint256(fineMilliOz) * 10 ** _decimals, MILLI);
    }

    /// @inheritdoc IBarVault
    function barIdOf(Bar calldata bar) public pure returns (bytes32) {
        return keccak256(abi.encode(bar.refiner, bar.serial, bar.year, bar.grossMilliOz));
    }

    /// @dev Before shipping: the bar is free again, the tokens wait for their holder.
    function _end(uint256 id, Redemption storage r, bytes32 reason, bytes32 documentHash) private {
        _move(r, RedemptionState.CANCELLED);
        _bars[r.barId] = BarState.FREE;
        emit RedemptionCancelled(id, msg.sender, reason, documentHash);
    }

    function _move(Redemption storage r, RedemptionState state) private {
        (r.state, r.changedAt) = (state, uint40(block.timestamp));
    }

    function _requireListed(Bar calldata bar, bytes32[] calldata proof) private view returns (bytes32 barId) {
        barId = barIdOf(bar);
        if (bar.fineMilliOz == 0 || bar.fineMilliOz > bar.grossMilliOz) {
            revert InvalidBar(barId, bar.fineMilliOz, bar.grossMilliOz);
        }
        bytes32 root = IReserveFeed(_feed).barListRoot();
        if (root == 0) revert NoBarList(_feed);
        bytes32 inner = keccak256(
            abi.encode(
                bar.refiner,
                bar.serial,
                bar.year,
                bar.grossMilliOz,
                bar.finenessTenths,
                bar.fineMilliOz
            )
        );
        // Hashed twice, so that no inner node of the tree passes for a bar.
        bytes32 leaf = keccak256(bytes.concat(inner));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) revert BarNotListed(barId, root);
    }

    function _requireHolder(address holder) private view {
        if (msg.sender != holder) revert NotTheRedeemer(msg.sender, holder);
    }

    function _requireEligible(address holder) private view {
        if (!_registry().isVerified(holder)) revert RedeemerNotEligible(holder);
    }

    function _in(uint256 id, RedemptionState state) private view returns (Redemption storage r) {
        r = _redemptions[id];
        if (r.state != state) revert WrongRedemptionState(id, r.state);
    }

    function _registry() private view returns (IInvestorRegistry) {
        return IInvestorRegistry(IAssetToken(_token).identityRegistry());
    }
}
