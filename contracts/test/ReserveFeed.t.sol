// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOracleCommittee} from "../contracts/interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../contracts/interfaces/IReportFeed.sol";
import {IReserveFeed} from "../contracts/interfaces/IReserveFeed.sol";
import {ReserveWorld} from "./support/ReserveWorld.sol";

/// @notice What stands behind a reserve, and who may say so.
contract ReserveFeedTest is ReserveWorld {
    bytes32 private constant ROOT = keccak256("bars");

    function setUp() public override {
        super.setUp();
        _reserve(400_000);
    }

    function test_an_attestation_stands_with_the_round_it_is_about() public {
        _attest(_attestation(ROOT));
        IReserveFeed.Attested memory a = ounces.attestation();
        holds(a.documentHash == PAPER && a.barListRoot == ROOT && ounces.barListRoot() == ROOT, "paper");
        holds(a.custodianSet == keccak256(abi.encodePacked(bytes32("A vault"), bytes32("B vault"))), "custodians");
        same(a.custodians, 2, "count");
        same(a.round, 1, "round");
        same(a.attestedAt, START, "attested");
        same(a.recordedAt, START, "recorded");
        // The number itself reads as on every feed.
        (, int256 answer, , , ) = ounces.latestRoundData();
        holds(answer == 400_000, "answer");
    }

    function test_history_of_attestations_is_kept() public {
        _attest(_attestation(ROOT));
        vm.warp(START + 1 days);
        _reserve(401_000);
        _attest(_attestation(keccak256("more bars")));
        holds(ounces.attestationOf(1).barListRoot == ROOT, "first");
        holds(ounces.attestation().round == 2, "newest");
        holds(ounces.attestationOf(3).documentHash == 0, "unknown");
    }

    function test_one_statement_may_stand_behind_several_rounds_but_time_never_goes_back() public {
        _attest(_attestation(ROOT));
        vm.warp(START + 1 days);
        _reserve(401_000);
        IReserveFeed.Attestation memory a = _attestation(ROOT);
        a.attestedAt = uint32(START - 1);
        _refused(
            a,
            abi.encodeWithSelector(IReserveFeed.AttestationTimeInvalid.selector, START - 1, START, START + 1 days)
        );
        a.attestedAt = uint32(START);
        _attest(a);
    }

    function test_a_round_is_attested_once_and_replays_are_refused() public {
        IReserveFeed.Attestation memory a = _attestation(ROOT);
        _attest(a);
        _refused(a, abi.encodeWithSelector(IReserveFeed.RoundAlreadyAttested.selector, 1));
        vm.warp(START + 100);
        _reserve(401_000);
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationOfOtherRound.selector, 1, 2));
    }

    function test_an_attestation_for_no_round_or_a_coming_one_is_refused() public {
        IReserveFeed.Attestation memory a = _attestation(ROOT);
        a.round = 2;
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationOfOtherRound.selector, 2, 1));
        a.round = 0;
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationOfOtherRound.selector, 0, 1));
    }

    function test_an_attestation_of_another_feed_chain_or_epoch_is_refused() public {
        IReserveFeed.Attestation memory a = _attestation(ROOT);
        a.feed = address(nav);
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationOfOtherFeed.selector, address(nav)));

        a = _attestation(ROOT);
        bytes memory proof = _sign(ounces.attestationDigest(a), 7);
        vm.chainId(999);
        vm.expectRevert(_notTheSigners(ounces.attestationDigest(a)));
        ounces.attest(a, 7, proof);
        vm.chainId(31337);

        a.epoch = 2;
        _refused(a, abi.encodeWithSelector(IOracleCommittee.WrongEpoch.selector, 2, 1));
    }

    function test_what_fewer_or_others_signed_or_another_paper_is_refused() public {
        IReserveFeed.Attestation memory a = _attestation(ROOT);
        bytes memory two = _sign(ounces.attestationDigest(a), 3);
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.WrongSignatureCount.selector, 2, 3));
        ounces.attest(a, 3, two);
        bytes memory proof = _sign(ounces.attestationDigest(a), 7);
        a.custodians[1] = bytes32("C vault");
        vm.expectRevert(_notTheSigners(ounces.attestationDigest(a)));
        ounces.attest(a, 7, proof);
    }

    function test_a_late_future_or_paused_attestation_is_refused() public {
        IReserveFeed.Attestation memory a = _attestation(ROOT);
        a.attestedAt = uint32(START + 1);
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationTimeInvalid.selector, START + 1, 0, START));
        a.attestedAt = 0;
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationTimeInvalid.selector, 0, 0, START));
        a = _attestation(ROOT);
        a.expiry = uint32(START - 1);
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationArrivedLate.selector, START - 1, START));
        ounces.pause();
        _refused(_attestation(ROOT), abi.encodeWithSelector(IReportFeed.FeedIsPaused.selector, address(ounces)));
    }

    function test_an_attestation_names_its_document_and_custodians_in_order() public {
        IReserveFeed.Attestation memory a = _attestation(ROOT);
        a.documentHash = 0;
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationIncomplete.selector, 0, 2));
        a.documentHash = PAPER;
        a.custodians[1] = a.custodians[0];
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationIncomplete.selector, PAPER, 2));
        a.custodians = new bytes32[](0);
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationIncomplete.selector, PAPER, 0));
        a.custodians = new bytes32[](1);
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationIncomplete.selector, PAPER, 1));
        a.custodians = new bytes32[](33);
        for (uint256 i = 0; i < 33; ++i) {
            a.custodians[i] = bytes32(i + 1);
        }
        _refused(a, abi.encodeWithSelector(IReserveFeed.AttestationIncomplete.selector, PAPER, 33));
    }

    function _refused(IReserveFeed.Attestation memory a, bytes memory reason) private {
        bytes memory proof = _sign(ounces.attestationDigest(a), 7);
        bytes32 before = keccak256(abi.encode(ounces.attestation()));
        vm.expectRevert(reason);
        ounces.attest(a, 7, proof);
        holds(keccak256(abi.encode(ounces.attestation())) == before, "nothing recorded");
    }
}
