// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IDistributor, PayObstacle} from "../interfaces/IDistributor.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {ExactTransfer} from "../market/ExactTransfer.sol";
import {Payees} from "../market/Payees.sol";
import {RecordWord} from "../registry/RecordWord.sol";
import {HolderRights} from "./HolderRights.sol";

/// @title The books of income: what came in, what it is for, what left
/// @notice At any time, for every payment token: `owed` = what lies open in its distributions + what is carried, and
/// that much lies here.
abstract contract IncomeLedger is IDistributor, HolderRights, ReentrancyGuardTransient {
    using ExactTransfer for IERC20;
    using Payees for IInvestorRegistry;
    using RecordWord for uint256;
    using SafeERC20 for IERC20;

    uint256 internal constant MAX_PUSH = 100;
    uint256 internal constant MIN_CLAIM_PERIOD = 3 * 365 days;

    uint256 internal _count;
    bool internal _paused;
    mapping(uint256 id => Distribution) internal _distributions;
    mapping(uint256 id => mapping(address account => uint256)) internal _paidTo;
    mapping(address payment => uint256) internal _carried;
    mapping(address payment => uint256) internal _owed;

    modifier whenPaying() {
        if (_paused) revert DistributorIsPaused(_asset);
        _;
    }

    /// @dev A new distribution, empty. The money comes last: nothing is promised that does not lie here.
    function _begin(
        Mode mode,
        address payment,
        uint32 expiresAt
    ) internal returns (uint256 id, Distribution storage d) {
        if (payment.code.length == 0 || payment == _asset) revert InvalidPayment(payment);
        uint256 earliest = block.timestamp + MIN_CLAIM_PERIOD;
        if (expiresAt < earliest) revert ExpiryTooSoon(expiresAt, earliest);
        id = ++_count;
        d = _distributions[id];
        d.payment = payment;
        d.mode = mode;
        d.expiresAt = expiresAt;
    }

    /// @dev Takes money from the caller into a distribution.
    function _allocate(Distribution storage d, uint256 amount) internal {
        if (amount == 0 || amount > type(uint128).max - d.allocated) revert InvalidAmount(amount);
        IERC20 payment = IERC20(d.payment);
        uint256 total = _owed[address(payment)] + amount;
        d.allocated += uint128(amount);
        _owed[address(payment)] = total;
        payment.pull(msg.sender, address(this), amount);
        // No new promise in a token that has taken some back.
        payment.surplus(total);
    }

    /// @dev Who receives the income of an account, and whether it may.
    function _payee(address account) internal view returns (address payee, PayObstacle obstacle) {
        uint256 word = REGISTRY.wordOf(account);
        payee = account;
        if (word & RecordWord.REPLACED != 0) {
            // The registry replaces a wallet only by one of the same investor, and a wallet keeps its investor for ever.
            payee = REGISTRY.holderOf(account);
            word = REGISTRY.wordOf(payee);
            if (IAssetToken(_asset).isFrozen(payee)) return (payee, PayObstacle.FROZEN);
        }
        if (!word.isValid()) return (payee, PayObstacle.NOT_ELIGIBLE);
        if (IAssetToken(_asset).isFrozen(account)) obstacle = PayObstacle.FROZEN;
    }

    /// @dev Sends the income of an account and books it.
    /// @param mark set in what the account's entry shows from now on
    /// @return whether it was paid
    function _pay(
        uint256 id,
        Distribution storage d,
        address account,
        address payee,
        uint256 amount,
        uint256 mark
    ) internal returns (bool) {
        uint256 received = _paidTo[id][account];
        _paidTo[id][account] = (received + amount) | mark;
        if (!_release(d, payee, amount)) {
            _paidTo[id][account] = received;
            return false;
        }
        emit Paid(id, account, payee, amount);
        return true;
    }

    /// @dev Lets money of a distribution go. The books are written before it moves and written back when the payment
    /// token refuses (a blacklist, say): one refused payee holds up nobody else.
    function _release(Distribution storage d, address to, uint256 amount) internal returns (bool) {
        uint128 before = d.paid;
        address payment = d.payment;
        uint256 total = _owed[payment];
        d.paid = before + uint128(amount);
        _owed[payment] = total - amount;
        if (_send(IERC20(payment), to, amount)) return true;
        d.paid = before;
        _owed[payment] = total;
        return false;
    }

    /// @dev Closes a distribution; what is left waits for the next one in this payment token.
    function _close(uint256 id, Distribution storage d) internal {
        uint256 left = d.allocated - d.paid;
        d.closed = true;
        _carried[d.payment] += left;
        emit Closed(id, left);
    }

    function _open(uint256 id, Mode mode) internal view returns (Distribution storage d) {
        d = _distributions[id];
        if (d.mode != mode || mode == Mode.NONE) revert UnknownDistribution(id, d.mode);
        if (d.closed) revert DistributionClosed(id);
    }

    function _checkBatch(uint256 entries) internal pure {
        if (entries == 0 || entries > MAX_PUSH) revert InvalidPush(entries);
    }

    /// @dev Exactly `amount` leaves, or nothing does and the answer is false.
    function _send(IERC20 payment, address to, uint256 amount) private returns (bool sent) {
        if (amount == 0) return true;
        uint256 before = payment.balanceOf(address(this));
        sent = payment.trySafeTransfer(to, amount);
        uint256 left = payment.balanceOf(address(this));
        uint256 moved = before > left ? before - left : 0;
        if (moved != (sent ? amount : 0)) {
            revert ExactTransfer.PaymentMismatch(address(payment), sent ? amount : 0, moved);
        }
    }
}
