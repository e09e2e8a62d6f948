// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roles} from "../contracts/access/Roles.sol";
import {DeedVault} from "../contracts/property/DeedVault.sol";
import {PropertyDeed} from "../contracts/property/PropertyDeed.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {Cheats} from "./support/Cheats.sol";
import {DeedWorld, SaidBallot} from "./support/DeedWorld.sol";
import {PaymentToken} from "./support/PaymentTokens.sol";

/// @notice Holders, bidders, an issuer and officers who all want the deed.
contract DeedActors {
    Cheats private constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 public constant BALLOTS = 4;
    uint256 public constant PRICE = 1_000_003;

    AssetToken public immutable TOKEN;
    PropertyDeed public immutable DEED;
    DeedVault public immutable VAULT;
    SaidBallot public immutable BALLOT;
    PaymentToken public immutable PAY;
    uint256 public immutable TITLE;

    address[3] public people;
    uint256 public time;
    uint256 public motions;
    uint256 public badReleases;
    uint256 public badExecutions;
    uint256 public paidOut;
    uint256 public funded;
    uint256 public takenBack;
    uint256 public swept;
    bool public released;
    bool public executed;
    mapping(uint256 ballotId => bool) public approved;
    mapping(uint256 ballotId => uint64) public deadlines;
    uint256 private _operation = 1_000_000;

    constructor(
        AssetToken token,
        PropertyDeed deed,
        DeedVault vault,
        SaidBallot ballot,
        PaymentToken pay,
        uint256 start
    ) {
        (TOKEN, DEED, VAULT, BALLOT, PAY, time) = (token, deed, vault, ballot, pay, start);
        TITLE = vault.setUp().titleId;
    }

    function cast(address[3] calldata people_) external {
        if (people[0] == address(0)) people = people_;
    }

    function pass(uint256 span) external {
        time += span % 3 days;
        vm.warp(time);
    }

    function mint(uint256 who, uint256 amount) external {
        TOKEN.mint(_who(who), amount % 1000, ++_operation);
    }

    function burn(uint256 who, uint256 amount) external {
        uint256 has = TOKEN.balanceOf(_who(who));
        TOKEN.burn(_who(who), amount % 3 == 0 ? has : amount % (has + 1), ++_operation);
    }

    function propose(uint256 who) external {
        if (motions == BALLOTS) return;
        uint256 id = ++motions;
        deadlines[id] = uint64(time + 20 days);
        uint256 recordDate = TOKEN.openRecordDate();
        BALLOT.propose(id, VAULT.buyoutSubject(_who(who), PRICE, deadlines[id]), recordDate);
    }

    function decide(uint256 id, bool closed, bool passed, uint256 votes) external {
        id = _ballot(id);
        uint256 fractions = VAULT.buyoutOf(id).fractions;
        uint256 votesFor = fractions == 0 ? 0 : votes % (fractions + 1);
        BALLOT.say(id, closed, passed, votesFor);
        approved[id] = closed && passed && votesFor * 10_000 >= fractions * 7_500;
    }

    function fund(uint256 id, uint256 who, bool honest) external {
        id = _ballot(id);
        address by = _who(who);
        PAY.mint(by, PRICE);
        uint256 before = PAY.balanceOf(address(VAULT));
        vm.startPrank(by);
        PAY.approve(address(VAULT), PRICE);
        try VAULT.fundBuyout(id, honest ? PRICE : 1, deadlines[id]) {
            funded += PAY.balanceOf(address(VAULT)) - before;
            approved[id] = false;
            BALLOT.say(id, false, false, 0);
        } catch {}
        vm.stopPrank();
    }

    function execute(uint256 id) external {
        id = _ballot(id);
        bool here = VAULT.holdsDeed();
        uint256 lies = PAY.balanceOf(address(VAULT));
        try VAULT.executeBuyout(id) {
            executed = true;
            if (!here || !approved[id] || lies < PRICE) ++badExecutions;
        } catch {}
    }

    function takeBack(uint256 id, uint256 who) external {
        id = _ballot(id);
        uint256 before = PAY.balanceOf(address(VAULT));
        vm.prank(_who(who));
        try VAULT.withdrawBuyout(id) {
            takenBack += before - PAY.balanceOf(address(VAULT));
        } catch {}
    }

    function surrender(uint256 who, uint256 amount) external {
        address by = _who(who);
        uint256 has = TOKEN.balanceOf(by);
        amount = amount % 2 == 0 ? has : amount % (has + 1);
        vm.prank(by);
        try VAULT.surrender(amount, by) returns (uint256 paid) {
            paidOut += paid;
        } catch {}
    }

    function release(uint256 who) external {
        uint256 supply = TOKEN.totalSupply();
        try VAULT.releaseDeed(_who(who)) {
            released = true;
            if (supply != 0) ++badReleases;
        } catch {}
    }

    function sweep(uint256 who) external {
        uint256 supply = TOKEN.totalSupply();
        try VAULT.sweepDust(_who(who)) returns (uint256 amount) {
            swept += amount;
            if (supply != 0) ++badReleases;
        } catch {}
    }

    function seize(uint256 who) external {
        // Out of the vault it is a deed like any other.
        if (!VAULT.holdsDeed()) return;
        try DEED.forcedTransfer(address(VAULT), _who(who), TITLE, 0, 0) {
            ++badReleases;
        } catch {}
        try DEED.strikeTitle(TITLE, 0, 0) {
            ++badReleases;
        } catch {}
    }

    function steal(uint256 who) external {
        vm.startPrank(_who(who));
        try VAULT.releaseDeed(_who(who)) {
            ++badReleases;
        } catch {}
        try DEED.transferFrom(address(VAULT), _who(who), TITLE) {
            ++badReleases;
        } catch {}
        vm.stopPrank();
    }

    function _who(uint256 seed) private view returns (address) {
        return people[seed % 3];
    }

    function _ballot(uint256 seed) private pure returns (uint256) {
        return 1 + (seed % BALLOTS);
    }
}

