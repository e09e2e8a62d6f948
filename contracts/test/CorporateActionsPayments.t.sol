// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAssetFactory} from "../contracts/interfaces/IAssetFactory.sol";
import {ICorporateActions} from "../contracts/interfaces/ICorporateActions.sol";
import {ExactTransfer} from "../contracts/market/ExactTransfer.sol";
import {CorporateActions} from "../contracts/rights/CorporateActions.sol";
import {CrookedToken, FalseToken, LyingToken, PaymentToken, RebasingToken} from "./support/PaymentTokens.sol";
import {RightsWorld} from "./support/RightsWorld.sol";

/// @notice Calls and maturities against payment tokens of every kind, and what nobody should announce or ask.
contract CorporateActionsPaymentsTest is RightsWorld {
    uint40 private constant DAY = START + 7 days;
    uint128 private constant PRICE = 1_050_000;

    function setUp() public override {
        super.setUp();
        _mint(alice, 600);
        _mint(bob, 300);
    }

    function test_a_payment_token_that_says_false_lies_or_takes_some_back_funds_nothing() public {
        FalseToken no = new FalseToken();
        no.setRefusing(true);
        _unfunded(no, abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(no)));
        LyingToken liar = new LyingToken();
        _unfunded(liar, abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(liar), 1_000, 0));
        RebasingToken taking = new RebasingToken();
        taking.mint(address(this), 20_000);
        taking.approve(address(actions), 20_000);
        uint256 id = actions.announceCall(address(taking), PRICE, DAY, "paper");
        actions.fund(id, 10_000);
        taking.mint(address(actions), 1);
        taking.rebase(1);
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.EscrowShort.selector, address(taking), 10_999, 11_000));
        actions.fund(id, 1_000);
        same(actions.actionOf(id).redemption.funded, 10_000, "no further promise");
    }

    function test_a_payment_token_that_does_the_opposite_of_what_it_says_burns_nothing() public {
        CrookedToken crook = new CrookedToken();
        uint256 id = _opened(crook);
        crook.setLie(CrookedToken.Lie.SAYS_DONE);
        _unpaid(id, abi.encodeWithSelector(ExactTransfer.PaymentMismatch.selector, address(crook), 630, 0));
        crook.setLie(CrookedToken.Lie.SAYS_REFUSED);
        _unpaid(id, abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(crook)));
        crook.setLie(CrookedToken.Lie.NONE);
        vm.prank(alice);
        same(actions.redeem(id, 600), 630, "once it is honest");
    }

    function test_one_who_expires_between_announcement_and_payment_is_paid_after_renewal() public {
        registry.register(alice, _record(1, 840, 2, DAY), 0);
        uint256 id = _opened(usd);
        _unpaid(id, abi.encodeWithSelector(ICorporateActions.AccountCannotAct.selector, alice, 600, 600));
        same(actions.settleFor(id, _list(alice)), 0, "passed over in a batch");
        _register(alice, 1);
        vm.prank(alice);
        same(actions.redeem(id, 600), 630, "renewed");
    }

    function test_a_role_revoked_in_the_middle_burns_and_pays_nothing() public {
        uint256 id = _opened(usd);
        hub.revokeRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(actions));
        _unpaid(id, abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, address(actions)));
        hub.grantRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(actions), 0);
        token.pause();
        _unpaid(id, abi.encodeWithSelector(ICorporateActions.AccountCannotAct.selector, alice, 600, 600));
        token.unpause();
        same(actions.settleFor(id, _list(alice, bob)), 2, "both in the end");
    }

    function test_nothing_is_redeemed_for_nothing_and_nobody_is_settled_who_holds_nothing() public {
        uint256 id = actions.announceCall(address(usd), 1, DAY, "paper");
        actions.fund(id, 1);
        vm.warp(DAY);
        actions.openRedemption(id);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.AmountTooSmall.selector, 600));
        vm.prank(alice);
        actions.redeem(id, 600);
        same(token.balanceOf(alice), 600, "nothing burnt");
        same(actions.settleFor(id, _list(carol)), 0, "she holds nothing");
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.AccountCannotAct.selector, alice, 0, 600));
        vm.prank(alice);
        actions.redeem(id, 0);
        uint256 most = type(uint256).max;
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.AccountCannotAct.selector, alice, most, 600));
        vm.prank(alice);
        actions.redeem(id, most);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidActionBatch.selector, 0));
        actions.settleFor(id, new address[](0));
    }

    function test_a_cancelled_conversion_converts_nothing() public {
        (address next, , ) = factory.deploy(_params(bytes32(uint256(2))));
        uint256 id = actions.announceConversion(next, next, 2, 1, DAY, "paper");
        actions.cancel(id, "withdrawn");
        vm.warp(DAY);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.ActionIsCancelled.selector, id));
        vm.prank(alice);
        actions.convert(id, 600);
        same(token.balanceOf(alice), 600, "nothing burnt");
        same(actions.actionCount(), 1, "one action");
    }

    function test_money_is_funded_and_returned_in_amounts_that_fit_and_to_somebody() public {
        uint256 id = actions.announceCall(address(usd), PRICE, DAY, "paper");
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.AmountTooSmall.selector, 0));
        actions.fund(id, 0);
        uint256 most = uint256(type(uint128).max) + 1;
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.AmountTooSmall.selector, most));
        actions.fund(id, most);
        actions.fund(id, 1_000);
        actions.cancel(id, "withdrawn");
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(0)));
        actions.returnFunds(id, address(0));
        vm.expectRevert(abi.encodeWithSelector(ExactTransfer.InvalidPayee.selector, address(actions)));
        actions.returnFunds(id, address(actions));
        same(usd.balanceOf(address(actions)), 1_000, "nothing moved");
    }

    function test_actions_for_nobody_in_nothing_or_at_once_are_refused() public {
        CorporateActions bare = CorporateActions(Clones.clone(address(new CorporateActions(address(hub)))));
        _badSetUp(bare, address(0), 7 days);
        _badSetUp(bare, outsider, 7 days);
        _badSetUp(bare, address(token), 1 days - 1);
        bare.initialize(address(token), 1 days);
        same(bare.token(), address(token), "a day is enough");

        (address next, , ) = factory.deploy(_params(bytes32(uint256(2))));
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidRatio.selector, 1, 0));
        actions.announceConversion(next, next, 1, 0, DAY, 0);
        _badToken(address(0), next);
        _badToken(outsider, next);
        _badToken(next, address(0));
        _badToken(next, outsider);
        IAssetFactory.AssetParams memory p = _params(bytes32(uint256(3)));
        p.token.decimals = 18;
        (address finer, , ) = factory.deploy(p);
        _badToken(finer, finer);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidRedemption.selector, address(0), PRICE));
        actions.announceCall(address(0), PRICE, DAY, 0);
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidRedemption.selector, outsider, PRICE));
        actions.announceMaturity(outsider, PRICE, DAY, 0);
        same(actions.actionCount(), 0, "nothing announced");
    }

    /// @dev A call that is open, with a thousand in it.
    function _opened(PaymentToken pay) private returns (uint256 id) {
        id = actions.announceCall(address(pay), PRICE, DAY, "paper");
        pay.mint(address(this), 1_000);
        pay.approve(address(actions), 1_000);
        actions.fund(id, 1_000);
        vm.warp(DAY);
        actions.openRedemption(id);
    }

    function _unfunded(PaymentToken pay, bytes memory refusal) private {
        pay.mint(address(this), 1_000);
        pay.approve(address(actions), 1_000);
        uint256 id = actions.announceCall(address(pay), PRICE, DAY, "paper");
        vm.expectRevert(refusal);
        actions.fund(id, 1_000);
        same(pay.balanceOf(address(this)), 1_000, "nothing moved");
        same(actions.actionOf(id).redemption.funded, 0, "nothing booked");
    }

    function _unpaid(uint256 id, bytes memory refusal) private {
        uint256 before = actions.actionOf(id).redemption.paid;
        vm.expectRevert(refusal);
        vm.prank(alice);
        actions.redeem(id, 600);
        same(token.balanceOf(alice), 600, "nothing burnt");
        same(actions.actionOf(id).redemption.paid, before, "nothing paid");
    }

    function _badSetUp(CorporateActions bare, address of_, uint32 notice) private {
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidActionsSetUp.selector, of_, notice));
        bare.initialize(of_, notice);
    }

    function _badToken(address newToken, address minter) private {
        vm.expectRevert(abi.encodeWithSelector(ICorporateActions.InvalidNewToken.selector, newToken, minter));
        actions.announceConversion(newToken, minter, 2, 1, DAY, 0);
    }
}
