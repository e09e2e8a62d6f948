// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAssetToken} from "../../contracts/interfaces/IAssetToken.sol";
import {IERC3643} from "../../contracts/interfaces/IERC3643.sol";
import {Cheats} from "../support/Cheats.sol";
import {Conformance} from "../support/Conformance.sol";
import {World} from "../support/World.sol";

/// @notice AssetToken against the token interface of https://eips.ethereum.org/EIPS/eip-3643
contract ERC3643Conformance is World, Conformance {
    string private constant GETTERS =
        "onchainID() version() identityRegistry() compliance() paused() isFrozen(address) getFrozenTokens(address)";
    string private constant SETTERS =
        "setName(string) setSymbol(string) setOnchainID(address) pause() unpause() setAddressFrozen(address,bool) freezePartialTokens(address,uint256) unfreezePartialTokens(address,uint256) setIdentityRegistry(address) setCompliance(address)";
    string private constant ACTIONS =
        "forcedTransfer(address,address,uint256) mint(address,uint256) burn(address,uint256) recoveryAddress(address,address,address)";
    string private constant BATCHES =
        "batchTransfer(address[],uint256[]) batchForcedTransfer(address[],address[],uint256[]) batchMint(address[],uint256[]) batchBurn(address[],uint256[]) batchSetAddressFrozen(address[],bool[]) batchFreezePartialTokens(address[],uint256[]) batchUnfreezePartialTokens(address[],uint256[])";

    IERC3643 private standard;

    function setUp() public override {
        super.setUp();
        standard = IERC3643(address(token));
    }

    function test_every_function_of_the_text_is_answered() public {
        uint32 id = _idOf(GETTERS) ^ _idOf(SETTERS) ^ _idOf(ACTIONS) ^ _idOf(BATCHES);
        same(id, uint32(type(IERC3643).interfaceId), "our interface is the published one");
        holds(_supports(address(token), id), "announced");
        _answers(address(token), GETTERS);
        _answers(address(token), SETTERS);
        _answers(address(token), ACTIONS);
        _answers(address(token), BATCHES);
    }

    function test_a_new_token_announces_what_it_is_registered_with() public {
        vm.recordLogs();
        (address made, , ) = factory.deploy(_params("another asset"));
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        _emitted(logs, made, "UpdatedTokenInformation(string,string,uint8,string,address)", 0);
        _emitted(logs, made, "IdentityRegistryAdded(address)", 1);
        _emitted(logs, made, "ComplianceAdded(address)", 1);
        same(standard.identityRegistry(), address(registry), "the register");
        same(standard.compliance(), address(token), "the rules are the token's own");
        same(standard.onchainID(), address(0), "no identity contract");
    }

    function test_name_and_symbol_change_by_administrators_and_permits_with_them() public {
        bytes32 domain = token.DOMAIN_SEPARATOR();
        vm.recordLogs();
        standard.setName("Example Fund II");
        standard.setSymbol("EF2");
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        bytes memory data = _emitted(logs, address(token), "UpdatedTokenInformation(string,string,uint8,string,address)", 0);
        (string memory name, string memory symbol, uint8 decimals, string memory version, address id) = abi.decode(
            data,
            (string, string, uint8, string, address)
        );
        holds(keccak256(bytes(name)) == keccak256("Example Fund II"), "name");
        holds(keccak256(bytes(symbol)) == keccak256("ETF"), "symbol, still the old one");
        holds(keccak256(bytes(version)) == keccak256(bytes(standard.version())), "version");
        same(decimals, 6, "decimals");
        same(id, address(0), "identity");
        _emitted(logs, address(token), "EIP712DomainChanged()", 0);
        holds(keccak256(bytes(token.symbol())) == keccak256("EF2"), "the new symbol");
        holds(token.DOMAIN_SEPARATOR() != domain, "permits of the old name are void");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.TextRequired.selector, "", "EF2"));
        standard.setName("");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.TextRequired.selector, "Example Fund II", ""));
        standard.setSymbol("");
        bytes memory unauthorised = abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider);
        vm.startPrank(outsider);
        vm.expectRevert(unauthorised);
        standard.setName("Mine");
        vm.expectRevert(unauthorised);
        standard.setSymbol("MINE");
        vm.stopPrank();
    }

    function test_register_rules_and_identity_are_fixed_even_for_administrators() public {
        _fixed(address(registry), "setIdentityRegistry(address)");
        _fixed(address(token), "setCompliance(address)");
        _fixed(address(0), "setOnchainID(address)");
    }

    function test_supply_never_moves_without_an_operation_id() public {
        _mint(alice, 10);
        address[] memory who = new address[](1);
        uint256[] memory amounts = new uint256[](1);
        (who[0], amounts[0]) = (alice, 5);
        _needsId("mint(address,uint256)", abi.encode(alice, 5));
        _needsId("burn(address,uint256)", abi.encode(alice, 5));
        _needsId("batchMint(address[],uint256[])", abi.encode(who, amounts));
        _needsId("batchBurn(address[],uint256[])", abi.encode(who, amounts));
        same(token.totalSupply(), 10, "nothing moved");
    }

    function test_officers_work_is_logged_as_published() public {
        _mint(alice, 10);
        _register(carol, 1);
        vm.recordLogs();
        standard.setAddressFrozen(alice, true);
        standard.freezePartialTokens(alice, 4);
        standard.unfreezePartialTokens(alice, 1);
        standard.forcedTransfer(alice, bob, 2);
        standard.pause();
        holds(standard.paused() && standard.isFrozen(alice), "paused and frozen");
        same(standard.getFrozenTokens(alice), 3, "frozen amount");
        standard.unpause();
        holds(standard.recoveryAddress(alice, carol, registry.identity(carol)), "recovered");
        Cheats.Log[] memory logs = vm.getRecordedLogs();
        _emitted(logs, address(token), "AddressFrozen(address,bool,address)", 3);
        _emitted(logs, address(token), "TokensFrozen(address,uint256)", 1);
        _emitted(logs, address(token), "TokensUnfrozen(address,uint256)", 1);
        _emitted(logs, address(token), "Paused(address)", 0);
        _emitted(logs, address(token), "Unpaused(address)", 0);
        _emitted(logs, address(token), "RecoverySuccess(address,address,address)", 0);
        same(token.balanceOf(carol), 8, "all of the lost wallet");
        same(standard.getFrozenTokens(carol), 3, "frozen as before");
        holds(standard.isFrozen(carol), "frozen as a whole as before");
    }

    function test_what_nobody_knows_is_refused_as_by_any_contract() public {
        (bool done, bytes memory answer) = address(token).call(abi.encodePacked(_selector("noSuchCall()")));
        holds(!done && answer.length == 0, "no data");
        (done, ) = address(token).call{value: 1}("");
        holds(!done, "no coin");
    }

    function _fixed(address inForce, string memory signature) private {
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.FixedForLife.selector, inForce, outsider));
        _call(abi.encodePacked(_selector(signature), abi.encode(outsider)));
    }

    function _needsId(string memory signature, bytes memory arguments) private {
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.OperationIdRequired.selector, _selector(signature)));
        _call(abi.encodePacked(_selector(signature), arguments));
    }

    function _call(bytes memory data) private {
        (bool done, ) = address(token).call(data);
        done;
    }
}
