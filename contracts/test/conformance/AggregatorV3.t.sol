// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AggregatorV3Interface} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {Conformance} from "../support/Conformance.sol";
import {OracleWorld} from "../support/OracleWorld.sol";

/// @notice ReportFeed and ReserveFeed against Chainlink's AggregatorV3Interface
contract AggregatorV3Conformance is OracleWorld, Conformance {
    string private constant FUNCTIONS =
        "decimals() description() version() getRoundData(uint80) latestRoundData()";

    function test_every_function_of_the_interface_is_answered() public {
        same(_idOf(FUNCTIONS), uint32(type(AggregatorV3Interface).interfaceId), "the published interface");
        _publish(1e6);
        address[2] memory feeds = [address(nav), address(reserve)];
        for (uint256 i = 0; i < 2; ++i) {
            _answers(feeds[i], FUNCTIONS);
            same(abi.decode(_ask(feeds[i], "decimals()", ""), (uint8)), 6, "decimals");
            holds(bytes(abi.decode(_ask(feeds[i], "description()", ""), (string))).length != 0, "description");
            holds(abi.decode(_ask(feeds[i], "version()", ""), (uint256)) != 0, "version");
        }
    }

    function test_a_round_is_told_as_chainlink_tells_it() public {
        _publish(1_000_000);
        uint256 published = block.timestamp;
        _publish(1_000_100);
        _is("latestRoundData()", "", 2, 1_000_100, published);
        _is("getRoundData(uint80)", abi.encode(uint80(2)), 2, 1_000_100, published);
        _is("getRoundData(uint80)", abi.encode(uint80(1)), 1, 1_000_000, START);
    }

    function _is(string memory signature, bytes memory arguments, uint256 round, int256 answer, uint256 time) private view {
        (uint80 roundId, int256 given, uint256 startedAt, uint256 updatedAt, uint80 answeredInRound) = abi.decode(
            _ask(address(nav), signature, arguments),
            (uint80, int256, uint256, uint256, uint80)
        );
        same(roundId, round, "round");
        same(uint256(given), uint256(answer), "answer");
        same(startedAt, time, "time of the valuation");
        same(updatedAt, time, "time of the block");
        same(answeredInRound, round, "answered in its own round");
    }
}
