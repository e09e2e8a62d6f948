// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AggregatorV3Interface
} from "@chainlink/contracts/src/v0.8/shared/interfaces/AggregatorV3Interface.sol";
import {IReserveFeed} from "../contracts/interfaces/IReserveFeed.sol";
import {IOracleCommittee} from "../contracts/interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../contracts/interfaces/IReportFeed.sol";
import {ISecureMint, MintStop} from "../contracts/interfaces/ISecureMint.sol";
import {SecureMint} from "../contracts/reserves/SecureMint.sol";
import {GateWorld} from "./support/GateWorld.sol";
import {PlainFeed} from "./support/PlainFeed.sol";

/// @title A feed of somebody else's that has paper, dated whenever a test likes
contract AttestedFeed is PlainFeed(3, 400_000) {
    IReserveFeed.Attested private _attested;

    function attestAt(uint40 time) external {
        _attested.attestedAt = uint32(time);
    }

    function attestation() external view returns (IReserveFeed.Attested memory) {
        return _attested;
    }
}

/// @notice Which reserve is believed: closed for minting when in doubt, never for holders.
contract SecureMintFeedsTest is GateWorld {
    function test_15_a_stale_feed_stops_mints_and_never_transfers() public {
        _gateMint(minter, OUNCE, 1);
        vm.warp(START + 2 days + 1);
        _stopped(MintStop.PUBLICATION_STALE);
        vm.warp(START + 4 days + 1);
        _stopped(MintStop.FEED_NOT_OK);
        _moves();
    }

    function test_15_a_paused_parked_or_empty_feed_of_ours_stops_mints() public {
        _gateMint(minter, OUNCE, 1);
        ounces.pause();
        _stopped(MintStop.FEED_NOT_OK);
        _moves();
        ounces.unpause();
        IReportFeed.FeedPolicy memory policy = ounces.policy();
        policy.alwaysApprove = true;
        ounces.setPolicy(policy);
        vm.warp(START + 60);
        IOracleCommittee.Report memory report = _report(900_000);
        (report.feed, report.round) = (address(ounces), 2);
        holds(!_submit(report), "parked");
        _stopped(MintStop.FEED_NOT_OK);
        _moves();
        (address t, , address r) = factory.deploy(_params(bytes32(uint256(2))));
        SecureMint second = _gateFor(bytes32(uint256(2)), t, _rules(r));
        holds(second.cover().stop == MintStop.FEED_NOT_OK, "empty feed");
    }

    function test_a_valuation_ages_apart_from_its_publication() public {
        PlainFeed feed = _plain(3, 400_000);
        vm.warp(START + 10 days);
        feed.setTimes(block.timestamp - 3 days, block.timestamp);
        holds(gate.cover().stop == MintStop.OK, "at the limit");
        feed.setTimes(block.timestamp - 3 days - 1, block.timestamp);
        _stopped(MintStop.VALUATION_STALE);
        feed.setTimes(block.timestamp - 2 days, block.timestamp - 2 days);
        holds(gate.cover().stop == MintStop.OK, "at the other limit");
        feed.setTimes(block.timestamp - 2 days - 1, block.timestamp - 2 days - 1);
        _stopped(MintStop.PUBLICATION_STALE);
    }

    function test_a_feed_that_says_nothing_or_nonsense_closes_minting() public {
        PlainFeed feed = _plain(3, 400_000);
        _gateMint(minter, OUNCE, 1);
        feed.say(0);
        _stopped(MintStop.RESERVE_NOT_POSITIVE);
        feed.say(-1);
        _stopped(MintStop.RESERVE_NOT_POSITIVE);
        feed.say(type(int256).min);
        _stopped(MintStop.RESERVE_NOT_POSITIVE);
        feed.say(type(int256).max);
        _stopped(MintStop.RESERVE_TOO_LARGE);
        feed.say(int256(type(int128).max) + 1);
        _stopped(MintStop.RESERVE_TOO_LARGE);
        feed.say(400_000);
        feed.setSilent(true);
        _stopped(MintStop.FEED_UNREADABLE);
        feed.setSilent(false);
        feed.setCurt(true);
        _stopped(MintStop.FEED_UNREADABLE);
        feed.setCurt(false);
        feed.setRounds(5, 4);
        _stopped(MintStop.ROUND_INCOMPLETE);
        feed.setRounds(5, 5);
        _moves();
        _gateMint(minter, OUNCE, 2);
    }

    function test_times_that_contradict_each_other_close_minting() public {
        PlainFeed feed = _plain(3, 400_000);
        feed.setTimes(START, 0);
        _stopped(MintStop.ROUND_INCOMPLETE);
        feed.setTimes(0, START);
        _stopped(MintStop.TIME_INVALID);
        feed.setTimes(START, START - 1);
        _stopped(MintStop.TIME_INVALID);
        feed.setTimes(START, START + 1);
        _stopped(MintStop.TIME_INVALID);
    }

    function test_a_feed_that_moves_its_decimals_closes_minting() public {
        PlainFeed feed = _plain(3, 400_000);
        feed.setDecimals(0);
        _stopped(MintStop.FEED_DECIMALS_CHANGED);
        feed.setDecimals(3);
        _gateMint(minter, OUNCE, 1);
    }

    function test_an_old_or_missing_attestation_closes_minting_where_one_is_asked_for() public {
        ISecureMint.ReserveRules memory rules = _rules(address(ounces));
        rules.maxAttestationAge = 1 days;
        gate.setReserveRules(rules);
        _stopped(MintStop.ATTESTATION_STALE);
        _attest(_attestation(0));
        _gateMint(minter, OUNCE, 1);
        vm.warp(START + 1 days);
        holds(gate.cover().stop == MintStop.OK, "at the limit");
        vm.warp(START + 1 days + 1);
        _stopped(MintStop.ATTESTATION_STALE);
        rules.feed = address(new PlainFeed(3, 400_000));
        gate.setReserveRules(rules);
        _stopped(MintStop.ATTESTATION_STALE);
    }

    function test_without_an_attestation_no_age_is_long_enough() public {
        ISecureMint.ReserveRules memory rules = _rules(address(ounces));
        rules.maxAttestationAge = type(uint32).max;
        gate.setReserveRules(rules);
        _stopped(MintStop.ATTESTATION_STALE);
        _attest(_attestation(0));
        _gateMint(minter, OUNCE, 1);
    }

    function test_an_attestation_from_the_future_closes_minting() public {
        AttestedFeed feed = new AttestedFeed();
        ISecureMint.ReserveRules memory rules = _rules(address(feed));
        rules.maxAttestationAge = 1 days;
        gate.setReserveRules(rules);
        feed.attestAt(START);
        _gateMint(minter, OUNCE, 1);
        feed.attestAt(START + 1);
        _stopped(MintStop.ATTESTATION_STALE);
    }

    function test_a_feed_that_stops_telling_its_decimals_closes_minting() public {
        ISecureMint.ReserveRules memory rules = _rules(address(new PlainFeed(0, 400)));
        gate.setReserveRules(rules);
        same(gate.cover().usable, USABLE, "whole ounces");
        vm.mockCallRevert(rules.feed, abi.encodeCall(AggregatorV3Interface.decimals, ()), "");
        _stopped(MintStop.FEED_DECIMALS_CHANGED);
    }

    function test_a_feed_of_ours_that_does_not_tell_its_status_closes_minting() public {
        vm.mockCallRevert(address(ounces), abi.encodeCall(IReportFeed.status, ()), "");
        _stopped(MintStop.FEED_NOT_OK);
    }
}
