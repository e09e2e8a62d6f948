// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC20Errors} from "@openzeppelin/contracts/interfaces/draft-IERC6093.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {Reason} from "../interfaces/IAssetToken.sol";
import {Allowances} from "./Allowances.sol";
import {TokenLedger} from "./TokenLedger.sol";
import {AccountWord} from "./AccountWord.sol";

/// @title What holders do: ERC-20, and what is asked before a permit (ERC-2612)
abstract contract TokenTransfers is TokenLedger, Allowances, IERC20Metadata, IERC20Permit, IERC5267 {
    /// @inheritdoc IERC20
    function transfer(address to, uint256 amount) external returns (bool) {
        _transfer(msg.sender, msg.sender, to, amount);
        return true;
    }

    /// @inheritdoc IERC20
    function transferFrom(address from, address to, uint256 amount) external returns (bool) {
        _transfer(msg.sender, from, to, amount);
        return true;
    }

    /// @inheritdoc IERC20
    function approve(address spender, uint256 amount) external returns (bool) {
        _approve(msg.sender, spender, amount);
        return true;
    }

    /// @inheritdoc IERC20
    function balanceOf(address account) external view returns (uint256) {
        return AccountWord.balance(_accounts[account]);
    }

    /// @inheritdoc IERC20
    function totalSupply() external view returns (uint256) {
        return _supply.total;
    }

    /// @inheritdoc IERC20
    function allowance(address owner, address spender) external view returns (uint256) {
        return _allowances[owner][spender];
    }

    /// @inheritdoc IERC20Metadata
    function name() external view returns (string memory) {
        return _name;
    }

    /// @inheritdoc IERC20Metadata
    function symbol() external view returns (string memory) {
        return _symbol;
    }

    /// @inheritdoc IERC20Metadata
    function decimals() external view returns (uint8) {
        return _supply.decimals;
    }

    /// @inheritdoc IERC20Permit
    function nonces(address owner) external view returns (uint256) {
        return _nonces[owner];
    }

    /// @inheritdoc IERC5267
    function eip712Domain()
        external
        view
        returns (
            bytes1 fields,
            string memory domainName,
            string memory domainVersion,
            uint256 chainId,
            address verifyingContract,
            bytes32 salt,
            uint256[] memory extensions
        )
    {
        return (hex"0f", _name, "1", block.chainid, address(this), bytes32(0), new uint256[](0));
    }

    /// @inheritdoc IERC20Permit
    // solhint-disable-next-line func-name-mixedcase
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparator();
    }

    function _transfer(address spender, address from, address to, uint256 amount) internal {
        (Reason reason, uint256 investors) = _check(spender, from, to, amount);
        if (reason != Reason.OK) {
            if (reason == Reason.INSUFFICIENT_ALLOWANCE) {
                revert IERC20Errors.ERC20InsufficientAllowance(spender, _allowances[from][spender], amount);
            }
            _refuse(reason, from, to, amount);
        }
        if (spender != from) {
            uint256 allowed = _allowances[from][spender];
            if (allowed != type(uint256).max) _allowances[from][spender] = allowed - amount;
        }
        _update(from, to, amount, investors);
    }
}
