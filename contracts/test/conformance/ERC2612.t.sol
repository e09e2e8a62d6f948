// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Conformance} from "../support/Conformance.sol";
import {World} from "../support/World.sol";

/// @notice AssetToken against https://eips.ethereum.org/EIPS/eip-2612 and, for its domain, EIP-5267
contract ERC2612Conformance is World, Conformance {
    string private constant FUNCTIONS =
        "permit(address,address,uint256,uint256,uint8,bytes32,bytes32) nonces(address) DOMAIN_SEPARATOR()";
    string private constant PERMIT = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)";
    uint256 private constant KEY = 0xBEEF;
    uint256 private constant DEADLINE = START + 10;

    function test_id_and_functions_are_the_published_ones() public {
        same(_idOf(FUNCTIONS), 0x9d8ff7da, "the id of the three functions");
        same(_idOf("eip712Domain()"), 0x84b0196e, "ERC-5267");
        holds(_supports(address(token), 0x9d8ff7da) && _supports(address(token), 0x84b0196e), "announced");
        _answers(address(token), FUNCTIONS);
        _answers(address(token), "eip712Domain()");
    }

    function test_the_domain_is_the_one_that_eip_5267_tells() public view {
        (bytes1 fields, string memory name, string memory version, uint256 chain, address where, , ) = token.eip712Domain();
        holds(fields == 0x0f, "name, version, chain and contract");
        bytes32 typeHash = keccak256(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
        );
        bytes32 domain = keccak256(abi.encode(typeHash, keccak256(bytes(name)), keccak256(bytes(version)), chain, where));
        holds(domain == token.DOMAIN_SEPARATOR() && chain == block.chainid, "the separator");
    }

    function test_a_permit_sets_the_allowance_uses_its_nonce_and_is_logged() public {
        address owner = vm.addr(KEY);
        vm.recordLogs();
        _do(outsider, address(token), PERMIT, _permit(owner, 5, 0));
        _emitted(vm.getRecordedLogs(), address(token), "Approval(address,address,uint256)", 2);
        same(token.allowance(owner, bob), 5, "allowance");
        same(abi.decode(_ask(address(token), "nonces(address)", abi.encode(owner)), (uint256)), 1, "nonce");
    }

    function test_each_condition_of_the_text_is_asked() public {
        address owner = vm.addr(KEY);
        _refused(_permit(owner, 5, 1), "another nonce");
        _refused(_permit(address(0), 5, 0), "an owner of zero");
        _refused(_permit(alice, 5, 0), "another owner");
        bytes memory permit = _permit(owner, 5, 0);
        vm.warp(DEADLINE + 1);
        _refused(permit, "after its deadline");
        vm.warp(DEADLINE);
        _do(outsider, address(token), PERMIT, permit);
        _refused(permit, "a second time");
        same(token.allowance(owner, bob), 5, "once");
    }

    function _refused(bytes memory permit, string memory what) private {
        (bool done, ) = address(token).call(abi.encodePacked(_selector(PERMIT), permit));
        holds(!done, what);
    }

    function _permit(address owner, uint256 value, uint256 nonce) private view returns (bytes memory) {
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 body = keccak256(abi.encode(typeHash, owner, bob, value, nonce, DEADLINE));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(
            KEY,
            keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), body))
        );
        return abi.encode(owner, bob, value, DEADLINE, v, r, s);
    }
}
