// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Reason} from "../interfaces/IAssetToken.sol";

/// @title One sentence per reason
/// @notice A contract of its own, made by the token implementation's constructor, because the sentences would not fit
/// beside the rules in one contract's 24 KiB.
contract ReasonText {
    /// @notice The sentence for a reason's number.
    function sentence(uint8 code) external pure returns (string memory) {
        if (code == uint8(Reason.OK)) return "Allowed";
        if (code == uint8(Reason.INSUFFICIENT_BALANCE)) return "Sender has too few tokens";
        if (code == uint8(Reason.INSUFFICIENT_UNFROZEN_BALANCE)) return "Sender has too few tokens that are not frozen";
        if (code == uint8(Reason.INSUFFICIENT_ALLOWANCE)) return "Spender's allowance is too small";
        if (code == uint8(Reason.INVALID_SENDER)) return "Sender is the zero address";
        if (code == uint8(Reason.INVALID_RECEIVER)) return "Receiver is the zero address";
        if (code == uint8(Reason.PAUSED)) return "Token is paused";
        if (code == uint8(Reason.LOCKED_UP)) return "Token is in its lock-up period";
        if (code == uint8(Reason.SENDER_NOT_VERIFIED)) return "Sender is not a verified investor";
        if (code == uint8(Reason.SENDER_EXPIRED)) return "Sender's verification has expired";
        if (code == uint8(Reason.SENDER_SUSPENDED)) return "Sender is suspended";
        if (code == uint8(Reason.SENDER_FROZEN)) return "Sender is frozen";
        if (code == uint8(Reason.RECEIVER_NOT_VERIFIED)) return "Receiver is not a verified investor";
        if (code == uint8(Reason.RECEIVER_EXPIRED)) return "Receiver's verification has expired";
        if (code == uint8(Reason.RECEIVER_SUSPENDED)) return "Receiver is suspended";
        if (code == uint8(Reason.RECEIVER_FROZEN)) return "Receiver is frozen";
        if (code == uint8(Reason.RECEIVER_COUNTRY_NOT_ALLOWED)) return "Receiver's country is not allowed";
        if (code == uint8(Reason.RECEIVER_TIER_TOO_LOW)) return "Receiver's investor tier is too low";
        if (code == uint8(Reason.MAX_BALANCE_EXCEEDED)) return "Receiver would hold more than one holder may";
        if (code == uint8(Reason.MAX_HOLDERS_EXCEEDED)) return "Token has as many holders as it may";
        if (code == uint8(Reason.MAX_SUPPLY_EXCEEDED)) return "Supply would exceed its cap";
        if (code == uint8(Reason.SPENDER_FROZEN)) return "Spender is frozen";
        return "Unknown reason";
    }
}
