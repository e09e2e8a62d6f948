// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOracleCommittee} from "../../contracts/interfaces/IOracleCommittee.sol";
import {World} from "./World.sol";

/// @title A platform whose committee signs what a test asks
abstract contract OracleWorld is World {
    int128 internal constant ONE = 1_000_000;

    /// @dev The next report of the NAV feed, valued now.
    function _report(int128 answer) internal view returns (IOracleCommittee.Report memory) {
        return
            IOracleCommittee.Report({
                feed: address(nav),
                epoch: committee.epoch(),
                round: uint32(nav.latestRound()) + 1,
                answer: answer,
                valuationTime: uint32(block.timestamp),
                expiry: uint32(block.timestamp + 600)
            });
    }

    function _sign(bytes32 digest, uint256 bitmap) internal view returns (bytes memory proof) {
        return _signAs(keys, digest, bitmap);
    }

    /// @dev The committee's proof: compact signatures where the bitmap says so, addresses elsewhere.
    function _signAs(
        uint256[] memory with,
        bytes32 digest,
        uint256 bitmap
    ) internal pure returns (bytes memory proof) {
        for (uint256 i = 0; i < with.length; ++i) {
            if ((bitmap >> i) & 1 == 0) proof = abi.encodePacked(proof, vm.addr(with[i]));
            else proof = abi.encodePacked(proof, _compact(with[i], digest));
        }
    }

    function _compact(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
    }

    /// @dev Why the committee refuses signatures that are not its signers' over this digest.
    function _notTheSigners(bytes32 digest) internal view returns (bytes memory) {
        return abi.encodeWithSelector(IOracleCommittee.NotTheSigners.selector, committee.epoch(), digest);
    }

    function _submit(IOracleCommittee.Report memory report) internal returns (bool) {
        return committee.submit(report, 7, _sign(committee.digestOf(report), 7));
    }

    /// @dev Publishes and lets the interval pass.
    function _publish(int128 answer) internal {
        holds(_submit(_report(answer)), "accepted");
        vm.warp(block.timestamp + 60);
    }
}
