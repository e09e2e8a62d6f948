// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title The packed word of an investor's position over all its wallets
/// @dev Lowest bits first: counted u112 | exempt u112. Counted is what its ordinary wallets hold together and what the
/// limits look at; exempt is what its exempt wallets hold. Both together are the investor's position. No half can
/// overflow, because the supply fits one.
library PositionWord {
    function counted(uint256 word) internal pure returns (uint256) {
        return uint112(word);
    }

    function total(uint256 word) internal pure returns (uint256) {
        return uint256(uint112(word)) + (word >> 112);
    }
}
