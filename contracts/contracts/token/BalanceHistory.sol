// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What a balance was at record dates
/// @dev Entries `recordDate u32 (high) | balance u224`, record dates rising: the balance that stood up to and including
/// that record date and changed after it.
library BalanceHistory {
    struct Trace {
        uint256[] entries;
    }

    /// @dev Notes that `balance` stood until after record date `id`; ids are given in rising order.
    function note(Trace storage self, uint256 id, uint256 balance) internal {
        self.entries.push((id << 224) | balance);
    }

    /// @dev The balance at record date `id`: that of the first entry at or after it. Only asked when there is one.
    function balanceAt(Trace storage self, uint256 id) internal view returns (uint256) {
        uint256 low = 0;
        uint256 high = self.entries.length;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            if (self.entries[middle] >> 224 < id) low = middle + 1;
            else high = middle;
        }
        return low == self.entries.length ? 0 : uint224(self.entries[low]);
    }
}
