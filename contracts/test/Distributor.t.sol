// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAssetToken} from "../contracts/interfaces/IAssetToken.sol";
import {IInvestorRegistry} from "../contracts/interfaces/IInvestorRegistry.sol";
import {IDistributor, PayObstacle} from "../contracts/interfaces/IDistributor.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {HolderRights} from "../contracts/rights/HolderRights.sol";
import {FeeToken, LyingToken, ReentrantToken, SilentToken} from "./support/PaymentTokens.sol";
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

    function _withheld(uint256 id, address account, PayObstacle obstacle) private {
        (, PayObstacle told) = distributor.claimable(id, account);
        if (told != PayObstacle.NONE) same(uint256(told), uint256(obstacle), "claimable tells");
        uint256 before = distributor.owed(distributor.distributionOf(id).payment);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.PaymentWithheld.selector, id, account, obstacle));
        distributor.claimFor(id, account);
        same(distributor.owed(distributor.distributionOf(id).payment), before, "nothing moved");
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

    /// @dev Asset Tokenization Kit: a distribution was promised and nobody could be paid.
    function test_lesson_nothing_is_promised_that_is_not_funded() public {
        uint256 date = token.openRecordDate();
        usd.approve(address(distributor), 999);
        vm.expectRevert();
        _distributeIn(address(usd), date, 1_000);
        same(distributor.distributionCount(), 0, "no promise");
        same(distributor.owed(address(usd)), 0, "nothing owed");
    }

    function test_a_payment_token_that_lies_or_takes_a_fee_is_refused() public {
        uint256 date = token.openRecordDate();
        FeeToken fee = new FeeToken();
        fee.mint(address(this), 1_000);
        fee.approve(address(distributor), 1_000);
        vm.expectRevert(
            abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(fee), 1_000, 990)
        );
        _distributeIn(address(fee), date, 1_000);
        LyingToken liar = new LyingToken();
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(liar), 1_000, 0));
        _distributeIn(address(liar), date, 1_000);
    }

    function test_a_token_that_returns_nothing_pays_and_its_blacklist_holds_up_nobody_else() public {
        SilentToken silent = new SilentToken();
        silent.mint(address(this), 1_000);
        silent.approve(address(distributor), 1_000);
        uint256 id = _distributeIn(address(silent), token.openRecordDate(), 1_000);
        silent.setBlacklisted(bob, true);
        same(distributor.push(id, _list(bob, alice)), 600, "alice alone");
        same(silent.balanceOf(alice), 600, "alice");
        _withheld(id, bob, PayObstacle.PAYMENT_REFUSED);
        same(distributor.paidTo(id, bob), 0, "not on record");
        silent.setBlacklisted(bob, false);
        same(distributor.claimFor(id, bob), 300, "later");
    }

    function test_10_a_payment_token_that_calls_back_gets_nothing_twice() public {
        ReentrantToken sly = new ReentrantToken();
        sly.mint(address(this), 1_000);
        sly.approve(address(distributor), 1_000);
        uint256 id = _distributeIn(address(sly), token.openRecordDate(), 1_000);
        sly.callBack(address(distributor), abi.encodeCall(distributor.claimFor, (id, alice)));
        distributor.claimFor(id, alice);
        holds(!sly.entered(), "refused");
        same(sly.balanceOf(alice), 600, "once");
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

    function test_08_a_recovered_wallet_is_paid_through_its_successor() public {
        uint256 id = _distribute(1_000);
        registry.replace(alice, fresh, 0);
        token.recover(alice, fresh, "lost", 0);
        _withheld(id, fresh, PayObstacle.NOTHING_DUE);
        address third = address(0xA11CE10);
        registry.replace(fresh, third, 0);
        same(distributor.claimFor(id, alice), 600, "paid");
        same(usd.balanceOf(third), 600, "to the last successor");
        same(usd.balanceOf(alice) + usd.balanceOf(fresh), 0, "not to a lost wallet");
        _withheld(id, alice, PayObstacle.ALREADY_PAID);
    }

    /// @dev T-REX v5: a recovery could hand one investor's holdings to another.
    function test_lesson_a_recovery_never_merges_two_investors() public {
        uint256 id = _distribute(1_000);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletAlreadyRegistered.selector, bob));
        registry.replace(alice, bob, 0);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.NotSameInvestor.selector, alice, bob));
        token.recover(alice, bob, "lost", 0);
        registry.replace(alice, fresh, 0);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletAlreadyRegistered.selector, fresh));
        registry.register(fresh, _record(2, 840, 2, START + 1 days), 0);
        distributor.claimFor(id, alice);
        distributor.claimFor(id, bob);
        same(usd.balanceOf(fresh), 600, "alice's");
        same(usd.balanceOf(bob), 300, "bob's own only");
    }

    function test_a_push_passes_over_who_may_not_be_paid_and_keeps_the_share() public {
        uint256 id = _distribute(1_000);
        registry.setSuspended(alice, true, "sanctions");
        vm.expectEmit();
        emit IDistributor.Skipped(id, alice, PayObstacle.NOT_ELIGIBLE);
        same(distributor.push(id, _list(alice, bob)), 300, "bob alone");
        same(usd.balanceOf(alice), 0, "nothing to the suspended");
        same(distributor.paidTo(id, alice), 0, "nor on record");
        same(usd.balanceOf(bob), 300, "bob has his");
        registry.setSuspended(alice, false, 0);
        same(distributor.push(id, _list(alice, bob)), 600, "hers once she may, his not twice");
        same(usd.balanceOf(alice), 600, "alice has hers");
    }

    function test_income_of_an_expired_suspended_or_frozen_account_waits() public {
        uint256 id = _distribute(1_000);
        registry.setSuspended(alice, true, "sanctions");
        _withheld(id, alice, PayObstacle.NOT_ELIGIBLE);
        registry.setSuspended(alice, false, 0);
        token.setAddressFrozen(alice, true, "court", 0);
        _withheld(id, alice, PayObstacle.FROZEN);
        token.setAddressFrozen(alice, false, "court", 0);
        vm.warp(START + 366 days);
        _withheld(id, alice, PayObstacle.NOT_ELIGIBLE);
        registry.register(alice, _record(1, 276, 0, START + 999 days), 0);
        same(distributor.claimFor(id, alice), 600, "renewed, whatever its tier now");
    }

    function test_a_frozen_successor_or_a_freeze_left_on_the_lost_wallet_stops_payment() public {
        uint256 id = _distribute(1_000);
        token.setAddressFrozen(alice, true, "court", 0);
        registry.replace(alice, fresh, 0);
        _withheld(id, alice, PayObstacle.FROZEN);
        token.recover(alice, fresh, "lost", 0);
        _withheld(id, alice, PayObstacle.FROZEN);
        token.setAddressFrozen(fresh, false, "court", 0);
        same(distributor.claimFor(id, alice), 600, "released");
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
        vm.expectRevert(abi.encodeWithSelector(IDistributor.HoldersRemain.selector, 1_000));
        distributor.releaseCarried(address(usd), address(this));
        token.burn(alice, 600, ++operation);
        token.burn(bob, 300, ++operation);
        token.burn(carol, 100, ++operation);
        distributor.releaseCarried(address(usd), outsider);
        same(usd.balanceOf(outsider), 100, "nobody is left to get it");
        same(distributor.owed(address(usd)), 0, "books closed");
    }

    function test_17_a_pause_stops_payments_at_once_and_a_paused_asset_does_not() public {
        uint256 id = _distribute(1_000);
        token.pause();
        same(distributor.claimFor(id, alice), 600, "income is no transfer of the asset");
        distributor.pause();
        vm.expectRevert(abi.encodeWithSelector(IDistributor.DistributorIsPaused.selector));
        distributor.claimFor(id, bob);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.DistributorIsPaused.selector));
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
}