/// @notice The deed stays while fractions exist, or their price lies in the vault; no money is lost or made.
contract DeedInvariantsTest is DeedWorld {
    DeedActors private actors;

    function setUp() public override {
        super.setUp();
        actors = new DeedActors(token, deed, vault, ballot, pay, START);
        bytes32[3] memory roles = [Roles.MINTER, Roles.TRANSFER_AGENT, Roles.ISSUER];
        for (uint256 i = 0; i < 3; ++i) {
            hub.grantRole(hub.roleId(ASSET, roles[i]), address(actors), 0);
        }
        hub.grantRole(hub.roleId(0, Roles.COMPLIANCE), address(actors), 0);
        hub.grantRole(hub.roleId(0, Roles.DEPLOYER), address(actors), 0);
        registry.register(alice, _record(1, 840, 2, type(uint40).max), 0);
        registry.register(bob, _record(2, 840, 2, type(uint40).max), 0);
        registry.register(bidder, _record(8, 840, 2, type(uint40).max), 0);
        registry.register(address(vault), _record(uint64(uint160(address(vault))), 840, 2, type(uint40).max), 0);
        actors.cast([alice, bob, bidder]);
        vm.prank(alice);
        deed.safeTransferFrom(alice, address(vault), titleId);
        actors.mint(0, 700);
        actors.mint(1, 299);
        // The walk begins with a buy-out on its way, so that its end is reached often.
        actors.propose(2);
        actors.fund(0, 2, true);
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actors);
    }

    function invariant_deed() public view {
        always_18_the_deed_stays_while_fractions_exist_or_a_paid_vote_took_it();
        always_18_what_came_in_is_owed_paid_or_given_back();
    }

    function always_18_the_deed_stays_while_fractions_exist_or_a_paid_vote_took_it() internal view {
        same(actors.badReleases(), 0, "releases against fractions");
        same(actors.badExecutions(), 0, "executions without vote or price");
        bool out = actors.released() || actors.executed();
        holds(vault.holdsDeed() != out, "where the deed is");
    }

    function always_18_what_came_in_is_owed_paid_or_given_back() internal view {
        uint256 gone = actors.takenBack() + actors.paidOut() + actors.swept();
        same(actors.funded(), vault.owed() + gone, "the account");
        same(pay.balanceOf(address(vault)), vault.owed(), "the till");
        (bool done, , uint256 surrendered, uint256 paid) = vault.executed();
        holds(done == actors.executed() && paid <= actors.PRICE(), "never more than the price");
        if (done && surrendered == 0) same(paid, actors.swept(), "nothing without burning");
    }
}
