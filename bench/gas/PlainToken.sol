// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";

/// @title OpenZeppelin's ERC-20 as it comes, minted by its owner
/// @notice The floor of the comparison: no rule at all. Serves as the payment token too.
contract PlainToken is ERC20, Ownable {
    constructor() ERC20("Plain", "PLN") Ownable(msg.sender) {}

    function mint(address to, uint256 amount) external onlyOwner {
        _mint(to, amount);
    }

    function decimals() public pure override returns (uint8) {
        return 6;
    }
}
