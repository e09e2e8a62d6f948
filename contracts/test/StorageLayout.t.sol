// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssetToken} from "../contracts/interfaces/IAssetToken.sol";
import {World} from "./support/World.sol";

/// @notice Where everything lies: a contract that takes another's place behind an address, and whoever proves a slot to
/// another chain, must find it there.
contract StorageLayoutTest is World {
    function test_21_a_token_keeps_its_words_where_they_are_documented() public {
        token.setRules(IAssetToken.Rules(3_000, 3, 1, uint32(START - 1)));
        uint16[] memory allowed = new uint16[](1);
        allowed[0] = 840;
        token.setCountries(allowed);
        token.mint(alice, 700, 5);
        token.setFrozenTokens(alice, 30);
        vm.prank(alice);
        token.approve(bob, 44);
        token.openRecordDate();

        uint256 policy = _word(address(token), 0);
        same(uint112(policy), 3_000, "slot 0: most per holder");
        same(uint32(policy >> 112), 3, "slot 0: most holders");
        same(uint32(policy >> 144), 1, "slot 0: holders");
        same(uint24(policy >> 176), 1, "slot 0: record date");
        same(uint8(policy >> 200), 1, "slot 0: lowest tier");
        same(uint32(policy >> 224), START - 1, "slot 0: lock-up");
        uint256 supply = _word(address(token), 1);
        same(uint112(supply), 700, "slot 1: supply");
        same(uint112(supply >> 112), 1_000_000 * UNIT, "slot 1: cap");
        same(uint8(supply >> 248), 6, "slot 1: decimals");
        uint256 account = _word(address(token), _of(uint160(alice), 2));
        same(uint112(account), 700, "slot 2: balance");
        same(uint112(account >> 112), 30, "slot 2: frozen");
        same(_word(address(token), 6), 1 << 72, "slots 3 to 6: country 840 is bit 3 * 256 + 72");
        same(_word(address(token), _of(0, 7)), 1 << 5, "slot 7: operations");
        same(_word(address(token), _of(uint160(bob), _of(uint160(alice), 8))), 44, "slot 8: allowances");
        same(_word(address(token), 12), uint256(ASSET), "slot 12: asset");
    }

    /// @dev Slots 0 and 1 are those of OpenZeppelin's EIP712, empty as long as the names are short.
    function test_21_registry_and_committee_keep_theirs() public {
        same(_word(address(registry), _of(uint160(alice), 2)), registry.wordOf(alice), "registry, slot 2: records");
        same(_word(address(registry), _of(uint160(address(this)), 3)), 1, "registry, slot 3: registrars");
        uint256 set = _word(address(committee), 2);
        same(uint32(set >> 192), 1, "committee, slot 2: epoch");
        same(uint8(set >> 224), 3, "committee, slot 2: threshold");
        same(uint8(set >> 232), 5, "committee, slot 2: signers");
        same(_word(address(committee), 3), 5, "committee, slot 3: their list");
    }

    function test_21_nothing_can_take_the_place_of_the_code_behind_a_clone() public view {
        same(address(token).code.length, 45, "a token is an ERC-1167 proxy: its code names its implementation");
        same(address(nav).code.length, 45 + 64, "a feed too, with the policy it was born with");
        bytes32 slot = 0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc;
        same(_word(address(token), uint256(slot)) | _word(address(nav), uint256(slot)), 0, "no slot of ERC-1967");
    }

    function _word(address where, uint256 slot) private view returns (uint256) {
        return uint256(vm.load(where, bytes32(slot)));
    }

    /// @dev Where a mapping at `slot` keeps `key`.
    function _of(uint256 key, uint256 slot) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(key, slot)));
    }
}
