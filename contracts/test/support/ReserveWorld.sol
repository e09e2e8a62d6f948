// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../../contracts/access/Roles.sol";
import {IAssetFactory} from "../../contracts/interfaces/IAssetFactory.sol";
import {IBarVault} from "../../contracts/interfaces/IBarVault.sol";
import {IOracleCommittee} from "../../contracts/interfaces/IOracleCommittee.sol";
import {IReserveFeed} from "../../contracts/interfaces/IReserveFeed.sol";
import {ISecureMint} from "../../contracts/interfaces/ISecureMint.sol";
import {ReserveFeed} from "../../contracts/oracle/ReserveFeed.sol";
import {SecureMint} from "../../contracts/reserves/SecureMint.sol";
import {OracleWorld} from "./OracleWorld.sol";

/// @title A gold token: one token is a fine troy ounce, minted only within attested ounces
abstract contract ReserveWorld is OracleWorld {
    uint256 internal constant OUNCE = 1e18;
    bytes32 internal constant PAPER = keccak256("custodian's statement");

    ReserveFeed internal ounces;
    SecureMint internal gate;
    address internal minter = address(0x0417);
    address internal minter2 = address(0x0418);

    function setUp() public virtual override {
        super.setUp();
        ounces = ReserveFeed(address(reserve));
        hub.setKindRole(Roles.KIND_SECURE_MINT, Roles.MINT_OPERATOR, _one(ISecureMint.mint.selector));
        hub.setKindRole(Roles.KIND_SECURE_MINT, Roles.ISSUER, _one(ISecureMint.setMintRate.selector));
        hub.setKindRole(Roles.KIND_SECURE_MINT, Roles.UPGRADER, _one(ISecureMint.setReserveRules.selector));
        hub.setKindRole(Roles.KIND_BAR_VAULT, Roles.TREASURER, _one(IBarVault.accept.selector));
        hub.setKindRole(Roles.KIND_BAR_VAULT, Roles.TREASURER, _one(IBarVault.ship.selector));
        hub.setKindRole(Roles.KIND_BAR_VAULT, Roles.TREASURER, _one(IBarVault.deliver.selector));
        hub.setKindRole(Roles.KIND_BAR_VAULT, Roles.TREASURER, _one(IBarVault.refuse.selector));
        hub.setKindRole(Roles.KIND_BAR_VAULT, Roles.COMPLIANCE, _one(IBarVault.recordReturn.selector));
        _grant(Roles.UPGRADER, address(this));
        _grant(Roles.TREASURER, address(this));
        _grant(Roles.MINT_OPERATOR, minter);
        _grant(Roles.MINT_OPERATOR, minter2);
        gate = _gateFor(ASSET, address(token), _rules(address(ounces)));
    }

    function _params(bytes32 id) internal view virtual override returns (IAssetFactory.AssetParams memory p) {
        p = super._params(id);
        p.token.decimals = 18;
        p.token.maxSupply = 0;
        p.reserveFeed.decimals = 3;
        p.reserveFeed.policy.maxDeviationBps = 0;
    }

    /// @dev A gate with full rates for both minters, holding the token's minter role.
    function _gateFor(
        bytes32 asset,
        address of_,
        ISecureMint.ReserveRules memory rules
    ) internal returns (SecureMint made) {
        made = SecureMint(Clones.clone(address(new SecureMint(address(hub)))));
        made.initialize(of_, rules);
        hub.enrolTarget(asset, address(made), Roles.KIND_SECURE_MINT);
        hub.grantRole(hub.roleId(asset, Roles.MINTER), address(made), 0);
        made.setMintRate(minter, type(uint112).max, 1 days);
        made.setMintRate(minter2, type(uint112).max, 1 days);
    }

    function _rules(address feed) internal pure returns (ISecureMint.ReserveRules memory) {
        return ISecureMint.ReserveRules(feed, 100, 2 days, 3 days, 0);
    }

    /// @dev Publishes milli-ounces in reserve, counted and published now.
    function _reserve(int128 milliOunces) internal {
        IOracleCommittee.Report memory report = _report(milliOunces);
        report.feed = address(ounces);
        report.round = uint32(ounces.latestRound()) + 1;
        holds(_submit(report), "accepted");
    }

    function _attestation(bytes32 root) internal view returns (IReserveFeed.Attestation memory a) {
        bytes32[] memory custodians = new bytes32[](2);
        (custodians[0], custodians[1]) = (bytes32("A vault"), bytes32("B vault"));
        a = IReserveFeed.Attestation({
            feed: address(ounces),
            epoch: committee.epoch(),
            round: uint32(ounces.latestRound()),
            attestedAt: uint32(block.timestamp),
            expiry: uint32(block.timestamp + 600),
            documentHash: PAPER,
            barListRoot: root,
            custodians: custodians
        });
    }

    function _attest(IReserveFeed.Attestation memory a) internal {
        ounces.attest(a, 7, _sign(ounces.attestationDigest(a), 7));
    }

    function _grant(bytes32 role, address to) internal {
        hub.grantRole(hub.roleId(ASSET, role), to, 0);
    }

    function _one(bytes4 selector) internal pure returns (bytes4[] memory list) {
        list = new bytes4[](1);
        list[0] = selector;
    }
}
