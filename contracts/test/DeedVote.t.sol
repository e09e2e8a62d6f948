// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IBallot} from "../contracts/interfaces/IBallot.sol";
import {IDeedVault} from "../contracts/interfaces/IDeedVault.sol";
import {DeedVault} from "../contracts/property/DeedVault.sol";
import {Ballot} from "../contracts/rights/Ballot.sol";
import {DeedWorld} from "./support/DeedWorld.sol";

/// @notice A buy-out from motion to payment, with the ballot that holders really vote in.
contract DeedVoteTest is DeedWorld {
    uint64 private constant DEADLINE = uint64(START) + 30 days;
    Ballot private votes;

    function setUp() public override {
        super.setUp();
        votes = Ballot(Clones.clone(address(new Ballot(address(hub), address(registry)))));
        votes.initialize(address(token));
        hub.enrolTarget(ASSET, address(votes), Roles.KIND_BALLOT);
        _table(Roles.KIND_BALLOT, Roles.ISSUER, IBallot.propose.selector);
        vault = DeedVault(Clones.clone(address(new DeedVault(address(hub)))));
        IDeedVault.VaultInit memory init = _init(address(pay));
        init.ballot = address(votes);
        vault.initialize(init);
        hub.enrolTarget(ASSET, address(vault), Roles.KIND_DEED_VAULT);
        hub.grantRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(vault), 0);
        _register(address(vault), 99);
        _lockAndSell();
        pay.mint(bidder, PRICE);
        vm.prank(bidder);
        pay.approve(address(vault), PRICE);
    }

    function test_holders_vote_the_bidder_pays_and_the_deed_changes_hands() public {
        uint256 id = _propose(5_000, 5_000);
        vm.prank(bidder);
        vault.fundBuyout(id, PRICE, DEADLINE);
        vm.prank(alice);
        votes.vote(id, IBallot.Choice.FOR);
        vm.expectRevert(abi.encodeWithSelector(IDeedVault.BuyoutNotCarried.selector, id, false, false));
        vault.executeBuyout(id);
        vm.warp(START + 7 days);
        vault.executeBuyout(id);
        _same(deed.ownerOf(titleId), bidder);
        vm.prank(bob);
        same(vault.surrender(FRACTIONS / 4, bob), PRICE / 4, "bob is paid");
    }

    function test_a_motion_with_a_low_quorum_carried_by_a_few_gives_no_deed_away() public {
        uint256 id = _propose(0, 5_000);
        vm.prank(bidder);
        vault.fundBuyout(id, PRICE, DEADLINE);
        vm.prank(bob);
        votes.vote(id, IBallot.Choice.FOR);
        vm.warp(START + 7 days);
        (bool closed, bool passed) = votes.outcome(id);
        holds(closed && passed, "the ballot itself is carried");
        vm.expectRevert(
            abi.encodeWithSelector(IDeedVault.ApprovalTooSmall.selector, id, FRACTIONS / 4, FRACTIONS, 7_500)
        );
        vault.executeBuyout(id);
        vm.prank(bidder);
        vault.withdrawBuyout(id);
        same(pay.balanceOf(bidder), PRICE, "back");
    }

    function _propose(uint16 quorum, uint16 majority) private returns (uint256) {
        bytes32 subject = vault.buyoutSubject(bidder, PRICE, DEADLINE);
        uint256 recordDate = token.openRecordDate();
        return
            votes.propose(
                subject,
                recordDate,
                uint40(START),
                uint40(START + 7 days),
                quorum,
                majority,
                new address[](0),
                "ipfs://motion"
            );
    }
}
