// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../../contracts/access/Roles.sol";
import {IBarVault} from "../../contracts/interfaces/IBarVault.sol";
import {BarVault} from "../../contracts/reserves/BarVault.sol";
import {ReserveWorld} from "./ReserveWorld.sol";

/// @title A vault with four bars on its attested list
abstract contract BarWorld is ReserveWorld {
    uint256 internal constant BARS = 4;
    bytes32 internal constant DELIVERY = keccak256("delivery instruction");

    BarVault internal bars;
    address internal officer = address(0x0FF1CE);
    bytes32 internal root;
    bytes32[4] private _leaves;

    function setUp() public virtual override {
        super.setUp();
        for (uint256 i = 0; i < BARS; ++i) {
            _leaves[i] = _leaf(_bar(i));
        }
        root = _pair(_pair(_leaves[0], _leaves[1]), _pair(_leaves[2], _leaves[3]));
        _reserve(1_601_000);
        _attest(_attestation(root));
        bars = BarVault(Clones.clone(address(new BarVault(address(hub)))));
        bars.initialize(address(token), address(ounces));
        hub.enrolTarget(ASSET, address(bars), Roles.KIND_BAR_VAULT);
        _grant(Roles.TRANSFER_AGENT, address(bars));
        _grant(Roles.TREASURER, officer);
        _register(address(bars), 77);
        token.setExempt(address(bars), true);
        vm.startPrank(minter);
        gate.mint(alice, 900 * OUNCE, 1);
        gate.mint(bob, 600 * OUNCE, 2);
        vm.stopPrank();
        operation = 10;
    }

    /// @dev Good delivery bars of a refiner that does not exist; weights in thousandths of an ounce.
    function _bar(uint256 i) internal pure returns (IBarVault.Bar memory) {
        uint64 gross = uint64(401_250 + i * 25);
        return IBarVault.Bar("Example Refiner", i == 0 ? "A-1" : "A-2", uint16(2000 + i), gross, 9958, gross - 1_685);
    }

    function _proof(uint256 i) internal view returns (bytes32[] memory proof) {
        proof = new bytes32[](2);
        proof[0] = _leaves[i ^ 1];
        proof[1] = i < 2 ? _pair(_leaves[2], _leaves[3]) : _pair(_leaves[0], _leaves[1]);
    }

    function _weight(uint256 i) internal pure returns (uint256) {
        return uint256(_bar(i).fineMilliOz) * 1e15;
    }

    function _ask(address holder, uint256 i) internal returns (uint256 id) {
        vm.startPrank(holder);
        token.approve(address(bars), _weight(i));
        id = bars.requestBar(_bar(i), _proof(i), DELIVERY);
        vm.stopPrank();
    }

    function _leaf(IBarVault.Bar memory b) internal pure returns (bytes32) {
        return
            keccak256(
                bytes.concat(
                    keccak256(
                        abi.encode(b.refiner, b.serial, b.year, b.grossMilliOz, b.finenessTenths, b.fineMilliOz)
                    )
                )
            );
    }

    function _pair(bytes32 a, bytes32 b) internal pure returns (bytes32) {
        return a < b ? keccak256(abi.encode(a, b)) : keccak256(abi.encode(b, a));
    }
}
