// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roles} from "../contracts/access/Roles.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {IAssetToken} from "../contracts/interfaces/IAssetToken.sol";
import {IInvestorRegistry} from "../contracts/interfaces/IInvestorRegistry.sol";
import {IDistributor, PayObstacle} from "../contracts/interfaces/IDistributor.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {CrookedToken, FalseToken, FeeToken, LyingToken, ReentrantToken, SilentToken} from "./support/PaymentTokens.sol";
import {RightsWorld} from "./support/RightsWorld.sol";

/// @notice Income by record date: which money is taken, and who is paid.
contract DistributorPaymentsTest is RightsWorld {
    address private fresh = address(0xA11CE9);

    function setUp() public override {
        super.setUp();
        _mint(alice, 600);
        _mint(bob, 300);
        _mint(carol, 100);
    }

    /// @dev Asset Tokenization Kit: a distribution was promised and nobody could be paid.
    function test_lesson_nothing_is_promised_that_is_not_funded() public {
        uint256 date = token.openRecordDate();
        usd.approve(address(distributor), 999);
        vm.expectRevert(
            abi.encodeWithSelector(IERC20Errors.ERC20InsufficientAllowance.selector, address(distributor), 999, 1_000)
        );
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

    function test_a_payment_token_that_does_the_opposite_of_what_it_says_pays_nobody() public {
        CrookedToken crook = new CrookedToken();
        crook.mint(address(this), 1_000);
        crook.approve(address(distributor), 1_000);
        uint256 id = _distributeIn(address(crook), token.openRecordDate(), 1_000);
        crook.setLie(CrookedToken.Lie.SAYS_DONE);
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(crook), 600, 0));
        distributor.claimFor(id, alice);
        crook.setLie(CrookedToken.Lie.SAYS_REFUSED);
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(crook), 0, 600));
        distributor.claimFor(id, alice);
        same(distributor.paidTo(id, alice), 0, "not on record");
        same(crook.balanceOf(address(distributor)), 1_000, "nothing moved");
        crook.setLie(CrookedToken.Lie.NONE);
        same(distributor.claimFor(id, alice), 600, "once it is honest");
    }

    function test_a_payment_token_that_returns_false_pays_nobody_and_holds_up_nobody() public {
        FalseToken no = new FalseToken();
        no.mint(address(this), 1_000);
        no.approve(address(distributor), 1_000);
        uint256 date = token.openRecordDate();
        no.setRefusing(true);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(no)));
        _distributeIn(address(no), date, 1_000);
        same(distributor.distributionCount(), 0, "no promise");
        no.setRefusing(false);
        uint256 id = _distributeIn(address(no), date, 1_000);
        no.setRefusing(true);
        _withheld(id, alice, PayObstacle.PAYMENT_REFUSED);
        same(distributor.push(id, _list(alice, bob)), 0, "nobody");
        no.setRefusing(false);
        same(distributor.push(id, _list(alice, bob)), 900, "later");
    }

    function test_17_paused_every_way_of_paying_is_shut_and_nothing_is_lost() public {
        uint256 id = _distribute(1_000);
        distributor.pause();
        holds(distributor.paused(), "paused");
        bytes memory no = abi.encodeWithSelector(IDistributor.DistributorIsPaused.selector, address(token));
        IDistributor.NetClaim memory line;
        IDistributor.NetRoot memory root;
        vm.expectRevert(no);
        distributor.claim(id);
        vm.expectRevert(no);
        distributor.claimFor(id, alice);
        vm.expectRevert(no);
        distributor.push(id, _list(alice));
        vm.expectRevert(no);
        distributor.expire(id);
        vm.expectRevert(no);
        distributor.proposeRoot(root, 7, "");
        vm.expectRevert(no);
        distributor.claimNet(id, line);
        vm.expectRevert(no);
        distributor.pushNet(id, new IDistributor.NetClaim[](1));
        vm.expectRevert(no);
        distributor.remitTax(id);
        same(usd.balanceOf(address(distributor)), 1_000, "nothing moved");
        distributor.unpause();
        same(distributor.claimFor(id, alice), 600, "goes on");
    }

    function test_a_treasurer_dismissed_in_the_middle_takes_nothing_from_the_holders() public {
        uint256 id = _distribute(1_000);
        uint256 net = distributor.openNet(address(usd), outsider, YEARS, 0);
        vm.warp(YEARS - 90 days);
        hub.revokeRole(hub.roleId(ASSET, Roles.TREASURER), address(this));
        bytes memory no = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(this));
        vm.expectRevert(no);
        distributor.fund(net, 1);
        vm.expectRevert(no);
        distributor.announceExpiry(id);
        vm.expectRevert(no);
        distributor.releaseCarried(address(usd), address(this));
        registry.register(alice, _record(1, 840, 2, YEARS), 0);
        same(distributor.claimFor(id, alice), 600, "she is paid all the same");
    }

    function test_carried_money_goes_to_somebody_else_only() public {
        uint256 id = _distribute(1_009);
        distributor.push(id, _list(alice, bob));
        distributor.claimFor(id, carol);
        token.burn(alice, 600, ++operation);
        token.burn(bob, 300, ++operation);
        token.burn(carol, 100, ++operation);
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(0)));
        distributor.releaseCarried(address(usd), address(0));
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(distributor)));
        distributor.releaseCarried(address(usd), address(distributor));
        same(distributor.carried(address(usd)), 2, "still carried");
    }
}
