// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IOracleCommittee} from "../contracts/interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../contracts/interfaces/IReportFeed.sol";
import {OracleCommittee} from "../contracts/oracle/OracleCommittee.sol";
import {OracleWorld} from "./support/OracleWorld.sol";

/// @notice Whose signatures count, and for what.
contract OracleCommitteeTest is OracleWorld {
    uint256 private constant ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function testFuzz_any_three_of_five_are_enough(uint256 seed) public {
        uint256 bitmap = seed % 32;
        IOracleCommittee.Report memory report = _report(ONE);
        bytes memory proof = _sign(committee.digestOf(report), bitmap);
        uint256 signed = _count(bitmap);
        if (signed == 3) {
            holds(committee.submit(report, bitmap, proof), "accepted");
            same(uint256(nav.latestAnswer()), uint256(int256(ONE)), "answer");
        } else {
            vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.WrongSignatureCount.selector, signed, 3));
            committee.submit(report, bitmap, proof);
        }
    }

    function testFuzz_a_changed_report_is_not_what_was_signed(uint8 field, uint32 change) public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes memory proof = _sign(committee.digestOf(report), 7);
        vm.assume(change != 0);
        uint256 which = field % 5;
        if (which == 0) report.feed = address(reserve);
        if (which == 1) report.round ^= change;
        if (which == 2) report.answer ^= int128(uint128(change));
        if (which == 3) report.valuationTime ^= change;
        if (which == 4) report.expiry ^= change;
        vm.expectRevert();
        committee.submit(report, 7, proof);
        same(nav.latestRound() + reserve.latestRound(), 0, "nothing published");
    }

    function test_stray_bits_around_a_report_are_what_nobody_signed() public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes memory proof = _sign(committee.digestOf(report), 7);
        bytes memory clean = abi.encodeCall(IOracleCommittee.submit, (report, 7, proof));
        // The highest byte of each of the six words of the report, behind the selector.
        for (uint256 word = 0; word < 6; ++word) {
            bytes memory stray = bytes.concat(clean);
            stray[4 + 32 * word] = 0x01;
            (bool done, bytes memory answer) = address(committee).call(stray);
            holds(!done, "refused");
            // The epoch is compared before anything is hashed.
            if (word != 1) same(uint32(bytes4(answer)), uint32(IOracleCommittee.NotTheSigners.selector), "why");
        }
        same(nav.latestRound(), 0, "nothing published");
        (bool passes, ) = address(committee).call(clean);
        holds(passes, "the clean one passes");
    }

    function test_a_report_counts_once() public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes memory proof = _sign(committee.digestOf(report), 7);
        committee.submit(report, 7, proof);
        vm.warp(block.timestamp + 60);
        vm.expectRevert(abi.encodeWithSelector(IReportFeed.WrongRound.selector, 1, 2));
        committee.submit(report, 7, proof);
    }

    function test_a_report_counts_on_one_chain() public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes memory proof = _sign(committee.digestOf(report), 7);
        vm.chainId(1);
        vm.expectRevert(_notTheSigners(committee.digestOf(report)));
        committee.submit(report, 7, proof);
    }

    function test_a_report_counts_at_one_committee_and_a_feed_listens_to_one() public {
        OracleCommittee other = new OracleCommittee(address(hub), _addresses(keys), 3);
        IOracleCommittee.Report memory report = _report(ONE);
        bytes memory proof = _sign(committee.digestOf(report), 7);
        vm.expectRevert(_notTheSigners(other.digestOf(report)));
        other.submit(report, 7, proof);
        proof = _sign(other.digestOf(report), 7);
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.NotAFeed.selector, address(nav)));
        other.submit(report, 7, proof);
    }

    function test_new_signers_void_old_signatures() public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes memory proof = _sign(committee.digestOf(report), 7);
        // The very same people, elected again: still another epoch.
        _elect(_addresses(keys), 3);
        same(committee.epoch(), 2, "epoch");
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.WrongEpoch.selector, 1, 2));
        committee.submit(report, 7, proof);
        report.epoch = 2;
        vm.expectRevert(_notTheSigners(committee.digestOf(report)));
        committee.submit(report, 7, proof);
        holds(_submit(report), "signed again");
    }

    function test_a_dismissed_signer_no_longer_counts() public {
        uint256[] memory newKeys = new uint256[](3);
        (newKeys[0], newKeys[1], newKeys[2]) = (keys[0], keys[1], 0xFEED);
        _elect(_addresses(newKeys), 2);
        IOracleCommittee.Report memory report = _report(ONE);
        bytes32 digest = committee.digestOf(report);
        uint256[] memory withOld = new uint256[](3);
        (withOld[0], withOld[1], withOld[2]) = (keys[0], keys[2], 0xFEED);
        bytes memory proof = _signAs(withOld, digest, 3);
        vm.expectRevert(_notTheSigners(committee.digestOf(report)));
        committee.submit(report, 3, proof);
        holds(committee.submit(report, 3, _signAs(newKeys, digest, 3)), "the new set");
    }

    function test_a_signer_never_counts_twice() public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes32 digest = committee.digestOf(report);
        uint256[] memory twice = new uint256[](5);
        (twice[0], twice[1], twice[2], twice[3], twice[4]) = (keys[0], keys[0], keys[2], keys[3], keys[4]);
        bytes memory proof = _signAs(twice, digest, 7);
        vm.expectRevert(_notTheSigners(committee.digestOf(report)));
        committee.submit(report, 7, proof);
    }

    function test_a_stranger_or_a_stranger_named_as_absent_is_refused() public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes32 digest = committee.digestOf(report);
        for (uint256 i = 0; i < 5; ++i) {
            uint256[] memory with = _copy(keys);
            with[i] = 0xBAD;
            bytes memory proof = _signAs(with, digest, 7);
            vm.expectRevert(_notTheSigners(committee.digestOf(report)));
            committee.submit(report, 7, proof);
        }
    }

    function test_signers_in_another_order_are_refused() public {
        IOracleCommittee.Report memory report = _report(ONE);
        uint256[] memory swapped = _copy(keys);
        (swapped[0], swapped[1]) = (keys[1], keys[0]);
        bytes memory proof = _signAs(swapped, committee.digestOf(report), 7);
        vm.expectRevert(_notTheSigners(committee.digestOf(report)));
        committee.submit(report, 7, proof);
    }

    function test_the_malleable_twin_of_a_signature_is_refused() public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes32 digest = committee.digestOf(report);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keys[0], digest);
        // The compact form has no room for a twin: its highest bit says parity. Cut to size it is another signature.
        bytes32 twin = bytes32(((ORDER - uint256(s)) & (type(uint256).max >> 1)) | (uint256(28 - v) << 255));
        bytes memory proof = _replaceFirst(digest, r, twin);
        vm.expectRevert(_notTheSigners(committee.digestOf(report)));
        committee.submit(report, 7, proof);
        // Only these few high values fit, and they are refused as such.
        proof = _replaceFirst(digest, r, bytes32(ORDER / 2 + 1));
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.InvalidSignature.selector, 0));
        committee.submit(report, 7, proof);
    }

    function _replaceFirst(bytes32 digest, bytes32 r, bytes32 vs) private view returns (bytes memory) {
        return
            abi.encodePacked(
                r,
                vs,
                _compact(keys[1], digest),
                _compact(keys[2], digest),
                vm.addr(keys[3]),
                vm.addr(keys[4])
            );
    }

    function test_an_empty_signature_is_refused() public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes32 digest = committee.digestOf(report);
        bytes memory proof = abi.encodePacked(
            _compact(keys[0], digest),
            new bytes(64),
            _compact(keys[2], digest),
            vm.addr(keys[3]),
            vm.addr(keys[4])
        );
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.InvalidSignature.selector, 1));
        committee.submit(report, 7, proof);
    }

    function test_a_proof_of_another_length_or_bitmap_is_refused() public {
        IOracleCommittee.Report memory report = _report(ONE);
        bytes memory proof = _sign(committee.digestOf(report), 7);
        bytes memory longer = abi.encodePacked(proof, bytes1(0));
        vm.expectRevert(
            abi.encodeWithSelector(IOracleCommittee.InvalidProofLength.selector, longer.length, proof.length)
        );
        committee.submit(report, 7, longer);
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.InvalidBitmap.selector, 35, 5));
        committee.submit(report, 35, proof);
    }

    function test_a_report_for_what_is_no_feed_is_refused() public {
        IOracleCommittee.Report memory report = _report(ONE);
        report.feed = outsider;
        bytes memory proof = _sign(committee.digestOf(report), 7);
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.NotAFeed.selector, outsider));
        committee.submit(report, 7, proof);
    }

    function test_a_batch_serves_many_feeds_with_one_set_of_signatures() public {
        IOracleCommittee.Report[] memory reports = new IOracleCommittee.Report[](2);
        (reports[0], reports[1]) = (_report(ONE), _report(5 * ONE));
        reports[1].feed = address(reserve);
        bytes memory proof = _sign(committee.batchDigestOf(reports), 7);
        same(committee.submitBatch(reports, 7, proof), 3, "both accepted");
        same(uint256(nav.latestAnswer()), uint256(int256(ONE)), "nav");
        same(uint256(reserve.latestAnswer()), uint256(int256(5 * ONE)), "reserve");
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.InvalidBatch.selector, 0));
        committee.submitBatch(new IOracleCommittee.Report[](0), 7, proof);
    }

    function test_a_batch_signature_is_worth_nothing_for_a_single_report_nor_the_other_way_round() public {
        IOracleCommittee.Report[] memory reports = new IOracleCommittee.Report[](1);
        reports[0] = _report(ONE);
        bytes memory single = _sign(committee.digestOf(reports[0]), 7);
        bytes memory batch = _sign(committee.batchDigestOf(reports), 7);
        vm.expectRevert(_notTheSigners(committee.digestOf(reports[0])));
        committee.submit(reports[0], 7, batch);
        vm.expectRevert(_notTheSigners(committee.batchDigestOf(reports)));
        committee.submitBatch(reports, 7, single);
    }

    function test_a_committee_needs_a_majority_of_distinct_members() public {
        address[] memory list = _addresses(keys);
        _refusedElection(list, 2, abi.encodeWithSelector(IOracleCommittee.InvalidThreshold.selector, 5, 2));
        _refusedElection(list, 6, abi.encodeWithSelector(IOracleCommittee.InvalidThreshold.selector, 5, 6));
        _refusedElection(
            new address[](33),
            17,
            abi.encodeWithSelector(IOracleCommittee.InvalidThreshold.selector, 33, 17)
        );
        list[4] = list[1];
        _refusedElection(list, 3, abi.encodeWithSelector(IOracleCommittee.InvalidSigner.selector, list[1]));
        list[4] = address(0);
        _refusedElection(list, 3, abi.encodeWithSelector(IOracleCommittee.InvalidSigner.selector, address(0)));
    }

    function test_a_committee_of_thirty_two_works() public {
        uint256[] memory many = new uint256[](32);
        for (uint256 i = 0; i < 32; ++i) many[i] = uint256(keccak256(abi.encode("many", i)));
        _elect(_addresses(many), 17);
        IOracleCommittee.Report memory report = _report(ONE);
        uint256 bitmap = 0xffff0001;
        holds(committee.submit(report, bitmap, _signAs(many, committee.digestOf(report), bitmap)), "accepted");
        same(nav.latestRound(), 1, "published");
        same(committee.signers().length, 32, "members");
    }

    function test_only_the_oracle_role_elects() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        committee.setSigners(new address[](0), 0);
    }

    function _elect(address[] memory list, uint8 threshold) private {
        committee.setSigners(list, threshold);
    }

    function _refusedElection(address[] memory list, uint8 threshold, bytes memory refusal) private {
        vm.expectRevert(refusal);
        committee.setSigners(list, threshold);
    }

    function _copy(uint256[] memory from) private pure returns (uint256[] memory to) {
        to = new uint256[](from.length);
        for (uint256 i = 0; i < from.length; ++i) to[i] = from[i];
    }

    function _count(uint256 bits) private pure returns (uint256 count) {
        for (uint256 i = 0; i < 256; ++i) count += (bits >> i) & 1;
    }
}
