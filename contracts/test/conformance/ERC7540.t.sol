// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRedemptionQueue} from "../../contracts/interfaces/IRedemptionQueue.sol";
import {RedemptionQueue} from "../../contracts/market/RedemptionQueue.sol";
import {Cheats} from "../support/Cheats.sol";
import {Conformance} from "../support/Conformance.sol";
import {MarketWorld} from "../support/MarketWorld.sol";

/// @notice RedemptionQueue against https://eips.ethereum.org/EIPS/eip-7540 (asynchronous redemption) and the vault
/// interface of EIP-7575 that it builds on
contract ERC7540Conformance is MarketWorld, Conformance {
    string private constant OPERATORS = "isOperator(address,address) setOperator(address,bool)";
    string private constant REDEEM =
        "requestRedeem(uint256,address,address) pendingRedeemRequest(uint256,address) claimableRedeemRequest(uint256,address)";
    string private constant MINIMAL =
        "asset() share() convertToAssets(uint256) convertToShares(uint256) totalAssets()";
    string private constant DEPOSIT = "deposit(uint256,address) previewDeposit(uint256) maxDeposit(address)";
    string private constant MINT = "mint(uint256,address) previewMint(uint256) maxMint(address)";
    string private constant REDEEM_VAULT = "redeem(uint256,address,address) previewRedeem(uint256) maxRedeem(address)";
    string private constant WITHDRAW =
        "withdraw(uint256,address,address) previewWithdraw(uint256) maxWithdraw(address)";

    RedemptionQueue private queue;

    function setUp() public override {
        super.setUp();
        queue = _openQueue(_queueTerms());
        _mint(alice, 100 * UNIT);
        vm.prank(alice);
        token.approve(address(queue), type(uint256).max);
    }

    function test_ids_and_functions_are_the_published_ones() public {
        string[7] memory faces = [OPERATORS, REDEEM, MINIMAL, DEPOSIT, MINT, REDEEM_VAULT, WITHDRAW];
        uint32[7] memory ids = [
            uint32(0xe3bc4e65),
            0x620ee8e4,
            0x50a526d6,
            0xc1f329ef,
            0xe1550342,
            0x2fd7d42a,
            0x70dec094
        ];
        uint32 whole;
        for (uint256 i = 0; i < 7; ++i) {
            same(_idOf(faces[i]), ids[i], "the published id");
            holds(_supports(address(queue), ids[i]), "announced");
            _answers(address(queue), faces[i]);
            if (i > 1) whole ^= ids[i];
        }
        same(whole, 0x2f0a18c5, "the published id of the whole vault");
        holds(_supports(address(queue), whole), "announced as a whole");
    }

    function test_a_request_goes_from_pending_to_claimable_to_claimed_and_is_logged() public {
        vm.recordLogs();
        bytes memory request = abi.encode(30 * UNIT, alice, alice);
        uint256 id = abi.decode(
            _do(alice, address(queue), "requestRedeem(uint256,address,address)", request),
            (uint256)
        );
        same(token.balanceOf(alice), 70 * UNIT, "out of the owner's hands");
        _is(id, 30 * UNIT, 0);
        queue.closeEpoch();
        vm.warp(START + 1);
        _refresh();
        _pays(address(this), address(queue), 60 * USD);
        queue.fund(60 * USD);
        queue.settleEpoch();
        _is(id, 0, 30 * UNIT);
        same(usd.balanceOf(alice), 0, "nothing is pushed");
        bytes memory claim = abi.encode(30 * UNIT, alice, alice);
        bytes memory paid = _do(alice, address(queue), "redeem(uint256,address,address)", claim);
        same(abi.decode(paid, (uint256)), 60 * USD, "claimed");
        _is(id, 0, 0);
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        bytes memory data = _emitted(logs, address(queue), "RedeemRequest(address,address,uint256,address,uint256)", 3);
        (address sender, uint256 shares) = abi.decode(data, (address, uint256));
        same(sender, alice, "sender");
        same(shares, 30 * UNIT, "shares");
        _emitted(logs, address(queue), "Withdraw(address,address,address,uint256,uint256)", 3);
    }

    function test_operators_are_set_logged_and_ended() public {
        vm.recordLogs();
        bytes memory answer = _do(alice, address(queue), "setOperator(address,bool)", abi.encode(bob, true));
        holds(abi.decode(answer, (bool)), "MUST return true");
        _emitted(vm.getRecordedLogs(), address(queue), "OperatorSet(address,address,bool)", 2);
        holds(queue.isOperator(alice, bob), "bob may");
        _do(alice, address(queue), "setOperator(address,bool)", abi.encode(bob, false));
        holds(!queue.isOperator(alice, bob), "bob may no longer");
    }

    function test_previews_of_what_is_asynchronous_revert_for_all_inputs() public {
        bytes memory unknown = abi.encodeWithSelector(IRedemptionQueue.PreviewNotPossible.selector, address(price));
        uint256[3] memory inputs = [uint256(0), 1, type(uint256).max];
        for (uint256 i = 0; i < 3; ++i) {
            vm.expectRevert(unknown);
            queue.previewRedeem(inputs[i]);
            vm.expectRevert(unknown);
            queue.previewWithdraw(inputs[i]);
        }
    }

    /// @dev Shares are sold by an Offering: the most that can be deposited here is nothing, so every deposit reverts.
    function test_there_is_no_way_in() public {
        same(queue.maxDeposit(alice) + queue.maxMint(alice), 0, "nothing");
        bytes memory elsewhere = abi.encodeWithSelector(IRedemptionQueue.DepositsElsewhere.selector, address(token));
        vm.expectRevert(elsewhere);
        queue.deposit(1, alice);
        vm.expectRevert(elsewhere);
        queue.mint(1, alice);
    }

    function _is(uint256 id, uint256 pending, uint256 claimable) private view {
        bytes memory question = abi.encode(id, alice);
        bytes memory answer = _ask(address(queue), "pendingRedeemRequest(uint256,address)", question);
        same(abi.decode(answer, (uint256)), pending, "pending");
        answer = _ask(address(queue), "claimableRedeemRequest(uint256,address)", question);
        same(abi.decode(answer, (uint256)), claimable, "claimable");
    }
}
