// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Makes the further contracts of an asset: an offering, a queue, a distributor
/// @notice A clone and its first call happen in one transaction, so nobody can set it up in between. A clone has no
/// power by being made here: an administrator ties it to its asset and grants its roles in the hub. Anybody may make
/// clones; each maker has salts of its own.
interface ISatelliteFactory {
    /// @notice A clone of `implementation` was made and set up.
    event SatelliteLaunched(address indexed implementation, address indexed satellite, address indexed maker);

    /// @notice Clones `implementation` and calls the clone with `setUp`; what the call reverts with comes through.
    /// @param salt any; the address follows from the implementation, the caller and this
    /// @param setUp encoded call of the clone's `initialize`
    function launch(address implementation, bytes32 salt, bytes calldata setUp) external returns (address satellite);

    /// @notice Where `launch` puts the clone of this caller and salt.
    function predict(address implementation, address maker, bytes32 salt) external view returns (address satellite);
}
