// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AggregatorV3Interface
} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";

/// @title Anybody's feed: says whatever a test wants it to say
contract PlainFeed is AggregatorV3Interface {
    error Silent();

    uint8 public decimals;
    bool public silent;
    bool public curt;
    uint80 public round = 1;
    uint80 public answeredIn = 1;
    int256 public answer;
    uint256 public startedAt;
    uint256 public updatedAt;

    constructor(uint8 decimals_, int256 answer_) {
        decimals = decimals_;
        say(answer_);
    }

    function say(int256 answer_) public {
        (answer, startedAt, updatedAt) = (answer_, block.timestamp, block.timestamp);
    }

    function setDecimals(uint8 value) external {
        decimals = value;
    }

    function setSilent(bool value) external {
        silent = value;
    }

    function setCurt(bool value) external {
        curt = value;
    }

    function setTimes(uint256 started, uint256 updated) external {
        (startedAt, updatedAt) = (started, updated);
    }

    function setRounds(uint80 asked, uint80 answered) external {
        (round, answeredIn) = (asked, answered);
    }

    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        if (silent) revert Silent();
        if (curt) {
            // A word too few: some other contract's idea of the answer.
            assembly ("memory-safe") {
                return(0x00, 0x80)
            }
        }
        return (round, answer, startedAt, updatedAt, answeredIn);
    }

    function getRoundData(uint80) external view returns (uint80, int256, uint256, uint256, uint80) {
        return (round, answer, startedAt, updatedAt, answeredIn);
    }

    function description() external pure returns (string memory) {
        return "plain";
    }

    function version() external pure returns (uint256) {
        return 4;
    }
}
