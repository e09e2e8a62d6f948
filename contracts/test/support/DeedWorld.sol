// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../../contracts/access/Roles.sol";
import {IBallot} from "../../contracts/interfaces/IBallot.sol";
import {IBallotResult} from "../../contracts/interfaces/IBallotResult.sol";
import {IDeedVault} from "../../contracts/interfaces/IDeedVault.sol";
import {IERC1643} from "../../contracts/interfaces/IERC1643.sol";
import {IPropertyDeed} from "../../contracts/interfaces/IPropertyDeed.sol";
import {DeedVault} from "../../contracts/property/DeedVault.sol";
import {PropertyDeed} from "../../contracts/property/PropertyDeed.sol";
import {PaymentToken} from "./PaymentTokens.sol";
import {World} from "./World.sol";

/// @title A ballot that says what a test wants it to say
contract SaidBallot is IBallotResult {
    struct Said {
        bool closed;
        bool passed;
    }

    mapping(uint256 ballotId => Said) public said;
    mapping(uint256 ballotId => IBallot.Motion) private _motions;

    function propose(uint256 ballotId, bytes32 subject, uint256 recordDate) external {
        _motions[ballotId].subject = subject;
        _motions[ballotId].recordDate = uint24(recordDate);
    }

    function say(uint256 ballotId, bool closed, bool passed, uint256 votesFor) external {
        said[ballotId] = Said(closed, passed);
        _motions[ballotId].votesFor = uint112(votesFor);
    }

    function outcome(uint256 ballotId) external view returns (bool closed, bool passed) {
        return (said[ballotId].closed, said[ballotId].passed);
    }

    function motionOf(uint256 ballotId) external view returns (IBallot.Motion memory) {
        return _motions[ballotId];
    }
}

/// @title A platform with a deed and a vault that holds it for the fractions' holders
abstract contract DeedWorld is World {
    bytes32 internal constant EXTRACT = keccak256("extract from the land register");
    uint256 internal constant FRACTIONS = 1000 * UNIT;
    uint256 internal constant PRICE = 2_500_000e6;

    PropertyDeed internal deed;
    DeedVault internal vault;
    SaidBallot internal ballot;
    PaymentToken internal pay;
    uint256 internal titleId;
    address internal bidder = address(0xB1DDE4);

    function setUp() public virtual override {
        super.setUp();
        deed = new PropertyDeed(address(hub), address(registry));
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.DEPLOYER), address(this), 0);
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.ISSUER), address(this), 0);
        _guard(address(deed), IPropertyDeed.recordTitle.selector, Roles.DEPLOYER);
        _guard(address(deed), IPropertyDeed.strikeTitle.selector, Roles.DEPLOYER);
        _guard(address(deed), IPropertyDeed.setTitleDocument.selector, Roles.ISSUER);
        _guard(address(deed), IPropertyDeed.removeTitleDocument.selector, Roles.ISSUER);
        _guard(address(deed), IERC1643.setDocument.selector, Roles.ISSUER);
        _guard(address(deed), IERC1643.removeDocument.selector, Roles.ISSUER);
        _guard(address(deed), IPropertyDeed.forcedTransfer.selector, Roles.COMPLIANCE);
        _guard(address(deed), IPropertyDeed.setFrozenTokens.selector, Roles.COMPLIANCE);
        titleId = deed.recordTitle(_title("12-A"), alice, EXTRACT);

        ballot = new SaidBallot();
        pay = new PaymentToken(6);
        _table(Roles.KIND_DEED_VAULT, Roles.ISSUER, IDeedVault.releaseDeed.selector);
        _table(Roles.KIND_DEED_VAULT, Roles.ISSUER, IDeedVault.sweepDust.selector);
        vault = _vaultFor(address(pay));
        _register(bidder, 8);
    }

    function _title(string memory folio) internal pure returns (IPropertyDeed.Title memory) {
        return IPropertyDeed.Title(840, "NY/KINGS", folio);
    }

    function _init(address payment) internal view returns (IDeedVault.VaultInit memory) {
        return IDeedVault.VaultInit(address(token), address(deed), titleId, payment, address(ballot), 7_500);
    }

    function _vaultFor(address payment) internal returns (DeedVault made) {
        made = DeedVault(Clones.clone(address(new DeedVault(address(hub)))));
        made.initialize(_init(payment));
        hub.enrolTarget(ASSET, address(made), Roles.KIND_DEED_VAULT);
        hub.grantRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(made), 0);
        _register(address(made), uint64(uint160(address(made))));
    }

    /// @dev The deed goes into the vault; three quarters of the fractions to alice, one to bob.
    function _lockAndSell() internal {
        vm.prank(alice);
        deed.safeTransferFrom(alice, address(vault), titleId);
        _mint(alice, (FRACTIONS * 3) / 4);
        _mint(bob, FRACTIONS / 4);
    }

    /// @dev A motion on a buy-out at the record date of now, price in escrow.
    function _fund(uint256 ballotId, uint256 price, uint64 deadline) internal {
        ballot.propose(ballotId, vault.buyoutSubject(bidder, price, deadline), token.openRecordDate());
        pay.mint(bidder, price);
        vm.startPrank(bidder);
        pay.approve(address(vault), price);
        vault.fundBuyout(ballotId, price, deadline);
        vm.stopPrank();
    }

    function _same(address actual, address expected) internal pure {
        same(actual, expected, "holder of the deed");
    }
}
