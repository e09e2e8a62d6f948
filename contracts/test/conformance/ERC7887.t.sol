// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {RedemptionQueue} from "../../contracts/market/RedemptionQueue.sol";
import {Cheats} from "../support/Cheats.sol";
import {Conformance} from "../support/Conformance.sol";
import {MarketWorld} from "../support/MarketWorld.sol";

/// @notice RedemptionQueue against https://eips.ethereum.org/EIPS/eip-7887 (cancelling a redemption)
contract ERC7887Conformance is MarketWorld, Conformance {
    string private constant FUNCTIONS =
        "cancelRedeemRequest(uint256,address) pendingCancelRedeemRequest(uint256,address) claimableCancelRedeemRequest(uint256,address) claimCancelRedeemRequest(uint256,address,address)";

    RedemptionQueue private queue;

    function setUp() public override {
        super.setUp();
        queue = _openQueue(_queueTerms());
        _mint(alice, 100 * UNIT);
        vm.startPrank(alice);
        token.approve(address(queue), type(uint256).max);
        queue.requestRedeem(30 * UNIT, alice, alice);
        vm.stopPrank();
    }

    function test_id_and_functions_are_the_published_ones() public {
        same(_idOf(FUNCTIONS), 0xe76cffc7, "the published id");
        holds(_supports(address(queue), 0xe76cffc7), "announced");
        holds(!_supports(address(queue), 0x8bf840e3), "no deposits to cancel");
        _answers(address(queue), FUNCTIONS);
    }

    function test_a_cancellation_is_claimed_in_a_call_of_its_own_and_logged() public {
        vm.recordLogs();
        _do(alice, address(queue), "cancelRedeemRequest(uint256,address)", abi.encode(0, alice));
        same(token.balanceOf(alice), 70 * UNIT, "nothing is pushed");
        same(queue.pendingRedeemRequest(0, alice), 0, "no request left");
        bytes memory question = abi.encode(0, alice);
        bytes memory waits = _ask(address(queue), "pendingCancelRedeemRequest(uint256,address)", question);
        bytes memory shares = _ask(address(queue), "claimableCancelRedeemRequest(uint256,address)", question);
        holds(!abi.decode(waits, (bool)), "carried out at once, which the text allows");
        same(abi.decode(shares, (uint256)), 30 * UNIT, "claimable");
        bytes memory claim = abi.encode(0, alice, alice);
        _do(alice, address(queue), "claimCancelRedeemRequest(uint256,address,address)", claim);
        same(token.balanceOf(alice), 100 * UNIT, "back");
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        bytes memory asked = _emitted(logs, address(queue), "CancelRedeemRequest(address,uint256,address)", 2);
        same(abi.decode(asked, (address)), alice, "sender");
        _emitted(logs, address(queue), "CancelRedeemClaim(address,address,uint256,address,uint256)", 3);
    }

    function test_only_the_controller_or_its_operator_cancels_and_claims() public {
        vm.startPrank(bob);
        vm.expectRevert();
        queue.cancelRedeemRequest(0, alice);
        vm.stopPrank();
        vm.prank(alice);
        queue.setOperator(bob, true);
        _do(bob, address(queue), "cancelRedeemRequest(uint256,address)", abi.encode(0, alice));
        vm.prank(carol);
        vm.expectRevert();
        queue.claimCancelRedeemRequest(0, carol, alice);
        bytes memory claim = abi.encode(0, alice, alice);
        _do(bob, address(queue), "claimCancelRedeemRequest(uint256,address,address)", claim);
        same(token.balanceOf(alice), 100 * UNIT, "back");
    }
}
