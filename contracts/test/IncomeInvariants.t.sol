// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBallot} from "../contracts/interfaces/IBallot.sol";
import {IDistributor, PayObstacle} from "../contracts/interfaces/IDistributor.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {InvestorRegistry} from "../contracts/registry/InvestorRegistry.sol";
import {OracleCommittee} from "../contracts/oracle/OracleCommittee.sol";
import {Ballot} from "../contracts/rights/Ballot.sol";
import {Distributor} from "../contracts/rights/Distributor.sol";
import {PaymentToken} from "./support/PaymentTokens.sol";
import {IncomeActing} from "./support/IncomeActing.sol";
import {RightsWorld} from "./support/RightsWorld.sol";

/// @notice Everybody around the income of one asset.
contract IncomeActors is IncomeActing {
    constructor(
        Distributor d,
        Ballot b,
        InvestorRegistry r,
        OracleCommittee c,
        uint256[] memory keys,
        uint256 start
    ) IncomeActing(d, b, r, c, keys, start) {}
}

/// @notice What holds of income and votes whatever anybody does.
contract IncomeInvariantsTest is RightsWorld {
    IncomeActors private actors;

    function setUp() public override {
        super.setUp();
        actors = new IncomeActors(distributor, ballot, registry, committee, keys, START);
        registry.setAgent(address(actors), true);
        hub.grantRole(hub.roleId(0, Roles.COMPLIANCE), address(actors), 0);
        bytes32[7] memory roles = [
            Roles.MINTER,
            Roles.TRANSFER_AGENT,
            Roles.COMPLIANCE,
            Roles.TREASURER,
            Roles.ISSUER,
            Roles.PAUSER,
            Roles.UNPAUSER
        ];
        for (uint256 i = 0; i < roles.length; ++i) {
            hub.grantRole(hub.roleId(ASSET, roles[i]), address(actors), 0);
        }
        for (uint256 i = 0; i < actors.PEOPLE(); ++i) {
            registry.register(actors.wallets(i), _record(uint64(50 + i), 840, 2, type(uint40).max), 0);
            actors.mint(i, 1_237 * (i + 1));
        }
        actors.distribute(0, 7_001, false);
        actors.openNet(1, 5_000);
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actors);
    }

    function invariant_income() public view {
        always_10_paid_and_carried_and_open_are_what_was_funded();
        always_10_shares_are_paid_once_and_never_exceed_their_distribution();
        always_08_a_recovery_keeps_supply_tokens_income_and_votes();
        always_09_record_dates_never_change_whoever_is_recovered();
        always_votes_are_never_more_than_the_eligible_weight();
    }

    function always_10_paid_and_carried_and_open_are_what_was_funded() internal view {
        uint256[3] memory out;
        uint256[3] memory open;
        address[3] memory payments = [actors.payments(0), actors.payments(1), actors.payments(2)];
        for (uint256 id = distributor.distributionCount(); id > 0; --id) {
            IDistributor.Distribution memory d = distributor.distributionOf(id);
            uint256 p = d.payment == payments[0] ? 0 : d.payment == payments[1] ? 1 : 2;
            same(d.payment, payments[p], "payment");
            out[p] += d.paid;
            if (!d.closed) open[p] += d.allocated - d.paid;
        }
        for (uint256 p = 0; p < 3; ++p) {
            uint256 owed = distributor.owed(payments[p]);
            same(open[p] + distributor.carried(payments[p]), owed, "open + carried");
            same(out[p] + owed, actors.funded(payments[p]), "paid + owed");
            same(PaymentToken(payments[p]).balanceOf(address(distributor)), owed, "lies here");
        }
    }

    function always_10_shares_are_paid_once_and_never_exceed_their_distribution() internal view {
        address[] memory all = actors.everyWallet();
        uint256[] memory ids = _looked(distributor.distributionCount());
        for (uint256 n = 0; n < ids.length; ++n) {
            uint256 id = ids[n];
            IDistributor.Distribution memory d = distributor.distributionOf(id);
            if (d.mode == IDistributor.Mode.NET) {
                _checkNet(id, d, all);
                continue;
            }
            uint256 paid = 0;
            uint256 due = 0;
            for (uint256 i = 0; i < all.length; ++i) {
                uint256 received = distributor.paidTo(id, all[i]);
                (uint256 amount, ) = received == 0 ? distributor.claimable(id, all[i]) : (0, PayObstacle.NONE);
                if (received != 0) same(received, _shareOf(id, d, all[i]), "the share, once");
                (paid, due) = (paid + received, due + amount);
            }
            same(paid, d.paid, "paid");
            holds(paid + due <= d.allocated, "within what lies here");
            if (!d.closed) holds(d.allocated - paid - due < all.length, "dust only");
        }
    }

    function always_08_a_recovery_keeps_supply_tokens_income_and_votes() internal view {
        same(actors.brokenRecoveries(), 0, "broken");
    }

    function always_09_record_dates_never_change_whoever_is_recovered() internal view {
        address[] memory all = actors.everyWallet();
        uint256[] memory ids = _looked(token.currentRecordDate());
        for (uint256 n = 0; n < ids.length; ++n) {
            uint256 id = ids[n];
            uint256 sum = 0;
            for (uint256 i = 0; i < all.length; ++i) {
                address account = all[i];
                uint256 held = token.balanceAt(account, id);
                same(held, actors.remembered(id, account), "balance");
                sum += held;
            }
            same(sum, token.supplyAt(id), "sum");
        }
    }

    function always_votes_are_never_more_than_the_eligible_weight() internal view {
        address[] memory all = actors.everyWallet();
        for (uint256 id = 1; id <= ballot.motionCount(); ++id) {
            IBallot.Motion memory m = ballot.motionOf(id);
            uint256 cast = 0;
            for (uint256 i = 0; i < all.length; ++i) {
                address account = all[i];
                if (ballot.choiceOf(id, account) != IBallot.Choice.NONE) cast += ballot.votesOf(id, account);
            }
            same(uint256(m.votesFor) + m.votesAgainst + m.abstentions, cast, "tally");
            holds(cast <= m.eligible, "weight");
        }
    }

    /// @dev The four newest, which are all that the actors name, and one of the older in turn: what changed in another
    /// is found in the sums over all.
    function _looked(uint256 count) private view returns (uint256[] memory ids) {
        ids = new uint256[](count < 5 ? count : 5);
        for (uint256 i = 0; i < ids.length; ++i) ids[i] = count - i;
        if (count > 5) ids[4] = 1 + (uint256(keccak256(abi.encode(actors.time(), count))) % (count - 4));
    }

    function _shareOf(
        uint256 id,
        IDistributor.Distribution memory d,
        address account
    ) private view returns (uint256) {
        if (distributor.isExcluded(id, account)) return 0;
        return (uint256(d.allocated) * token.balanceAt(account, d.recordDate)) / d.eligible;
    }

    function _checkNet(uint256 id, IDistributor.Distribution memory d, address[] memory all) private view {
        IDistributor.NetState memory s = distributor.netStateOf(id);
        uint256 paid = 0;
        uint256 people = actors.PEOPLE();
        for (uint256 i = 0; i < all.length; ++i) {
            uint256 received = distributor.paidTo(id, all[i]);
            holds(received == 0 || (i < people && received <= actors.lineOf(id, i)), "within its line");
            paid += received;
        }
        same(paid + s.remitted, d.paid, "net + tax");
        holds(paid <= s.net && s.remitted <= s.withheld, "within the signed sums");
        holds(uint256(s.net) + s.withheld <= d.allocated, "within the funds");
        same(actors.thefts(), 0, "thefts");
    }
}
