// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssetToken} from "../../contracts/interfaces/IAssetToken.sol";
import {IInvestorRegistry} from "../../contracts/interfaces/IInvestorRegistry.sol";
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

/// @notice Whoever signs for itself may be a contract, by https://eips.ethereum.org/EIPS/eip-1271: the maker of an order,
/// the owner of a permit (https://eips.ethereum.org/EIPS/eip-7597) and a provider's attestor. ERC-2612's own form is of
/// keys only, as its text asks; so is the committee, whose proofs recover its members.
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

    function test_a_contract_permits_by_what_it_signs_and_never_as_a_key() public {
        SmartWallet wallet = new SmartWallet(vm.addr(KEY));
        bytes32 digest = _permitDigest(address(wallet), 0);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        bytes memory signature = abi.encodePacked(r, s, v);
        bytes memory refused = _noPermit(address(wallet), 0, digest);
        vm.expectRevert(refused);
        token.permit(address(wallet), bob, 5, START, v, r, s);
        wallet.setOwner(bob);
        vm.expectRevert(refused);
        token.permit(address(wallet), bob, 5, START, signature);
        same(token.nonces(address(wallet)) + token.allowance(address(wallet), bob), 0, "nothing allowed, nothing spent");
        wallet.setOwner(vm.addr(KEY));
        token.permit(address(wallet), bob, 5, START, signature);
        same(token.allowance(address(wallet), bob), 5, "allowed");
        bytes memory again = _noPermit(address(wallet), 1, _permitDigest(address(wallet), 1));
        vm.expectRevert(again);
        token.permit(address(wallet), bob, 5, START, signature);
    }

    function test_a_key_permits_in_the_same_form_and_in_time() public {
        address owner = vm.addr(KEY);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, _permitDigest(owner, 0));
        vm.warp(START + 1);
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.PermitExpired.selector, START));
        token.permit(owner, bob, 5, START, abi.encodePacked(r, s, v));
        vm.warp(START);
        token.permit(owner, bob, 5, START, abi.encodePacked(r, s, v));
        same(token.allowance(owner, bob), 5, "allowed");
    }

    function test_an_attestor_may_be_a_contract_for_as_long_as_it_is_one() public {
        SmartWallet provider = new SmartWallet(vm.addr(KEY));
        registry.setAttestor(address(provider), 9);
        address wallet = address(0xD0E);
        IInvestorRegistry.Attestation memory a = IInvestorRegistry.Attestation(
            wallet,
            (uint256(9) << 144) | (uint256(77) << 80) | (uint256(840) << 40) | type(uint40).max,
            keccak256("file"),
            START - 1,
            START
        );
        bytes32 digest = registry.attestationDigest(a);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(KEY, digest);
        provider.setOwner(bob);
        vm.expectRevert(
            abi.encodeWithSelector(IInvestorRegistry.InvalidAttestation.selector, address(provider), digest)
        );
        registry.registerBySignature(a, address(provider), abi.encodePacked(r, s, v));
        holds(!registry.contains(wallet), "nothing written");
        provider.setOwner(vm.addr(KEY));
        registry.registerBySignature(a, address(provider), abi.encodePacked(r, s, v));
        holds(registry.isVerified(wallet), "what its contract stands by");
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
            bytes memory refused = _noPermit(o.maker, 0, _permitDigest(o.maker, 0));
            vm.expectRevert(refused);
            token.permit(o.maker, bob, 5, START, "any");
        }
    }

    function _permitDigest(address owner, uint256 nonce) private view returns (bytes32) {
        bytes32 typeHash = keccak256(
            "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)"
        );
        bytes32 body = keccak256(abi.encode(typeHash, owner, bob, 5, nonce, START));
        return keccak256(abi.encodePacked(hex"1901", token.DOMAIN_SEPARATOR(), body));
    }

    function _noPermit(address owner, uint256 nonce, bytes32 digest) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IAssetToken.PermitInvalidSignature.selector, owner, nonce, digest);
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
