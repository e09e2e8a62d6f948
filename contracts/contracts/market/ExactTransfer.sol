// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";

/// @title Moving payment tokens, and believing only balances
/// @notice Takes tokens that return nothing, refuses those that return false, and refuses whoever keeps a fee: what
/// arrives must be what was asked for.
library ExactTransfer {
    using SafeERC20 for IERC20;

    /// @notice The payment token moved another amount than asked: it takes a fee, rebases or lies.
    error PaymentMismatch(address payment, uint256 expected, uint256 moved);
    /// @notice The contract holds less of the payment token than it owes: the token took some back.
    error EscrowShort(address payment, uint256 balance, uint256 owed);

    /// @notice Money is never sent to nobody or to where it lies already.
    error InvalidPayee(address payee);

    /// @dev Moves `amount` from `from` to `to`, both of whom may be anybody; `to` must end up with exactly that more.
    function pull(IERC20 payment, address from, address to, uint256 amount) internal {
        uint256 before = payment.balanceOf(to);
        payment.safeTransferFrom(from, to, amount);
        _same(payment, amount, before, payment.balanceOf(to));
    }

    /// @dev Sends `amount` to `to`; exactly that must leave. What `to` receives is not asked: a token that begins to
    /// take a fee after the money came in must not lock it in.
    function push(IERC20 payment, address to, uint256 amount) internal {
        if (to == address(0) || to == address(this)) revert InvalidPayee(to);
        if (amount == 0) return;
        uint256 before = payment.balanceOf(address(this));
        payment.safeTransfer(to, amount);
        _same(payment, amount, payment.balanceOf(address(this)), before);
    }

    /// @dev What lies here beyond what is owed to others: all that may ever be swept.
    function surplus(IERC20 payment, uint256 owed) internal view returns (uint256) {
        uint256 balance = payment.balanceOf(address(this));
        if (balance < owed) revert EscrowShort(address(payment), balance, owed);
        return balance - owed;
    }

    function _same(IERC20 payment, uint256 amount, uint256 low, uint256 high) private pure {
        uint256 moved = high > low ? high - low : 0;
        if (moved != amount) revert PaymentMismatch(address(payment), amount, moved);
    }
}
