// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HubManaged} from "../access/HubManaged.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";

/// @title What a holding at a record date entitles to
/// @notice Shared by income and votes: who takes part in a matter, with what weight.
abstract contract HolderRights is HubManaged {
    /// @dev Bounds the loop over the accounts that take no part.
    uint256 internal constant MAX_EXCLUDED = 32;

    IInvestorRegistry internal immutable REGISTRY;

    address internal _asset;
    mapping(uint256 matter => mapping(address account => bool)) internal _excluded;

    /// @notice Only an escrow or treasury account, which the token exempts from its limits, can be left out, and once.
    error NotExcludable(address account);
    /// @notice Too many accounts left out.
    error TooManyExcluded(uint256 accounts);
    /// @notice Nobody would take part.
    error NobodyEligible(uint256 recordDate);

    constructor(address registry) {
        REGISTRY = IInvestorRegistry(registry);
        // An implementation must never be set up by a passer-by.
        _asset = address(this);
    }

    /// @dev Leaves accounts out of a matter. Compliance exempts, the proposer excludes: no ordinary holder can be cut
    /// out by one person.
    /// @return eligible supply at the record date without them
    function _exclude(
        uint256 matter,
        uint256 recordDate,
        address[] calldata accounts
    ) internal returns (uint256 eligible) {
        if (accounts.length > MAX_EXCLUDED) revert TooManyExcluded(accounts.length);
        IAssetToken asset = IAssetToken(_asset);
        eligible = asset.supplyAt(recordDate);
        for (uint256 i = 0; i < accounts.length; ++i) {
            address account = accounts[i];
            if (_excluded[matter][account] || !asset.accountOf(account).exempt) revert NotExcludable(account);
            _excluded[matter][account] = true;
            eligible -= asset.balanceAt(account, recordDate);
        }
        if (eligible == 0) revert NobodyEligible(recordDate);
    }

    /// @dev What an account held at the record date, as far as it takes part.
    function _weight(uint256 matter, uint256 recordDate, address account) internal view returns (uint256) {
        return _excluded[matter][account] ? 0 : IAssetToken(_asset).balanceAt(account, recordDate);
    }
}
