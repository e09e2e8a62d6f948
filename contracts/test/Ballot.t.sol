// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ballot} from "../contracts/rights/Ballot.sol";
import {IAssetToken} from "../contracts/interfaces/IAssetToken.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IBallot} from "../contracts/interfaces/IBallot.sol";
import {Payees} from "../contracts/market/Payees.sol";
import {HolderRights} from "../contracts/rights/HolderRights.sol";
import {RightsWorld} from "./support/RightsWorld.sol";

/// @notice Votes of those who held.
contract BallotTest is RightsWorld {
    bytes32 private constant SUBJECT = keccak256("sell the house");
    address private fresh = address(0xA11CE9);
    uint40 private closes;
    uint256 private id;

    function setUp() public override {
        super.setUp();
        _mint(alice, 600);
        _mint(bob, 300);
        _mint(carol, 100);
        closes = START + 7 days;
        id = _propose(5_000, 6_000, new address[](0));
    }

    function _propose(uint16 quorum, uint16 majority, address[] memory out) private returns (uint256) {
        return ballot.propose(SUBJECT, token.openRecordDate(), START, closes, quorum, majority, out, "ipfs://m");
    }

    function _vote(address who, IBallot.Choice choice) private {
        vm.prank(who);
        ballot.vote(id, choice);
    }

    function _outcome(bool closed, bool passed) private view {
        (bool c, bool p) = ballot.outcome(id);
        holds(c == closed, "closed");
        holds(p == passed, "passed");
    }

    function test_a_motion_passes_with_quorum_and_majority_once_it_is_closed() public {
        _vote(alice, IBallot.Choice.FOR);
        _vote(bob, IBallot.Choice.AGAINST);
        _vote(carol, IBallot.Choice.ABSTAIN);
        IBallot.Motion memory m = ballot.motionOf(id);
        holds(m.votesFor == 600 && m.votesAgainst == 300 && m.abstentions == 100, "tally");
        _outcome(false, false);
        vm.warp(closes);
        _outcome(true, true);
        vm.expectRevert(abi.encodeWithSelector(IBallot.VotingNotOpen.selector, id, START, closes));
        ballot.vote(id, IBallot.Choice.FOR);
    }

    function test_without_quorum_majority_or_more_pro_than_contra_it_fails() public {
        _vote(bob, IBallot.Choice.FOR);
        _vote(carol, IBallot.Choice.FOR);
        vm.warp(closes);
        _outcome(true, false);
        (closes, id) = (closes + 9 days, 0);
        token.burn(alice, 200, ++operation);
        uint40 from = uint40(block.timestamp);
        id = ballot.propose(SUBJECT, token.openRecordDate(), from, closes, 0, 5_000, new address[](0), "");
        _vote(alice, IBallot.Choice.FOR);
        _vote(bob, IBallot.Choice.AGAINST);
        _vote(carol, IBallot.Choice.AGAINST);
        vm.warp(closes);
        _outcome(true, false);
    }

    function test_quorum_and_majority_are_exact_at_the_boundary() public {
        token.burn(alice, 600, ++operation);
        token.burn(carol, 100, ++operation);
        _mint(alice, 450);
        _mint(carol, 250);
        id = _propose(7_500, 6_000, new address[](0));
        _vote(alice, IBallot.Choice.FOR);
        _vote(bob, IBallot.Choice.AGAINST);
        vm.warp(closes);
        _outcome(true, true);
        vm.warp(START);
        id = _propose(7_501, 6_000, new address[](0));
        _vote(alice, IBallot.Choice.FOR);
        _vote(bob, IBallot.Choice.AGAINST);
        vm.warp(closes);
        _outcome(true, false);
        vm.warp(START);
        id = _propose(7_500, 6_001, new address[](0));
        _vote(alice, IBallot.Choice.FOR);
        _vote(bob, IBallot.Choice.AGAINST);
        vm.warp(closes);
        _outcome(true, false);
    }

    function test_lesson_nobody_votes_twice() public {
        _vote(alice, IBallot.Choice.FOR);
        vm.expectRevert(abi.encodeWithSelector(IBallot.AlreadyVoted.selector, id, alice));
        _vote(alice, IBallot.Choice.AGAINST);
        same(ballot.motionOf(id).votesFor, 600, "once");
        same(uint256(ballot.choiceOf(id, alice)), uint256(IBallot.Choice.FOR), "and final");
    }

    function test_lesson_tokens_that_change_hands_vote_once_where_they_were() public {
        _vote(alice, IBallot.Choice.FOR);
        vm.prank(alice);
        token.transfer(bob, 600);
        _vote(bob, IBallot.Choice.AGAINST);
        same(ballot.motionOf(id).votesAgainst, 300, "bob for what he held then");
        address newcomer = address(0x2E);
        _register(newcomer, 9);
        vm.prank(bob);
        token.transfer(newcomer, 900);
        vm.expectRevert(abi.encodeWithSelector(IBallot.NoVotes.selector, id, newcomer));
        _vote(newcomer, IBallot.Choice.FOR);
    }

    function test_08_a_recovered_wallet_votes_once_through_its_successor() public {
        _vote(bob, IBallot.Choice.FOR);
        address bobs = address(0xB0B2);
        registry.replace(bob, bobs, 0);
        token.recover(bob, bobs, "lost", 0);
        vm.expectRevert(abi.encodeWithSelector(IBallot.AlreadyVoted.selector, id, bob));
        vm.prank(bobs);
        ballot.voteFor(id, bob, IBallot.Choice.AGAINST);

        registry.replace(alice, fresh, 0);
        token.recover(alice, fresh, "lost", 0);
        vm.expectRevert(abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, alice));
        _vote(alice, IBallot.Choice.FOR);
        vm.expectRevert(abi.encodeWithSelector(Payees.NotAuthorised.selector, alice, alice));
        vm.prank(alice);
        ballot.voteFor(id, alice, IBallot.Choice.FOR);
        vm.expectRevert(abi.encodeWithSelector(IBallot.NoVotes.selector, id, fresh));
        _vote(fresh, IBallot.Choice.FOR);
        vm.prank(fresh);
        ballot.voteFor(id, alice, IBallot.Choice.FOR);
        same(ballot.motionOf(id).votesFor, 900, "both");
    }

    function test_nobody_votes_for_another() public {
        vm.expectRevert(abi.encodeWithSelector(Payees.NotAuthorised.selector, bob, alice));
        vm.prank(bob);
        ballot.voteFor(id, alice, IBallot.Choice.FOR);
    }

    function test_expired_suspended_or_frozen_voters_wait() public {
        registry.setSuspended(alice, true, "sanctions");
        vm.expectRevert(abi.encodeWithSelector(Payees.ReceiverNotEligible.selector, alice, alice));
        _vote(alice, IBallot.Choice.FOR);
        registry.setSuspended(alice, false, 0);
        token.setAddressFrozen(alice, true, "court", 0);
        vm.expectRevert(abi.encodeWithSelector(IBallot.VoterNotEligible.selector, alice, alice));
        _vote(alice, IBallot.Choice.FOR);
        token.setAddressFrozen(alice, false, "court", 0);
        _vote(alice, IBallot.Choice.FOR);
    }

    function test_excluded_accounts_neither_vote_nor_count_for_the_quorum() public {
        token.setExempt(alice, true);
        id = _propose(10_000, 5_000, _list(alice));
        same(ballot.motionOf(id).eligible, 400, "without the treasury");
        same(ballot.votesOf(id, alice), 0, "none");
        vm.expectRevert(abi.encodeWithSelector(IBallot.NoVotes.selector, id, alice));
        _vote(alice, IBallot.Choice.FOR);
        _vote(bob, IBallot.Choice.FOR);
        _vote(carol, IBallot.Choice.FOR);
        vm.warp(closes);
        _outcome(true, true);
        vm.expectRevert(abi.encodeWithSelector(HolderRights.NotExcludable.selector, bob));
        ballot.propose(SUBJECT, 1, closes, closes + 1 days, 0, 5_000, _list(bob), "");
    }

    function test_a_motion_taken_back_is_closed_and_not_passed() public {
        _vote(alice, IBallot.Choice.FOR);
        ballot.withdraw(id, "mistake");
        _outcome(true, false);
        vm.expectRevert(abi.encodeWithSelector(IBallot.VotingNotOpen.selector, id, START, closes));
        _vote(bob, IBallot.Choice.FOR);
        vm.expectRevert(abi.encodeWithSelector(IBallot.MotionClosed.selector, id));
        ballot.withdraw(id, "again");
        id = _propose(0, 5_000, new address[](0));
        vm.warp(closes);
        vm.expectRevert(abi.encodeWithSelector(IBallot.MotionClosed.selector, id));
        ballot.withdraw(id, "too late");
    }

    function test_malformed_motions_and_votes_are_refused() public {
        address[] memory none = new address[](0);
        vm.expectRevert(abi.encodeWithSelector(IBallot.InvalidVotingTime.selector, START - 1, closes));
        ballot.propose(SUBJECT, 1, START - 1, closes, 0, 5_000, none, "");
        vm.expectRevert(abi.encodeWithSelector(IBallot.InvalidVotingTime.selector, START, START + 1 days - 1));
        ballot.propose(SUBJECT, 1, START, START + 1 days - 1, 0, 5_000, none, "");
        vm.expectRevert(abi.encodeWithSelector(IBallot.InvalidShares.selector, 10_001, 5_000));
        ballot.propose(SUBJECT, 1, START, closes, 10_001, 5_000, none, "");
        vm.expectRevert(abi.encodeWithSelector(IBallot.InvalidShares.selector, 0, 4_999));
        ballot.propose(SUBJECT, 1, START, closes, 0, 4_999, none, "");
        vm.expectRevert(abi.encodeWithSelector(IBallot.InvalidChoice.selector, id, alice));
        _vote(alice, IBallot.Choice.NONE);
        vm.expectRevert(abi.encodeWithSelector(IBallot.UnknownMotion.selector, 99));
        ballot.vote(99, IBallot.Choice.FOR);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        ballot.propose(SUBJECT, 1, START, closes, 0, 5_000, none, "");
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        ballot.withdraw(id, 0);
        vm.expectRevert(abi.encodeWithSelector(IBallot.InvalidBallot.selector, address(token)));
        ballot.initialize(address(token));
    }

    function testFuzz_the_tally_is_the_sum_of_the_votes(uint8 a, uint8 b, uint8 c) public {
        IBallot.Choice[3] memory choices = [_choice(a), _choice(b), _choice(c)];
        address[3] memory people = [alice, bob, carol];
        uint256[4] memory sums;
        for (uint256 i = 0; i < 3; ++i) {
            if (choices[i] == IBallot.Choice.NONE) continue;
            _vote(people[i], choices[i]);
            sums[uint256(choices[i])] += ballot.votesOf(id, people[i]);
        }
        IBallot.Motion memory m = ballot.motionOf(id);
        holds(m.votesAgainst == sums[1] && m.votesFor == sums[2] && m.abstentions == sums[3], "tally");
        vm.warp(closes);
        bool quorum = sums[1] + sums[2] + sums[3] >= 500;
        bool expected = quorum && sums[2] > sums[1] && sums[2] * 10 >= (sums[1] + sums[2]) * 6;
        _outcome(true, expected);
    }

    function testFuzz_20_views_never_revert(uint256 any, address account) public view {
        ballot.outcome(any);
        ballot.motionOf(any);
        ballot.votesOf(any, account);
        ballot.votesOf(id, account);
        ballot.choiceOf(any, account);
    }

    function _choice(uint8 seed) private pure returns (IBallot.Choice) {
        return IBallot.Choice(seed % 4);
    }

    function test_a_freeze_on_the_lost_wallet_or_on_its_successor_keeps_both_from_voting() public {
        token.setAddressFrozen(alice, true, "court", 0);
        registry.replace(alice, fresh, 0);
        bytes memory no = abi.encodeWithSelector(IBallot.VoterNotEligible.selector, alice, fresh);
        vm.expectRevert(no);
        vm.prank(fresh);
        ballot.voteFor(id, alice, IBallot.Choice.FOR);
        token.setAddressFrozen(alice, false, "court", 0);
        token.setAddressFrozen(fresh, true, "court", 0);
        vm.expectRevert(no);
        vm.prank(fresh);
        ballot.voteFor(id, alice, IBallot.Choice.FOR);
        same(ballot.motionOf(id).votesFor, 0, "no vote");
    }

    function test_a_vote_is_cast_between_opening_and_closing_only() public {
        uint40 opens = START + 1 days;
        id = ballot.propose(SUBJECT, 1, opens, closes, 0, 5_000, new address[](0), "");
        bytes memory shut = abi.encodeWithSelector(IBallot.VotingNotOpen.selector, id, opens, closes);
        vm.warp(opens - 1);
        vm.expectRevert(shut);
        _vote(alice, IBallot.Choice.FOR);
        vm.warp(opens);
        _vote(alice, IBallot.Choice.FOR);
        vm.warp(closes);
        vm.expectRevert(shut);
        _vote(bob, IBallot.Choice.FOR);
        same(ballot.motionOf(id).votesFor, 600, "alice's only");
    }

    function test_a_ballot_is_set_up_for_a_token_and_a_motion_is_made_for_somebody() public {
        Ballot bare = Ballot(Clones.clone(address(new Ballot(address(hub), address(registry)))));
        vm.expectRevert(abi.encodeWithSelector(IBallot.InvalidBallot.selector, address(0)));
        bare.initialize(address(0));
        vm.expectRevert(abi.encodeWithSelector(IBallot.InvalidBallot.selector, outsider));
        bare.initialize(outsider);
        same(ballot.token(), address(token), "token");
        uint256 before = ballot.motionCount();
        vm.expectRevert(abi.encodeWithSelector(IBallot.InvalidShares.selector, 0, 10_001));
        ballot.propose(SUBJECT, 1, START, closes, 0, 10_001, new address[](0), "");
        vm.expectRevert(abi.encodeWithSelector(HolderRights.TooManyExcluded.selector, 33));
        ballot.propose(SUBJECT, 1, START, closes, 0, 5_000, new address[](33), "");
        vm.expectRevert(abi.encodeWithSelector(HolderRights.NotExcludable.selector, bob));
        ballot.propose(SUBJECT, 1, START, closes, 0, 5_000, _list(bob), "");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.UnknownRecordDate.selector, type(uint256).max));
        ballot.propose(SUBJECT, type(uint256).max, START, closes, 0, 5_000, new address[](0), "");
        same(ballot.motionCount(), before, "no motion");
        holds(!ballot.isExcluded(before + 1, bob), "nobody left out");
        (bool closed, bool passed) = ballot.outcome(before + 1);
        holds(!closed && !passed, "nothing is decided that was never asked");
        vm.expectRevert(abi.encodeWithSelector(Payees.NotAuthorised.selector, outsider, address(0)));
        vm.prank(outsider);
        ballot.voteFor(id, address(0), IBallot.Choice.FOR);
    }

    function test_an_issuer_dismissed_in_the_middle_leaves_the_vote_to_the_voters() public {
        hub.revokeRole(hub.roleId(ASSET, Roles.ISSUER), address(this));
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this)));
        ballot.withdraw(id, "changed my mind");
        _vote(alice, IBallot.Choice.FOR);
        vm.warp(closes);
        _outcome(true, true);
    }
}
