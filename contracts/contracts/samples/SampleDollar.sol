// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title Money for demonstrations on a local chain: anybody makes as much of it as wanted, so it is worth nothing
/// @dev Six decimals, as most dollar tokens have. Never deployed with the platform.
contract SampleDollar is ERC20("Sample dollar", "SUSD") {
    /// @notice Makes new units.
    /// @param to who gets them
    /// @param amount base units, 10⁻⁶ of a dollar
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    /// @inheritdoc ERC20
    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
