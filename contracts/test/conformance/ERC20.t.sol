// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Cheats} from "../support/Cheats.sol";
import {Conformance} from "../support/Conformance.sol";
import {World} from "../support/World.sol";

/// @notice AssetToken against https://eips.ethereum.org/EIPS/eip-20
contract ERC20Conformance is World, Conformance {
    string private constant FUNCTIONS =
        "totalSupply() balanceOf(address) transfer(address,uint256) transferFrom(address,address,uint256) approve(address,uint256) allowance(address,address)";
    string private constant METADATA = "name() symbol() decimals()";

    function test_id_and_functions_are_the_published_ones() public {
        same(_idOf(FUNCTIONS), 0x36372b07, "the id of the six functions");
        same(_idOf(METADATA), 0xa219a025, "the id of the optional three");
        holds(_supports(address(token), 0x36372b07) && _supports(address(token), 0xa219a025), "announced");
        _answers(address(token), FUNCTIONS);
        _answers(address(token), METADATA);
        same(abi.decode(_ask(address(token), "decimals()", ""), (uint8)), 6, "decimals");
    }

    function test_a_transfer_returns_true_and_is_logged_even_of_nothing() public {
        _mint(alice, 10);
        for (uint256 amount = 0; amount < 2; ++amount) {
            vm.recordLogs();
            bytes memory answer = _do(alice, address(token), "transfer(address,uint256)", abi.encode(bob, amount));
            holds(abi.decode(answer, (bool)), "true");
            bytes memory data = _emitted(vm.getRecordedLogs(), address(token), "Transfer(address,address,uint256)", 2);
            same(abi.decode(data, (uint256)), amount, "value");
        }
        same(abi.decode(_ask(address(token), "balanceOf(address)", abi.encode(bob)), (uint256)), 1, "balance");
    }

    function test_an_allowance_is_logged_overwritten_and_spent() public {
        _mint(alice, 10);
        _do(alice, address(token), "approve(address,uint256)", abi.encode(bob, 9));
        vm.recordLogs();
        bytes memory answer = _do(alice, address(token), "approve(address,uint256)", abi.encode(bob, 4));
        holds(abi.decode(answer, (bool)), "true");
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        same(abi.decode(_emitted(logs, address(token), "Approval(address,address,uint256)", 2), (uint256)), 4, "value");
        answer = _do(bob, address(token), "transferFrom(address,address,uint256)", abi.encode(alice, bob, 3));
        holds(abi.decode(answer, (bool)), "true");
        same(
            abi.decode(_ask(address(token), "allowance(address,address)", abi.encode(alice, bob)), (uint256)),
            1,
            "what is left"
        );
    }

    function test_new_tokens_are_logged_as_coming_from_zero() public {
        vm.recordLogs();
        _mint(alice, 10);
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        for (uint256 i = 0; i < logs.length; ++i) {
            if (logs[i].topics[0] != keccak256("Transfer(address,address,uint256)")) continue;
            same(uint256(logs[i].topics[1]), 0, "from");
            return;
        }
        revert NotEmitted("Transfer(address,address,uint256)", 2);
    }
}
