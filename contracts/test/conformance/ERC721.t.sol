// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Cheats} from "../support/Cheats.sol";
import {Conformance} from "../support/Conformance.sol";
import {DeedWorld} from "../support/DeedWorld.sol";

/// @notice PropertyDeed against https://eips.ethereum.org/EIPS/eip-721
contract ERC721Conformance is DeedWorld, Conformance {
    string private constant FUNCTIONS =
        "balanceOf(address) ownerOf(uint256) safeTransferFrom(address,address,uint256,bytes) safeTransferFrom(address,address,uint256) transferFrom(address,address,uint256) approve(address,uint256) setApprovalForAll(address,bool) getApproved(uint256) isApprovedForAll(address,address)";
    string private constant METADATA = "name() symbol() tokenURI(uint256)";

    function test_id_and_functions_are_the_published_ones() public {
        same(_idOf(FUNCTIONS), 0x80ac58cd, "the published id");
        same(_idOf(METADATA), 0x5b5e139f, "the published id of the metadata");
        holds(_supports(address(deed), 0x80ac58cd) && _supports(address(deed), 0x5b5e139f), "announced");
        _answers(address(deed), FUNCTIONS);
        _answers(address(deed), METADATA);
    }

    function test_the_three_events_have_all_their_fields_indexed() public {
        vm.recordLogs();
        _do(alice, address(deed), "approve(address,uint256)", abi.encode(bob, titleId));
        _do(alice, address(deed), "setApprovalForAll(address,bool)", abi.encode(carol, true));
        _do(bob, address(deed), "transferFrom(address,address,uint256)", abi.encode(alice, bob, titleId));
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        _emitted(logs, address(deed), "Approval(address,address,uint256)", 3);
        _emitted(logs, address(deed), "ApprovalForAll(address,address,bool)", 2);
        _emitted(logs, address(deed), "Transfer(address,address,uint256)", 3);
        same(abi.decode(_ask(address(deed), "ownerOf(uint256)", abi.encode(titleId)), (address)), bob, "owner");
        same(
            abi.decode(_ask(address(deed), "getApproved(uint256)", abi.encode(titleId)), (address)),
            address(0),
            "an approval ends with the transfer"
        );
    }

    function test_a_safe_transfer_asks_a_contract_whether_it_can_hold_a_deed() public {
        _register(address(pay), 77);
        vm.prank(alice);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidReceiver.selector, address(pay)));
        deed.safeTransferFrom(alice, address(pay), titleId);
        vm.prank(alice);
        deed.safeTransferFrom(alice, address(vault), titleId);
        same(deed.ownerOf(titleId), address(vault), "a vault can");
    }

    function test_nobody_owns_what_does_not_exist() public {
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721NonexistentToken.selector, 5));
        deed.ownerOf(5);
        vm.expectRevert(abi.encodeWithSelector(IERC721Errors.ERC721InvalidOwner.selector, address(0)));
        deed.balanceOf(address(0));
    }
}
