// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20Errors, IERC721Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {Conformance} from "../support/Conformance.sol";
import {DeedWorld} from "../support/DeedWorld.sol";

/// @notice AssetToken and PropertyDeed against https://eips.ethereum.org/EIPS/eip-6093: where the standard has an error
/// for a refusal, that one is given.
contract ERC6093Conformance is DeedWorld, Conformance {
    address private constant NOBODY = address(0);

    function test_the_selectors_are_those_of_the_published_signatures() public pure {
        _is(IERC20Errors.ERC20InsufficientBalance.selector, "ERC20InsufficientBalance(address,uint256,uint256)");
        _is(IERC20Errors.ERC20InvalidSender.selector, "ERC20InvalidSender(address)");
        _is(IERC20Errors.ERC20InvalidReceiver.selector, "ERC20InvalidReceiver(address)");
        _is(IERC20Errors.ERC20InsufficientAllowance.selector, "ERC20InsufficientAllowance(address,uint256,uint256)");
        _is(IERC20Errors.ERC20InvalidApprover.selector, "ERC20InvalidApprover(address)");
        _is(IERC20Errors.ERC20InvalidSpender.selector, "ERC20InvalidSpender(address)");
        _is(IERC721Errors.ERC721InvalidOwner.selector, "ERC721InvalidOwner(address)");
        _is(IERC721Errors.ERC721NonexistentToken.selector, "ERC721NonexistentToken(uint256)");
        _is(IERC721Errors.ERC721IncorrectOwner.selector, "ERC721IncorrectOwner(address,uint256,address)");
        _is(IERC721Errors.ERC721InvalidSender.selector, "ERC721InvalidSender(address)");
        _is(IERC721Errors.ERC721InvalidReceiver.selector, "ERC721InvalidReceiver(address)");
        _is(IERC721Errors.ERC721InsufficientApproval.selector, "ERC721InsufficientApproval(address,uint256)");
        _is(IERC721Errors.ERC721InvalidApprover.selector, "ERC721InvalidApprover(address)");
        _is(IERC721Errors.ERC721InvalidOperator.selector, "ERC721InvalidOperator(address)");
    }

    function test_a_token_gives_the_errors_of_erc_20() public {
        _mint(alice, 10);
        address t = address(token);
        _gives(alice, t, abi.encodeCall(token.transfer, (bob, 11)), "ERC20InsufficientBalance(address,uint256,uint256)");
        _gives(alice, t, abi.encodeCall(token.transfer, (NOBODY, 1)), "ERC20InvalidReceiver(address)");
        _gives(alice, t, abi.encodeCall(token.approve, (NOBODY, 1)), "ERC20InvalidSpender(address)");
        _gives(
            bob,
            t,
            abi.encodeCall(token.transferFrom, (alice, bob, 1)),
            "ERC20InsufficientAllowance(address,uint256,uint256)"
        );
        _gives(bob, t, abi.encodeCall(token.transferFrom, (NOBODY, bob, 0)), "ERC20InvalidSender(address)");
    }

    function test_a_deed_gives_the_errors_of_erc_721() public {
        address d = address(deed);
        _gives(alice, d, abi.encodeCall(deed.ownerOf, (5)), "ERC721NonexistentToken(uint256)");
        _gives(alice, d, abi.encodeCall(deed.balanceOf, (NOBODY)), "ERC721InvalidOwner(address)");
        _gives(alice, d, abi.encodeCall(deed.transferFrom, (alice, NOBODY, titleId)), "ERC721InvalidReceiver(address)");
        _gives(
            alice,
            d,
            abi.encodeCall(deed.transferFrom, (bob, bidder, titleId)),
            "ERC721IncorrectOwner(address,uint256,address)"
        );
        _gives(
            bob,
            d,
            abi.encodeCall(deed.transferFrom, (alice, bob, titleId)),
            "ERC721InsufficientApproval(address,uint256)"
        );
        _gives(bob, d, abi.encodeCall(deed.approve, (bob, titleId)), "ERC721InvalidApprover(address)");
        _gives(alice, d, abi.encodeCall(deed.setApprovalForAll, (NOBODY, true)), "ERC721InvalidOperator(address)");
    }

    function _is(bytes4 selector, string memory signature) private pure {
        holds(selector == _selector(signature), signature);
    }

    function _gives(address caller, address target, bytes memory data, string memory signature) private {
        vm.prank(caller);
        (bool done, bytes memory answer) = target.call(data);
        holds(!done && bytes4(answer) == _selector(signature), signature);
    }
}
