// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {RecordWord} from "../registry/RecordWord.sol";

/// @title Who acts for a wallet and who may be paid for it
library Payees {
    using RecordWord for uint256;

    /// @dev Enough for any life; the registry never lets a replaced wallet come back, so there are no circles.
    uint256 private constant MAX_REPLACEMENTS = 16;

    /// @notice The caller neither is the wallet, nor took its place, nor acts for it.
    error NotAuthorised(address caller, address wallet);
    /// @notice The receiver is no eligible wallet of the same investor.
    error ReceiverNotEligible(address wallet, address receiver);

    /// @dev The wallet itself, or, when the registry has replaced it, the one that took its place.
    function holderOf(IInvestorRegistry registry, address wallet) internal view returns (address) {
        for (uint256 i = 0; i < MAX_REPLACEMENTS; ++i) {
            address next = registry.successorOf(wallet);
            if (next == address(0)) break;
            wallet = next;
        }
        return wallet;
    }

    /// @dev Money leaves only to a verified wallet of the very investor.
    function requireEligible(IInvestorRegistry registry, address wallet, address receiver) internal view {
        (uint256 own, uint256 word) = registry.pair(wallet, receiver);
        uint256 id = word.investorId();
        if (!word.isValid() || id != own.investorId()) revert ReceiverNotEligible(wallet, receiver);
    }

    /// @dev Whoever paid may have the money back in spite of an expired or withdrawn record; not under a stop.
    function requireRefundable(IInvestorRegistry registry, address wallet, address receiver) internal view {
        if (receiver != wallet) return requireEligible(registry, wallet, receiver);
        if (registry.wordOf(wallet) & (RecordWord.SUSPENDED | RecordWord.REPLACED) != 0) {
            revert ReceiverNotEligible(wallet, receiver);
        }
    }
}
