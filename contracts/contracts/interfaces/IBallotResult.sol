// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The one thing a contract must know about a vote
interface IBallotResult {
    /// @notice Whether a vote is over and whether it was carried. An unknown ballot is neither closed nor passed.
    /// @return closed no vote can change the result any more
    /// @return passed the motion was carried; only meaningful once closed
    function outcome(uint256 ballotId) external view returns (bool closed, bool passed);
}
