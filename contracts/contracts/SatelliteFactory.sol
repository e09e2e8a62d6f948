// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {ISatelliteFactory} from "./interfaces/ISatelliteFactory.sol";

/// @title SatelliteFactory
/// @notice See {ISatelliteFactory}. Keeps no state and holds no role.
contract SatelliteFactory is ISatelliteFactory {
    /// @inheritdoc ISatelliteFactory
    function launch(address implementation, bytes32 salt, bytes calldata setUp) external returns (address satellite) {
        if (implementation.code.length == 0) revert Address.AddressEmptyCode(implementation);
        satellite = Clones.cloneDeterministic(implementation, _salt(msg.sender, salt));
        emit SatelliteLaunched(implementation, satellite, msg.sender);
        Address.functionCall(satellite, setUp);
    }

    /// @inheritdoc ISatelliteFactory
    function predict(address implementation, address maker, bytes32 salt) external view returns (address) {
        return Clones.predictDeterministicAddress(implementation, _salt(maker, salt));
    }

    function _salt(address maker, bytes32 salt) private pure returns (bytes32) {
        return keccak256(abi.encode(maker, salt));
    }
}
