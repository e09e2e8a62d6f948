// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @title An honest payment token with any decimals
contract PaymentToken is ERC20 {
    uint8 private immutable DECIMALS;

    constructor(uint8 decimals_) ERC20("Payment", "PAY") {
        DECIMALS = decimals_;
    }

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }
}

/// @title Payment that takes one in a hundred of every transfer, from when it is told to
contract FeeToken is PaymentToken(6) {
    bool public charging = true;

    function setCharging(bool on) external {
        charging = on;
    }

    function _update(address from, address to, uint256 amount) internal override {
        if (!charging || from == address(0) || to == address(0)) return super._update(from, to, amount);
        super._update(from, address(0), amount / 100);
        super._update(from, to, amount - amount / 100);
    }
}

/// @title Payment that takes part of everybody's balance back
contract RebasingToken is PaymentToken(6) {
    uint256 public takenBps;

    function rebase(uint256 bps) external {
        takenBps = bps;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return (super.balanceOf(account) * (10_000 - takenBps)) / 10_000;
    }
}

/// @title Payment that says false instead of moving, from when it is told to
contract FalseToken is PaymentToken(6) {
    bool public refusing;

    function setRefusing(bool on) external {
        refusing = on;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return refusing ? false : super.transfer(to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        return refusing ? false : super.transferFrom(from, to, amount);
    }
}

/// @title Payment that says true and moves nothing
contract LyingToken is PaymentToken(6) {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return true;
    }
}

/// @title Payment whose transfers do the opposite of what they say, from when it is told to
contract CrookedToken is PaymentToken(6) {
    enum Lie {
        NONE,
        SAYS_DONE,
        SAYS_REFUSED
    }

    Lie public lie;

    function setLie(Lie lie_) external {
        lie = lie_;
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        return lie == Lie.SAYS_DONE || (super.transfer(to, amount) && lie == Lie.NONE);
    }
}

/// @title Payment that returns nothing, asks for allowances to be reset, and has a blacklist: the way of USDT
contract SilentToken {
    mapping(address => uint256) public balanceOf;
    mapping(address => mapping(address => uint256)) public allowance;
    mapping(address => bool) public blacklisted;
    uint8 public constant decimals = 6;

    error Blacklisted(address account);

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function setBlacklisted(address account, bool on) external {
        blacklisted[account] = on;
    }

    function approve(address spender, uint256 amount) external {
        require(amount == 0 || allowance[msg.sender][spender] == 0, "reset first");
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        if (blacklisted[from]) revert Blacklisted(from);
        if (blacklisted[to]) revert Blacklisted(to);
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @title Payment that calls back in the middle of a transfer
contract ReentrantToken is PaymentToken(6) {
    address public target;
    bytes public data;
    bool public entered;
    bytes public answer;

    function callBack(address target_, bytes calldata data_) external {
        (target, data) = (target_, data_);
    }

    function _update(address from, address to, uint256 amount) internal override {
        super._update(from, to, amount);
        if (target == address(0) || from == address(0)) return;
        address target_ = target;
        target = address(0);
        (entered, answer) = target_.call(data);
    }
}
