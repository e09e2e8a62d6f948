// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Roles} from "../../contracts/access/Roles.sol";
import {IBallot} from "../../contracts/interfaces/IBallot.sol";
import {ICorporateActions} from "../../contracts/interfaces/ICorporateActions.sol";
import {IDistributor, PayObstacle} from "../../contracts/interfaces/IDistributor.sol";
import {Ballot} from "../../contracts/rights/Ballot.sol";
import {CorporateActions} from "../../contracts/rights/CorporateActions.sol";
import {Distributor} from "../../contracts/rights/Distributor.sol";
import {OracleWorld} from "./OracleWorld.sol";
import {PaymentToken} from "./PaymentTokens.sol";

/// @title An asset whose holders get income, vote and are converted
abstract contract RightsWorld is OracleWorld {
    uint32 internal constant YEARS = uint32(START + 4 * 365 days);

    Distributor internal distributor;
    Ballot internal ballot;
    CorporateActions internal actions;
    PaymentToken internal usd;

    function setUp() public virtual override {
        super.setUp();
        distributor = Distributor(
            Clones.clone(address(new Distributor(address(hub), address(registry), address(committee))))
        );
        ballot = Ballot(Clones.clone(address(new Ballot(address(hub), address(registry)))));
        actions = CorporateActions(Clones.clone(address(new CorporateActions(address(hub)))));
        distributor.initialize(address(token));
        ballot.initialize(address(token));
        actions.initialize(address(token), 7 days);
        hub.enrolTarget(ASSET, address(distributor), Roles.KIND_DISTRIBUTOR);
        hub.enrolTarget(ASSET, address(ballot), Roles.KIND_BALLOT);
        hub.enrolTarget(ASSET, address(actions), Roles.KIND_CORPORATE_ACTIONS);
        hub.grantRole(hub.roleId(ASSET, Roles.TREASURER), address(this), 0);
        hub.grantRole(hub.roleId(ASSET, Roles.TRANSFER_AGENT), address(actions), 0);
        _rightsTables();
        usd = new PaymentToken(6);
        usd.mint(address(this), 1_000_000 * UNIT);
        usd.approve(address(distributor), type(uint256).max);
        usd.approve(address(actions), type(uint256).max);
        _register(carol, 3);
    }

    /// @dev `amount` for the holders at a record date opened now.
    function _distribute(uint256 amount) internal returns (uint256) {
        return _distributeIn(address(usd), token.openRecordDate(), amount);
    }

    function _distributeIn(address payment, uint256 recordDate, uint256 amount) internal returns (uint256) {
        return distributor.distribute(payment, recordDate, amount, new address[](0), YEARS, keccak256("paper"));
    }

    /// @dev A claim must be refused for `obstacle`, foretold by the view where it can know, and move nothing.
    function _withheld(uint256 id, address account, PayObstacle obstacle) internal {
        (, PayObstacle told) = distributor.claimable(id, account);
        if (told != PayObstacle.NONE) same(uint256(told), uint256(obstacle), "claimable tells");
        uint256 before = distributor.owed(distributor.distributionOf(id).payment);
        vm.expectRevert(abi.encodeWithSelector(IDistributor.PaymentWithheld.selector, id, account, obstacle));
        distributor.claimFor(id, account);
        same(distributor.owed(distributor.distributionOf(id).payment), before, "nothing moved");
    }

    function _list(address a, address b) internal pure returns (address[] memory list) {
        list = new address[](2);
        (list[0], list[1]) = (a, b);
    }

    function _list(address a) internal pure returns (address[] memory list) {
        list = new address[](1);
        list[0] = a;
    }

    function _rightsTables() private {
        uint8 d = Roles.KIND_DISTRIBUTOR;
        _table(d, Roles.TREASURER, IDistributor.distribute.selector);
        _table(d, Roles.TREASURER, IDistributor.openNet.selector);
        _table(d, Roles.TREASURER, IDistributor.fund.selector);
        _table(d, Roles.TREASURER, IDistributor.announceExpiry.selector);
        _table(d, Roles.TREASURER, IDistributor.releaseCarried.selector);
        _table(d, Roles.COMPLIANCE, IDistributor.rejectRoot.selector);
        _table(d, Roles.PAUSER, IDistributor.pause.selector);
        _table(d, Roles.UNPAUSER, IDistributor.unpause.selector);
        _table(Roles.KIND_BALLOT, Roles.ISSUER, IBallot.propose.selector);
        _table(Roles.KIND_BALLOT, Roles.ISSUER, IBallot.withdraw.selector);
        uint8 c = Roles.KIND_CORPORATE_ACTIONS;
        _table(c, Roles.ISSUER, ICorporateActions.announceConversion.selector);
        _table(c, Roles.ISSUER, ICorporateActions.announceCall.selector);
        _table(c, Roles.ISSUER, ICorporateActions.announceMaturity.selector);
        _table(c, Roles.ISSUER, ICorporateActions.cancel.selector);
        _table(c, Roles.TREASURER, ICorporateActions.fund.selector);
        _table(c, Roles.TREASURER, ICorporateActions.returnFunds.selector);
        _table(c, Roles.TRANSFER_AGENT, ICorporateActions.settleFor.selector);
    }
}
