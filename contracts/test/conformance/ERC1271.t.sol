// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ISettlement} from "../../contracts/interfaces/ISettlement.sol";
import {Conformance} from "../support/Conformance.sol";
import {MarketWorld} from "../support/MarketWorld.sol";
import {SmartWallet} from "../support/SmartWallet.sol";

/// @dev Answers every question for a signature with what it was given, as raw data.
contract Answering {
    bytes private _answer;

    constructor(bytes memory answer) {
        _answer = answer;
    }

    fallback(bytes calldata) external returns (bytes memory) {
        return _answer;
    }
}

/// @notice Settlement against https://eips.ethereum.org/EIPS/eip-1271: an order's maker may be a contract. Permits are
/// ERC-2612's v, r, s; registrars' attestations and oracle reports are signed by keys that the contracts know.
contract ERC1271Conformance is MarketWorld, Conformance {
    uint256 private constant KEY = 0xA11;

    function test_the_magic_value_is_the_published_one() public {
        same(uint32(_selector("isValidSignature(bytes32,bytes)")), 0x1626ba7e, "the published value");
        SmartWallet wallet = new SmartWallet(vm.addr(KEY));
        ISettlement.Order memory o = _order(address(wallet));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, board.hashOf(o));
        _ready(address(wallet));
        wallet.act(address(token), abi.encodeCall(token.approve, (address(board), 10 * UNIT)));
        vm.prank(bob);
        board.fill(o, abi.encodePacked(r, s, v), 10 * UNIT);
        same(token.balanceOf(bob), 10 * UNIT, "an order that its contract stands by");
    }

    function test_nothing_but_the_whole_magic_value_is_a_yes() public {
        bytes[5] memory answers = [
            abi.encode(bytes4(0xffffffff)),
            abi.encode(true),
            abi.encodePacked(bytes4(0x1626ba7e)),
            abi.encodePacked(bytes4(0x1626ba7e), bytes28(uint224(1))),
            bytes("")
        ];
        for (uint256 i = 0; i < answers.length; ++i) {
            ISettlement.Order memory o = _order(address(new Answering(answers[i])));
            _ready(o.maker);
            vm.prank(bob);
            vm.expectRevert(abi.encodeWithSelector(ISettlement.InvalidOrderSignature.selector, o.maker));
            board.fill(o, "any", 10 * UNIT);
        }
    }

    function _ready(address maker) private {
        _register(maker, uint64(uint160(maker)) | 1);
        _mint(maker, 10 * UNIT);
        _pays(bob, address(board), 1_000 * USD);
    }

    function _order(address maker) private view returns (ISettlement.Order memory o) {
        o.maker = maker;
        o.sells = true;
        o.token = address(token);
        o.payment = address(usd);
        o.amount = uint112(10 * UNIT);
        o.price = uint128(20 * USD);
        o.deadline = START + 1 days;
    }
}
