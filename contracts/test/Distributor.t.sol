// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Distributor} from "../contracts/rights/Distributor.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAssetToken} from "../contracts/interfaces/IAssetToken.sol";
import {IDistributor, PayObstacle} from "../contracts/interfaces/IDistributor.sol";
import {HolderRights} from "../contracts/rights/HolderRights.sol";
import {RightsWorld} from "./support/RightsWorld.sol";

/// @notice Income by record date.
contract DistributorTest is RightsWorld {
    address private fresh = address(0xA11CE9);

    function setUp() public override {
        super.setUp();
        _mint(alice, 600);
        _mint(bob, 300);
        _mint(carol, 100);
    }

    function test_everybody_gets_the_share_of_its_balance_rounded_down() public {
        uint256 id = _distribute(1_009);
        vm.prank(alice);
        same(distributor.claim(id), 605, "floor of 605.4");
        same(distributor.claimFor(id, bob), 302, "floor of 302.7");
        same(usd.balanceOf(alice), 605, "alice has it");
        same(usd.balanceOf(bob), 302, "bob has it, whoever asked");
        same(distributor.paidTo(id, alice), 605, "on record");
    }

    function test_the_remainder_is_carried_to_the_next_distribution_once_all_are_counted() public {
        uint256 id = _distribute(1_009);
        distributor.push(id, _list(alice, bob));
        same(distributor.carried(address(usd)), 0, "carol may still come");
        distributor.claimFor(id, carol);
        same(distributor.carried(address(usd)), 2, "605 + 302 + 100 of 1009");
        holds(distributor.distributionOf(id).closed, "closed");
        uint256 next = _distribute(1_008);
        same(distributor.distributionOf(next).allocated, 1_010, "with what was carried");
        same(distributor.carried(address(usd)), 0, "taken over");
        same(distributor.claimFor(next, alice), 606, "of both");
    }

    /// @dev Basis Cash, #11: income claimed in the very block of the snapshot, then again by the receiver.
    function test_lesson_a_claim_in_the_snapshot_block_pays_once() public {
        vm.prank(alice);
        token.transfer(bob, 100);
        uint256 id = _distribute(1_000);
        vm.prank(alice);
        same(distributor.claim(id), 500, "alice, same block");
        vm.prank(alice);
        token.transfer(bob, 500);
        same(distributor.claimFor(id, bob), 400, "bob for what he held then");
        _withheld(id, alice, PayObstacle.ALREADY_PAID);
        _withheld(id, bob, PayObstacle.ALREADY_PAID);
        distributor.claimFor(id, carol);
        same(usd.balanceOf(alice) + usd.balanceOf(bob) + usd.balanceOf(carol), 1_000, "all of it, once");
    }

    function test_10_nobody_is_paid_twice() public {
        uint256 id = _distribute(1_000);
        distributor.claimFor(id, alice);
        _withheld(id, alice, PayObstacle.ALREADY_PAID);
        same(distributor.push(id, _list(alice, alice)), 0, "nor in a batch");
        same(distributor.push(id, _list(bob, bob)), 300, "nor named twice");
        same(usd.balanceOf(bob), 300, "once");
    }

    function test_who_bought_after_the_record_date_gets_nothing_and_who_sold_keeps_it() public {
        token.burn(carol, 100, ++operation);
        uint256 id = _distribute(900);
        vm.prank(alice);
        token.transfer(carol, 600);
        _withheld(id, carol, PayObstacle.NOTHING_DUE);
        same(distributor.claimFor(id, alice), 600, "alice held");
    }

    function test_only_exempt_accounts_can_be_left_out_and_the_rest_share_all() public {
        uint256 date = token.openRecordDate();
        vm.expectRevert(abi.encodeWithSelector(HolderRights.NotExcludable.selector, carol));
        distributor.distribute(address(usd), date, 900, _list(carol), YEARS, 0);
        token.setExempt(carol, true);
        vm.expectRevert(abi.encodeWithSelector(HolderRights.NotExcludable.selector, carol));
        distributor.distribute(address(usd), date, 900, _list(carol, carol), YEARS, 0);
        uint256 id = distributor.distribute(address(usd), date, 900, _list(carol), YEARS, 0);
        holds(distributor.isExcluded(id, carol), "out");
        same(distributor.claimFor(id, alice), 600, "of nine hundred");
        _withheld(id, carol, PayObstacle.NOTHING_DUE);
        distributor.claimFor(id, bob);
        holds(distributor.distributionOf(id).closed, "all counted");
    }

    function test_malformed_distributions_are_refused() public {
        uint256 date = token.openRecordDate();
        address[] memory none = new address[](0);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidAmount.selector, 0));
        distributor.distribute(address(usd), date, 0, none, YEARS, 0);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidAmount.selector, type(uint256).max));
        distributor.distribute(address(usd), date, type(uint256).max, none, YEARS, 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.UnknownRecordDate.selector, date + 1));
        distributor.distribute(address(usd), date + 1, 1, none, YEARS, 0);
        uint32 soon = uint32(START + 3 * 365 days);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.ExpiryTooSoon.selector, soon - 1, soon));
        distributor.distribute(address(usd), date, 1, none, soon - 1, 0);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidPayment.selector, address(0)));
        distributor.distribute(address(0), date, 1, none, YEARS, 0);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidPayment.selector, address(token)));
        distributor.distribute(address(token), date, 1, none, YEARS, 0);
        vm.expectRevert(abi.encodeWithSelector(HolderRights.TooManyExcluded.selector, 33));
        distributor.distribute(address(usd), date, 1, new address[](33), YEARS, 0);
        token.burn(alice, 600, ++operation);
        token.burn(bob, 300, ++operation);
        token.burn(carol, 100, ++operation);
        uint256 empty = token.openRecordDate();
        vm.expectRevert(abi.encodeWithSelector(HolderRights.NobodyEligible.selector, empty));
        distributor.distribute(address(usd), empty, 1, none, YEARS, 0);
        same(usd.balanceOf(address(distributor)), 0, "nothing moved");
    }

    function test_batches_are_bounded_and_ids_known() public {
        uint256 id = _distribute(1_000);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidPush.selector, 0));
        distributor.push(id, new address[](0));
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidPush.selector, 101));
        distributor.push(id, new address[](101));
        vm.expectRevert(
            abi.encodeWithSelector(IDistributor.UnknownDistribution.selector, id + 1, IDistributor.Mode.NONE)
        );
        distributor.claim(id + 1);
        vm.expectRevert(
            abi.encodeWithSelector(IDistributor.UnknownDistribution.selector, id, IDistributor.Mode.RECORD_DATE)
        );
        distributor.fund(id, 1);
    }

    function test_unclaimed_income_is_carried_only_years_later_and_announced() public {
        uint256 id = _distribute(1_000);
        distributor.claimFor(id, alice);
        uint256 earliest = YEARS - 90 days;
        vm.warp(earliest - 1);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.ExpiryNotAnnounceable.selector, id, earliest));
        distributor.announceExpiry(id);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.NotExpired.selector, id, 0));
        distributor.expire(id);
        vm.warp(earliest);
        distributor.announceExpiry(id);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.ExpiryNotAnnounceable.selector, id, earliest));
        distributor.announceExpiry(id);
        registry.register(bob, _record(2, 840, 2, YEARS + 1), 0);
        same(distributor.claimFor(id, bob), 300, "still open");
        vm.warp(YEARS - 1);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.NotExpired.selector, id, YEARS));
        distributor.expire(id);
        vm.warp(YEARS);
        vm.prank(outsider);
        distributor.expire(id);
        same(distributor.carried(address(usd)), 100, "carol's waits for the next");
        vm.expectRevert(abi.encodeWithSelector(IDistributor.DistributionClosed.selector, id));
        distributor.claimFor(id, carol);
        registry.register(carol, _record(3, 840, 2, YEARS + 1), 0);
        (uint256 due, PayObstacle why) = distributor.claimable(id, carol);
        holds(due == 0 && why == PayObstacle.NOTHING_DUE, "and nothing is shown as due");
        vm.expectRevert(abi.encodeWithSelector(IDistributor.HoldersRemain.selector, 1_000));
        distributor.releaseCarried(address(usd), address(this));
        token.burn(alice, 600, ++operation);
        token.burn(bob, 300, ++operation);
        token.burn(carol, 100, ++operation);
        distributor.releaseCarried(address(usd), outsider);
        same(usd.balanceOf(outsider), 100, "nobody is left to get it");
        same(distributor.owed(address(usd)), 0, "books closed");
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidAmount.selector, 0));
        distributor.releaseCarried(address(usd), outsider);
    }

    function test_17_a_pause_stops_payments_at_once_and_a_paused_asset_does_not() public {
        uint256 id = _distribute(1_000);
        token.pause();
        same(distributor.claimFor(id, alice), 600, "income is no transfer of the asset");
        distributor.pause();
        vm.expectRevert(abi.encodeWithSelector(IDistributor.DistributorIsPaused.selector, address(token)));
        distributor.claimFor(id, bob);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.DistributorIsPaused.selector, address(token)));
        distributor.push(id, _list(bob));
        vm.expectRevert(abi.encodeWithSelector(IDistributor.DistributorPauseUnchanged.selector, true));
        distributor.pause();
        distributor.unpause();
        vm.expectRevert(abi.encodeWithSelector(IDistributor.DistributorPauseUnchanged.selector, false));
        distributor.unpause();
        same(distributor.claimFor(id, bob), 300, "goes on");
    }

    function test_officers_only() public {
        bytes memory refusal = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider);
        vm.startPrank(outsider);
        vm.expectRevert(refusal);
        distributor.distribute(address(usd), 1, 1, new address[](0), YEARS, 0);
        vm.expectRevert(refusal);
        distributor.openNet(address(usd), outsider, YEARS, 0);
        vm.expectRevert(refusal);
        distributor.fund(1, 1);
        vm.expectRevert(refusal);
        distributor.rejectRoot(1, 0);
        vm.expectRevert(refusal);
        distributor.announceExpiry(1);
        vm.expectRevert(refusal);
        distributor.releaseCarried(address(usd), outsider);
        vm.expectRevert(refusal);
        distributor.pause();
        vm.expectRevert(refusal);
        distributor.unpause();
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidDistributor.selector, address(token)));
        distributor.initialize(address(token));
        vm.stopPrank();
    }

    function testFuzz_20_views_never_revert(uint256 id, address account, uint128 cumulative) public {
        _distribute(1_000);
        distributor.distributionOf(id);
        distributor.netStateOf(id);
        distributor.claimable(id, account);
        distributor.claimable(1, account);
        distributor.claimableNet(id, IDistributor.NetClaim(account, cumulative, new bytes32[](2)));
        distributor.paidTo(id, account);
        distributor.carried(account);
        distributor.owed(account);
    }

    function test_a_distributor_is_set_up_for_a_contract() public {
        Distributor code = new Distributor(address(hub), address(registry), address(committee));
        Distributor bare = Distributor(Clones.clone(address(code)));
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidDistributor.selector, outsider));
        bare.initialize(outsider);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidDistributor.selector, address(0)));
        bare.initialize(address(0));
        same(bare.token(), address(0), "still free");
    }

    function test_more_than_the_books_hold_is_not_taken_into_a_distribution() public {
        uint128 most = type(uint128).max;
        usd.mint(address(this), 2 * uint256(most));
        for (uint256 i = 0; i < 2; ++i) {
            uint256 id = distributor.openNet(address(usd), outsider, YEARS, 0);
            distributor.fund(id, most);
            vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidAmount.selector, 1));
            distributor.fund(id, 1);
        }
        vm.warp(YEARS);
        distributor.announceExpiry(1);
        distributor.announceExpiry(2);
        vm.warp(YEARS + 90 days);
        distributor.expire(1);
        distributor.expire(2);
        uint256 all = 2 * uint256(most);
        uint256 date = token.openRecordDate();
        vm.expectRevert(abi.encodeWithSelector(IDistributor.InvalidAmount.selector, all));
        distributor.distribute(address(usd), date, 1, new address[](0), type(uint32).max, 0);
        same(distributor.carried(address(usd)), all, "carried on");
    }
}
