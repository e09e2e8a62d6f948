// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {DocumentShelf} from "../documents/DocumentShelf.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {BalanceHistory} from "./BalanceHistory.sol";

/// @title Storage of an AssetToken, all of it
/// @dev
/// slot 0  policy   maxBalance u112 | maxHolders u32 | holders u32 | snapshotId u24 | minTier u8 | rules u16 | lockUntil u32
/// slot 1  supply   totalSupply u112 | maxSupply u112 | snapshotId u24 | decimals u8
/// slot 2  accounts account => balance u112 | frozen u112 | snapshotId u24 | flags u8
/// slot 3  countries, four words: bit n of the 1024 is ISO 3166-1 numeric country n
/// slot 7  spent operation ids, one bit each
/// slot 8  allowances   9 permit nonces   10 account snapshots   11 supply snapshots
/// slot 12 asset id     13 name           14 symbol              15 documents  16 document names
/// slot 17 positions investor id => balances of its counted wallets u112 | of its exempt wallets u112
///
/// An ordinary transfer reads and writes slot 2 twice and reads slot 0; a country rule adds one word of slot 3, the
/// ledger per investor two words of slot 17.
abstract contract AssetTokenStorage {
    struct Supply {
        uint112 total;
        uint112 max;
        uint24 snapshotId;
        uint8 decimals;
    }

    string internal constant VERSION = "1.0.0";

    /// @dev The one register of the platform, part of the code so that clones need no storage for it.
    IInvestorRegistry internal immutable REGISTRY;

    /// @dev {PolicyWord}
    uint256 internal _policy;
    Supply internal _supply;
    /// @dev {AccountWord}
    mapping(address account => uint256 word) internal _accounts;
    uint256[4] internal _countries;
    mapping(uint256 word => uint256 bits) internal _operations;
    mapping(address owner => mapping(address spender => uint256)) internal _allowances;
    mapping(address owner => uint256) internal _nonces;
    mapping(address account => BalanceHistory.Trace) internal _accountSnapshots;
    BalanceHistory.Trace internal _supplySnapshots;
    bytes32 internal _assetId;
    string internal _name;
    string internal _symbol;
    DocumentShelf.Shelf internal _shelf;
    /// @dev {PositionWord}; written only while the ledger per investor is on
    mapping(uint256 investorId => uint256 word) internal _positions;

    constructor(address registry) {
        REGISTRY = IInvestorRegistry(registry);
        // An implementation that no clone shares state with must never be set up by a passer-by.
        _assetId = "implementation";
    }
}
