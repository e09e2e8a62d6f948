// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The reads of Chainlink's older AggregatorInterface
interface IAggregatorV2 {
    /// @notice Newest answer, 0 before the first.
    function latestAnswer() external view returns (int256);
    /// @notice Block time of the newest answer, seconds.
    function latestTimestamp() external view returns (uint256);
    /// @notice Newest round.
    function latestRound() external view returns (uint256);
    /// @notice Answer of a round, 0 if unknown.
    function getAnswer(uint256 roundId) external view returns (int256);
    /// @notice Block time of a round's answer, 0 if unknown.
    function getTimestamp(uint256 roundId) external view returns (uint256);
}
