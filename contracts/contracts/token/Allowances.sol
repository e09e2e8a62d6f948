// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {AssetTokenStorage} from "./AssetTokenStorage.sol";

/// @title What an approval writes, and under which domain one is signed
abstract contract Allowances is AssetTokenStorage {
    bytes32 private constant DOMAIN_TYPEHASH =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)");

    function _approve(address owner, address spender, uint256 amount) internal {
        if (owner == address(0)) revert IERC20Errors.ERC20InvalidApprover(owner);
        if (spender == address(0)) revert IERC20Errors.ERC20InvalidSpender(spender);
        _allowances[owner][spender] = amount;
        emit IERC20.Approval(owner, spender, amount);
    }

    /// @dev Never kept: the name may change, and a clone's address is its own.
    function _domainSeparator() internal view returns (bytes32) {
        return
            keccak256(
                abi.encode(DOMAIN_TYPEHASH, keccak256(bytes(_name)), keccak256("1"), block.chainid, address(this))
            );
    }
}
