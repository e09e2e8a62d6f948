// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {InvestorRegistry} from "../contracts/registry/InvestorRegistry.sol";
import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IInvestorRegistry} from "../contracts/interfaces/IInvestorRegistry.sol";
import {World} from "./support/World.sol";

/// @notice Who gets on the register, how, and how it ends.
contract InvestorRegistryTest is World {
    uint256 private constant ATTESTOR = 0xA77E57;
    uint256 private constant ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141;
    address private second = address(0x5EC0);
    address private attestor = vm.addr(ATTESTOR);

    function setUp() public override {
        super.setUp();
        registry.setAttestor(attestor, 9);
    }

    function test_a_record_reads_as_it_was_written() public view {
        IInvestorRegistry.Record memory r = registry.recordOf(alice);
        same(r.expiry, START + 365 days, "expiry");
        same(r.country, 840, "country");
        same(r.tier, 2, "tier");
        same(r.flags, 0, "flags");
        same(r.investorId, 1, "investor");
        same(r.provider, 1, "provider");
        same(r.updatedAt, START, "stamp");
        holds(registry.isVerified(alice) && registry.contains(alice), "verified");
        same(registry.investorCountry(alice), 840, "3643 country");
        same(registry.identity(alice), address(1), "3643 identity");
        (uint256 a, uint256 b) = registry.pair(alice, bob);
        holds(a == registry.wordOf(alice) && b == registry.wordOf(bob), "pair");
    }

    function testFuzz_packing_round_trips(
        uint40 expiry,
        uint16 country,
        uint8 tier,
        uint8 attributes,
        uint64 id,
        uint32 provider
    ) public {
        expiry = uint40(within(expiry, START + 1, type(uint40).max));
        country = uint16(within(country, 1, 999));
        vm.assume(id != 0);
        uint256 record = uint256(expiry) |
            (uint256(country) << 40) |
            (uint256(tier) << 56) |
            (uint256(attributes) << 72) |
            (uint256(id) << 80) |
            (uint256(provider) << 144);
        registry.register(carol, record, 0);
        IInvestorRegistry.Record memory r = registry.recordOf(carol);
        same(r.expiry, expiry, "expiry");
        same(r.country, country, "country");
        same(r.tier, tier, "tier");
        same(r.flags, uint256(attributes) << 8, "flags");
        same(r.investorId, id, "investor");
        same(r.provider, provider, "provider");
    }

    function test_malformed_records_are_refused() public {
        uint256 good = _record(3, 840, 1, START + 1);
        _refusedRecord(_record(3, 0, 1, START + 1));
        _refusedRecord(_record(3, 1000, 1, START + 1));
        _refusedRecord(_record(0, 840, 1, START + 1));
        _refusedRecord(good | (1 << 64));
        _refusedRecord(good | (1 << 176));
        _refusedRecord(good | (1 << 255));
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.ExpiryInPast.selector, carol, START));
        registry.register(carol, _record(3, 840, 1, START), 0);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.InvalidWallet.selector, address(0)));
        registry.register(address(0), good, 0);
    }

    function test_a_batch_writes_all_or_nothing() public {
        address[] memory wallets = new address[](2);
        uint256[] memory records = new uint256[](2);
        (wallets[0], wallets[1]) = (carol, second);
        (records[0], records[1]) = (_record(3, 276, 1, START + 1), _record(4, 0, 1, START + 1));
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.InvalidRecord.selector, second, records[1]));
        registry.registerBatch(wallets, records, 0);
        holds(!registry.contains(carol), "nothing");
        records[1] = _record(4, 250, 1, START + 1);
        registry.registerBatch(wallets, records, 0);
        holds(registry.isVerified(carol) && registry.isVerified(second), "both");
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.LengthMismatch.selector, 2, 1));
        registry.registerBatch(wallets, new uint256[](1), 0);
    }

    function test_a_batch_with_a_dirty_address_is_refused() public {
        uint256 dirty = (1 << 160) | uint160(carol);
        bytes memory call = abi.encodeWithSelector(
            registry.registerBatch.selector,
            uint256(0x60),
            uint256(0xa0),
            bytes32(0),
            uint256(1),
            dirty,
            uint256(1),
            _record(3, 276, 1, START + 1)
        );
        (bool ok, ) = address(registry).call(call);
        holds(!ok, "refused");
    }

    function test_only_registrars_register() public {
        bytes memory refused = abi.encodeWithSelector(IInvestorRegistry.NotAgent.selector, outsider);
        vm.startPrank(outsider);
        vm.expectRevert(refused);
        registry.register(outsider, _record(3, 840, 1, START + 1), 0);
        vm.expectRevert(refused);
        registry.revoke(alice, 0);
        vm.expectRevert(refused);
        registry.link(alice, outsider, 0);
        vm.expectRevert(refused);
        registry.replace(alice, outsider, 0);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        registry.setAgent(outsider, true);
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        registry.setSuspended(alice, true, 0);
        vm.stopPrank();
        registry.setAgent(address(this), false);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.NotAgent.selector, address(this)));
        registry.revoke(alice, 0);
    }

    function test_a_suspension_survives_registration_link_and_replacement() public {
        registry.setSuspended(alice, true, "sanctions");
        bytes memory refused = abi.encodeWithSelector(IInvestorRegistry.WalletIsSuspended.selector, alice);
        uint256 record = _record(1, 840, 2, START + 1);
        vm.expectRevert(refused);
        registry.register(alice, record, 0);
        vm.expectRevert(refused);
        registry.link(alice, second, 0);
        vm.expectRevert(refused);
        registry.replace(alice, second, 0);
    }

    function test_a_second_wallet_has_the_same_investor() public {
        registry.link(alice, second, 0);
        holds(registry.sameInvestor(alice, second) && registry.isVerified(second), "linked");
        holds(!registry.sameInvestor(alice, bob), "not another");
        holds(!registry.sameInvestor(address(1), address(2)), "unknown wallets are nobody's");
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletAlreadyRegistered.selector, bob));
        registry.link(alice, bob, 0);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletAlreadyRegistered.selector, second));
        registry.link(alice, second, 0);
        uint256 others = _record(2, 840, 2, START + 1);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletAlreadyRegistered.selector, alice));
        registry.register(alice, others, 0);
    }

    function test_a_revoked_wallet_passes_nothing_on() public {
        registry.revoke(alice, "left");
        holds(!registry.isVerified(alice), "revoked");
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletIsRevoked.selector, alice));
        registry.link(alice, second, 0);
        _register(alice, 1);
        holds(registry.isVerified(alice), "registered anew");
    }

    function test_a_replaced_wallet_never_comes_back() public {
        registry.replace(alice, second, 0);
        same(registry.successorOf(alice), second, "successor");
        holds(!registry.isVerified(alice) && registry.isVerified(second), "replaced");
        uint256 record = _record(1, 840, 2, START + 1);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletIsReplaced.selector, alice));
        registry.register(alice, record, 0);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletIsReplaced.selector, alice));
        registry.replace(alice, carol, 0);
    }

    function test_a_replacement_never_merges_two_investors() public {
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletAlreadyRegistered.selector, bob));
        registry.replace(alice, bob, 0);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletAlreadyRegistered.selector, alice));
        registry.replace(alice, alice, 0);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.WalletUnknown.selector, carol));
        registry.replace(carol, second, 0);
    }

    function test_an_attested_record_is_written_once_by_anybody() public {
        IInvestorRegistry.Attestation memory a = _attestation(9);
        bytes memory signature = _sign(ATTESTOR, registry.attestationDigest(a));
        vm.prank(outsider);
        registry.registerBySignature(a, attestor, signature);
        holds(registry.isVerified(carol), "written");
        vm.expectRevert(
            abi.encodeWithSelector(IInvestorRegistry.AttestationSuperseded.selector, carol, a.issuedAt, START)
        );
        registry.registerBySignature(a, attestor, signature);
    }

    function test_an_attestation_dies_with_a_revocation() public {
        IInvestorRegistry.Attestation memory a = _attestation(9);
        bytes memory signature = _sign(ATTESTOR, registry.attestationDigest(a));
        _register(carol, 5);
        vm.warp(START + 1);
        registry.revoke(carol, "fraud");
        vm.expectRevert(
            abi.encodeWithSelector(IInvestorRegistry.AttestationSuperseded.selector, carol, a.issuedAt, START + 1)
        );
        registry.registerBySignature(a, attestor, signature);
    }

    function test_an_attestation_is_worthless_late_early_elsewhere_or_from_another() public {
        IInvestorRegistry.Attestation memory a = _attestation(9);
        bytes memory signature = _sign(ATTESTOR, registry.attestationDigest(a));
        vm.chainId(1);
        vm.expectRevert(_notSigned(a));
        registry.registerBySignature(a, attestor, signature);
        vm.chainId(31337);
        vm.warp(START + 101);
        vm.expectRevert(
            abi.encodeWithSelector(IInvestorRegistry.AttestationExpired.selector, a.issuedAt, a.deadline)
        );
        registry.registerBySignature(a, attestor, signature);
        vm.warp(START);
        a = _attestation(8);
        signature = _sign(ATTESTOR, registry.attestationDigest(a));
        _unknown(a, attestor, signature);
        signature = _sign(0xBAD, registry.attestationDigest(a));
        _unknown(a, vm.addr(0xBAD), signature);
        a = _attestation(9);
        signature = _sign(0xBAD, registry.attestationDigest(a));
        vm.expectRevert(_notSigned(a));
        registry.registerBySignature(a, attestor, signature);
        _unknown(a, vm.addr(0xBAD), signature);
        holds(!registry.contains(carol), "nothing written");
    }

    function test_an_attestation_of_another_registry_in_another_form_or_from_the_future_is_refused() public {
        IInvestorRegistry.Attestation memory a = _attestation(9);
        bytes memory signature = _sign(ATTESTOR, registry.attestationDigest(a));
        InvestorRegistry other = new InvestorRegistry(address(hub));
        bytes memory elsewhere = _sign(ATTESTOR, other.attestationDigest(a));
        vm.expectRevert(_notSigned(a));
        registry.registerBySignature(a, attestor, elsewhere);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(ATTESTOR, registry.attestationDigest(a));
        bytes32 high = bytes32(ORDER - uint256(s));
        vm.expectRevert(_notSigned(a));
        registry.registerBySignature(a, attestor, abi.encodePacked(r, high, v == 27 ? uint8(28) : uint8(27)));
        vm.expectRevert(_notSigned(a));
        registry.registerBySignature(a, attestor, "");
        vm.warp(a.issuedAt - 1);
        vm.expectRevert(
            abi.encodeWithSelector(IInvestorRegistry.AttestationExpired.selector, a.issuedAt, a.deadline)
        );
        registry.registerBySignature(a, attestor, signature);
        holds(!registry.contains(carol), "nothing written");
        vm.warp(a.deadline);
        registry.registerBySignature(a, attestor, signature);
        holds(registry.isVerified(carol), "in its last second");
    }

    function test_an_attestation_without_a_provider_or_as_old_as_the_record_is_refused() public {
        IInvestorRegistry.Attestation memory a = _attestation(0);
        bytes memory nobodys = _sign(0xBAD, registry.attestationDigest(a));
        _unknown(a, vm.addr(0xBAD), nobodys);
        holds(!registry.contains(carol), "nothing written");
        _register(carol, 5);
        a = _attestation(9);
        a.issuedAt = START;
        bytes memory signature = _sign(ATTESTOR, registry.attestationDigest(a));
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.AttestationSuperseded.selector, carol, START, START));
        registry.registerBySignature(a, attestor, signature);
        same(registry.recordOf(carol).country, 840, "as it was");
    }

    function _notSigned(IInvestorRegistry.Attestation memory a) private view returns (bytes memory) {
        bytes32 digest = registry.attestationDigest(a);
        return abi.encodeWithSelector(IInvestorRegistry.InvalidAttestation.selector, attestor, digest);
    }

    function _unknown(IInvestorRegistry.Attestation memory a, address who, bytes memory signature) private {
        uint32 provider = uint32(a.record >> 144);
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.UnknownAttestor.selector, who, provider));
        registry.registerBySignature(a, who, signature);
    }

    function test_nobody_is_registered_linked_or_trusted_at_the_zero_address() public {
        bytes memory zero = abi.encodeWithSelector(IInvestorRegistry.InvalidWallet.selector, address(0));
        vm.expectRevert(zero);
        registry.setAgent(address(0), true);
        vm.expectRevert(zero);
        registry.setAttestor(address(0), 1);
        vm.expectRevert(zero);
        registry.link(alice, address(0), 0);
        vm.expectRevert(zero);
        registry.replace(alice, address(0), 0);
        holds(registry.isVerified(alice), "as she was");
        holds(registry.isAgent(address(this)) && !registry.isAgent(address(0)), "registrars");
        same(registry.providerOf(vm.addr(ATTESTOR)), 9, "attestors");
        same(registry.providerOf(address(0)), 0, "nobody attests");
    }

    function test_a_record_ends_at_its_very_second_and_changes_only_for_the_known() public {
        registry.register(carol, _record(3, 840, 1, START + 10), 0);
        vm.warp(START + 9);
        holds(registry.isVerified(carol), "a second before");
        vm.warp(START + 10);
        holds(!registry.isVerified(carol), "at the second");
        bytes memory unknown = abi.encodeWithSelector(IInvestorRegistry.WalletUnknown.selector, second);
        vm.expectRevert(unknown);
        registry.revoke(second, 0);
        vm.expectRevert(unknown);
        registry.setSuspended(second, true, 0);
        vm.expectRevert(unknown);
        registry.link(second, outsider, 0);
        holds(!registry.contains(second), "still unknown");
    }

    function test_the_face_of_erc_3643_answers() public view {
        same(registry.identityStorage(), address(registry), "storage");
        same(registry.issuersRegistry(), address(registry), "issuers");
        same(registry.topicsRegistry(), address(0), "topics");
        same(token.compliance(), address(token), "compliance");
        same(token.onchainID(), address(0), "onchain id");
        holds(bytes(token.version()).length != 0, "version");
        same(token.maxSupply(), 1_000_000 * UNIT, "cap");
        holds(keccak256(bytes(token.name())) == keccak256("Example Treasury Fund"), "name");
        holds(keccak256(bytes(token.symbol())) == keccak256("ETF"), "symbol");
        (bytes1 fields, string memory name, , uint256 chain, address at, , ) = token.eip712Domain();
        holds(fields == 0x0f && chain == block.chainid && at == address(token), "domain");
        holds(keccak256(bytes(name)) == keccak256("Example Treasury Fund"), "name of the domain");
    }

    function _attestation(uint32 provider) private view returns (IInvestorRegistry.Attestation memory) {
        uint256 record = (uint256(START) + 30 days) |
            (uint256(756) << 40) |
            (uint256(5) << 80) |
            (uint256(provider) << 144);
        return IInvestorRegistry.Attestation(carol, record, keccak256("file"), START - 1, START + 100);
    }

    function _sign(uint256 key, bytes32 digest) private pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function _refusedRecord(uint256 record) private {
        vm.expectRevert(abi.encodeWithSelector(IInvestorRegistry.InvalidRecord.selector, carol, record));
        registry.register(carol, record, 0);
    }
}
