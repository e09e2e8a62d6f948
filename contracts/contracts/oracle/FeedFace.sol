// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HubManaged} from "../access/HubManaged.sol";
import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";

/// @title One code at two kinds of address: the committee, and the feeds it opened
/// @notice A feed is an ERC-1167 proxy of the committee. What people and consumers call at the feed's address runs in the
/// feed first, which asks the hub where the function is restricted and hands the call on to the committee, which keeps
/// the rounds of all feeds. So a delivery touches no account but the committee's, and reading through a feed costs what
/// any proxy costs: the committee is warm when it is asked, because its code already runs.
/// @dev The committee believes a feed because it created it: nothing else runs at that address than this code. Every
/// function that is not a feed's is `committeeOnly`: a feed's own storage stays empty for ever.
abstract contract FeedFace is HubManaged {
    /// @dev The committee: the address this code was deployed at.
    address internal immutable COMMITTEE = address(this);

    /// @dev For what only the committee does.
    modifier committeeOnly() {
        _checkCommittee();
        _;
    }

    /// @dev For reads: in a feed, asks the committee; in the committee, answers about the feed that asks.
    modifier askedOfFeed() {
        if (address(this) != COMMITTEE) _ask();
        _;
    }

    /// @dev For what anybody may do at a feed.
    modifier doneAtFeed() {
        if (address(this) != COMMITTEE) _handOn();
        _;
    }

    /// @dev For what the hub must allow the caller at this very feed.
    modifier restrictedAtFeed() {
        if (address(this) != COMMITTEE) {
            _authorise();
            _handOn();
        }
        _;
    }

    /// @dev Who called the feed that hands a call on. Only after the caller is known to be a feed.
    function _person() internal pure returns (address person) {
        assembly ("memory-safe") {
            person := shr(96, calldataload(sub(calldatasize(), 20)))
        }
    }

    function _checkCommittee() private view {
        if (address(this) != COMMITTEE) revert IOracleCommittee.NotTheCommittee(address(this));
    }

    /// @dev Ends the call with the committee's answer.
    function _ask() private view {
        address to = COMMITTEE;
        assembly ("memory-safe") {
            let input := mload(0x40)
            calldatacopy(input, 0, calldatasize())
            let done := staticcall(gas(), to, input, calldatasize(), 0, 0)
            returndatacopy(input, 0, returndatasize())
            if done {
                return(input, returndatasize())
            }
            revert(input, returndatasize())
        }
    }

    /// @dev Ends the call with the committee's answer; the caller's address goes along behind the arguments.
    function _handOn() private {
        address to = COMMITTEE;
        assembly ("memory-safe") {
            let input := mload(0x40)
            calldatacopy(input, 0, calldatasize())
            mstore(add(input, calldatasize()), shl(96, caller()))
            let done := call(gas(), to, 0, input, add(calldatasize(), 20), 0, 0)
            returndatacopy(input, 0, returndatasize())
            if done {
                return(input, returndatasize())
            }
            revert(input, returndatasize())
        }
    }
}
