// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Distributor} from "../contracts/rights/Distributor.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IDistributor, PayObstacle} from "../contracts/interfaces/IDistributor.sol";
import {IOracleCommittee} from "../contracts/interfaces/IOracleCommittee.sol";
import {SilentToken} from "./support/PaymentTokens.sol";
import {RightsWorld} from "./support/RightsWorld.sol";

/// @notice Income net of tax under signed roots.
contract NetIncomeTest is RightsWorld {
    address private taxOffice = address(0x7A7);
    uint256 private id;

    function setUp() public override {
        super.setUp();
        id = distributor.openNet(address(usd), taxOffice, YEARS, keccak256("paper"));
        distributor.fund(id, 1_000);
    }

    function _root(uint128 alices, uint128 bobs, uint128 withheld) private view returns (IDistributor.NetRoot memory) {
        return
            IDistributor.NetRoot({
                id: id,
                number: distributor.netStateOf(id).number + 1,
                epoch: committee.epoch(),
                expiry: uint32(block.timestamp + 600),
                root: _pair(distributor.leafOf(id, alice, alices), distributor.leafOf(id, bob, bobs)),
                net: alices + bobs,
                withheld: withheld,
                documentHash: keccak256("calculation")
            });
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }

    /// @dev The line of one of the two, proved by the other's leaf.
    function _line(
        address who,
        uint128 own,
        address other,
        uint128 others
    ) private view returns (IDistributor.NetClaim memory line) {
        line.account = who;
        line.cumulative = own;
        line.proof = new bytes32[](1);
        line.proof[0] = _leaf(other, others);
    }

    /// @dev The leaf as the off-chain side builds it; roots above are built by the contract's own.
    function _leaf(address who, uint128 cumulative) private view returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(address(distributor), id, who, cumulative))));
    }

    function _signed(IDistributor.NetRoot memory r) private view returns (bytes memory) {
        return _sign(committee.statementDigest(distributor.rootHash(r)), 7);
    }

    function _propose(IDistributor.NetRoot memory r) private {
        bytes memory proof = _signed(r);
        vm.prank(outsider);
        distributor.proposeRoot(r, 7, proof);
    }

    function _inForce(uint128 alices, uint128 bobs, uint128 withheld) private {
        _propose(_root(alices, bobs, withheld));
        vm.warp(block.timestamp + 1 days);
    }

    function test_10_lines_are_cumulative_and_pay_only_what_came_since() public {
        _inForce(500, 300, 200);
        same(distributor.claimNet(id, _line(alice, 500, bob, 300)), 500, "first");
        distributor.fund(id, 500);
        _inForce(800, 400, 300);
        same(distributor.claimNet(id, _line(alice, 800, bob, 400)), 300, "the difference");
        same(distributor.claimNet(id, _line(bob, 400, alice, 800)), 400, "both at once");
        same(distributor.remitTax(id), 300, "tax");
        same(usd.balanceOf(taxOffice), 300, "remitted");
        same(distributor.owed(address(usd)), 0, "funded = paid");
        vm.expectRevert(
            abi.encodeWithSelector(IDistributor.PaymentWithheld.selector, id, alice, PayObstacle.ALREADY_PAID)
        );
        distributor.claimNet(id, _line(alice, 800, bob, 400));
        vm.expectRevert(abi.encodeWithSelector(IDistributor.NoTaxDue.selector, id));
        distributor.remitTax(id);
    }

    function test_a_root_counts_only_after_its_day_and_not_when_refused() public {
        IDistributor.NetRoot memory r = _root(500, 300, 200);
        _propose(r);
        IDistributor.NetClaim memory line = _line(alice, 500, bob, 300);
        uint256 ripe = block.timestamp + 1 days;
        vm.expectRevert(abi.encodeWithSelector(IDistributor.RootPending.selector, id, ripe));
        this.proposeAgain();
        vm.warp(ripe - 1);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.LeafUnknown.selector, id, alice, 500));
        distributor.claimNet(id, line);
        distributor.rejectRoot(id, "wrong rate");
        vm.warp(ripe);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.LeafUnknown.selector, id, alice, 500));
        distributor.claimNet(id, line);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.NoRootPending.selector, id));
        distributor.rejectRoot(id, "again");
        bytes memory proof = _signed(r);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.WrongRootNumber.selector, 1, 2));
        distributor.proposeRoot(r, 7, proof);
        _inForce(400, 300, 200);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.NoRootPending.selector, id));
        distributor.rejectRoot(id, "too late");
        same(distributor.claimNet(id, _line(alice, 400, bob, 300)), 400, "the next one");
    }

    function proposeAgain() external {
        _propose(_root(1, 1, 1));
    }

    function test_lesson_only_funded_money_is_allocated() public {
        IDistributor.NetRoot memory r = _root(500, 301, 200);
        bytes memory proof = _signed(r);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.RootNotCovered.selector, 801, 200, 1_000));
        distributor.proposeRoot(r, 7, proof);
        distributor.fund(id, 1);
        distributor.proposeRoot(r, 7, proof);
    }

    function test_a_root_takes_back_nothing_that_was_paid() public {
        _inForce(500, 300, 200);
        distributor.claimNet(id, _line(alice, 500, bob, 300));
        distributor.remitTax(id);
        IDistributor.NetRoot memory r = _root(400, 99, 200);
        bytes memory proof = _signed(r);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.RootNotCovered.selector, 499, 200, 1_000));
        distributor.proposeRoot(r, 7, proof);
        r = _root(500, 300, 199);
        proof = _signed(r);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.RootNotCovered.selector, 800, 199, 1_000));
        distributor.proposeRoot(r, 7, proof);
    }

    function test_10_leaves_beyond_the_signed_sum_are_not_paid() public {
        IDistributor.NetRoot memory r = _root(500, 300, 200);
        r.net = 600;
        _propose(r);
        vm.warp(block.timestamp + 1 days);
        distributor.claimNet(id, _line(alice, 500, bob, 300));
        vm.expectRevert(
            abi.encodeWithSelector(IDistributor.PaymentWithheld.selector, id, bob, PayObstacle.NOTHING_DUE)
        );
        distributor.claimNet(id, _line(bob, 300, alice, 500));
    }

    function test_roots_not_signed_by_the_committee_for_this_very_purpose_are_refused() public {
        IDistributor.NetRoot memory r = _root(500, 300, 200);
        bytes memory proof = _signed(r);
        r.net = 799;
        vm.expectRevert(_notTheSigners(committee.statementDigest(distributor.rootHash(r))));
        distributor.proposeRoot(r, 7, proof);
        r.net = 800;
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.WrongSignatureCount.selector, 2, 3));
        distributor.proposeRoot(r, 3, proof);
        vm.chainId(1);
        vm.expectRevert(_notTheSigners(committee.statementDigest(distributor.rootHash(r))));
        distributor.proposeRoot(r, 7, proof);
        vm.chainId(31337);
        vm.warp(block.timestamp + 601);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.RootExpired.selector, r.expiry));
        distributor.proposeRoot(r, 7, proof);
        r.expiry = uint32(block.timestamp);
        committee.setSigners(_addresses(keys), 3);
        proof = _signed(r);
        vm.expectRevert(abi.encodeWithSelector(IOracleCommittee.WrongEpoch.selector, 1, 2));
        distributor.proposeRoot(r, 7, proof);
    }

    function test_a_signature_for_one_distribution_serves_no_other() public {
        uint256 second = distributor.openNet(address(usd), taxOffice, YEARS, 0);
        distributor.fund(second, 1_000);
        IDistributor.NetRoot memory r = _root(500, 300, 200);
        bytes memory proof = _signed(r);
        r.id = second;
        vm.expectRevert(_notTheSigners(committee.statementDigest(distributor.rootHash(r))));
        distributor.proposeRoot(r, 7, proof);
    }

    function test_another_line_or_proof_is_unknown() public {
        _inForce(500, 300, 200);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.LeafUnknown.selector, id, alice, 501));
        distributor.claimNet(id, _line(alice, 501, bob, 300));
        vm.expectRevert(abi.encodeWithSelector(IDistributor.LeafUnknown.selector, id, carol, 500));
        distributor.claimNet(id, _line(carol, 500, bob, 300));
        (uint256 amount, PayObstacle obstacle) = distributor.claimableNet(id, _line(carol, 500, bob, 300));
        same(amount, 0, "nothing");
        same(uint256(obstacle), uint256(PayObstacle.NOTHING_DUE), "told before");
    }

    function test_batches_pass_over_who_cannot_be_paid() public {
        registry.setSuspended(bob, true, "sanctions");
        _inForce(500, 300, 200);
        IDistributor.NetClaim[] memory lines = new IDistributor.NetClaim[](2);
        lines[0] = _line(bob, 300, alice, 500);
        lines[1] = _line(alice, 500, bob, 300);
        same(distributor.pushNet(id, lines), 500, "alice");
        vm.expectRevert(
            abi.encodeWithSelector(IDistributor.PaymentWithheld.selector, id, bob, PayObstacle.NOT_ELIGIBLE)
        );
        distributor.claimNet(id, lines[0]);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidPush.selector, 101));
        distributor.pushNet(id, new IDistributor.NetClaim[](101));
    }

    function test_08_a_replaced_wallet_is_paid_through_its_successor() public {
        _inForce(500, 300, 200);
        address fresh = address(0xA11CE9);
        registry.replace(alice, fresh, 0);
        distributor.claimNet(id, _line(alice, 500, bob, 300));
        same(usd.balanceOf(fresh), 500, "fresh wallet");
    }

    function test_the_end_remits_the_tax_and_carries_the_rest() public {
        _inForce(500, 300, 200);
        distributor.claimNet(id, _line(alice, 500, bob, 300));
        vm.warp(YEARS);
        distributor.announceExpiry(id);
        vm.warp(YEARS + 90 days);
        distributor.expire(id);
        same(usd.balanceOf(taxOffice), 200, "tax");
        same(distributor.carried(address(usd)), 300, "bob's");
        vm.expectRevert(abi.encodeWithSelector(IDistributor.DistributionClosed.selector, id));
        distributor.fund(id, 1);
    }

    function test_a_tax_account_that_cannot_be_paid_says_so_and_the_zero_address_is_none() public {
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidTaxAccount.selector, address(0)));
        distributor.openNet(address(usd), address(0), YEARS, 0);
        SilentToken silent = new SilentToken();
        silent.mint(address(this), 1_000);
        silent.approve(address(distributor), 1_000);
        id = distributor.openNet(address(silent), taxOffice, YEARS, 0);
        distributor.fund(id, 1_000);
        _inForce(500, 300, 200);
        silent.setBlacklisted(taxOffice, true);
        vm.expectRevert(
            abi.encodeWithSelector(
                IDistributor.PaymentWithheld.selector,
                id,
                taxOffice,
                PayObstacle.PAYMENT_REFUSED
            )
        );
        distributor.remitTax(id);
        same(distributor.netStateOf(id).remitted, 0, "still due");
    }

    function testFuzz_10_what_is_paid_never_exceeds_what_was_funded(
        uint128 alices,
        uint128 bobs,
        uint128 withheld,
        uint128 sum
    ) public {
        alices = uint128(within(alices, 0, 1_500));
        bobs = uint128(within(bobs, 0, 1_500));
        IDistributor.NetRoot memory r = _root(alices, bobs, uint128(within(withheld, 0, 1_500)));
        r.net = uint128(within(sum, 0, 3_000));
        bytes memory proof = _signed(r);
        try distributor.proposeRoot(r, 7, proof) {
            vm.warp(block.timestamp + 1 days);
            try distributor.claimNet(id, _line(alice, alices, bob, bobs)) {} catch {}
            try distributor.claimNet(id, _line(bob, bobs, alice, alices)) {} catch {}
            try distributor.remitTax(id) {} catch {}
        } catch {
            holds(uint256(r.net) + r.withheld > 1_000, "only for want of funds");
        }
        uint256 left = usd.balanceOf(address(distributor));
        same(usd.balanceOf(alice) + usd.balanceOf(bob) + usd.balanceOf(taxOffice) + left, 1_000, "conserved");
        same(distributor.owed(address(usd)), left, "books");
        holds(usd.balanceOf(alice) + usd.balanceOf(bob) <= r.net, "within the signed sum");
    }

    function test_a_batch_with_a_line_that_is_not_under_the_root_pays_nobody() public {
        _inForce(500, 300, 200);
        IDistributor.NetClaim[] memory lines = new IDistributor.NetClaim[](2);
        lines[0] = _line(alice, 500, bob, 300);
        lines[1] = _line(bob, 301, alice, 500);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.LeafUnknown.selector, id, bob, 301));
        distributor.pushNet(id, lines);
        same(usd.balanceOf(address(distributor)), 1_000, "nothing moved");
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidPush.selector, 0));
        distributor.pushNet(id, new IDistributor.NetClaim[](0));
    }

    function test_the_view_of_a_line_foretells_its_payment_and_its_end() public {
        _inForce(500, 300, 200);
        _foretold(alice, 500, PayObstacle.NONE);
        vm.warp(YEARS);
        distributor.announceExpiry(id);
        registry.register(alice, _record(1, 840, 2, uint40(YEARS + 365 days)), 0);
        vm.warp(YEARS + 90 days);
        distributor.expire(id);
        _foretold(alice, 0, PayObstacle.NOTHING_DUE);
    }

    function _foretold(address who, uint256 due, PayObstacle expected) private view {
        (uint256 amount, PayObstacle obstacle) = distributor.claimableNet(id, _line(who, 500, bob, 300));
        same(amount, due, "amount");
        same(uint256(obstacle), uint256(expected), "obstacle");
    }

    function test_a_root_signed_for_another_distributor_is_refused() public {
        Distributor code = new Distributor(address(hub), address(registry), address(committee));
        Distributor other = Distributor(Clones.clone(address(code)));
        IDistributor.NetRoot memory r = _root(500, 300, 200);
        bytes memory proof = _sign(committee.statementDigest(other.rootHash(r)), 7);
        vm.expectRevert(_notTheSigners(committee.statementDigest(distributor.rootHash(r))));
        distributor.proposeRoot(r, 7, proof);
        same(distributor.netStateOf(id).number, 0, "no root");
    }
}
