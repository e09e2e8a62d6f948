// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {InvestorRegistry} from "../contracts/registry/InvestorRegistry.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {Cheats} from "./support/Cheats.sol";
import {World} from "./support/World.sol";

/// @notice Random people do random things; the model keeps what the register must keep.
contract Actors {
    Cheats private constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 public constant PEOPLE = 6;

    AssetToken public immutable TOKEN;
    InvestorRegistry public immutable REGISTRY;

    address[] public people;
    uint256 public time;
    uint256 public recordDates;
    uint256 public wrongForecasts;
    uint256 public ineligibleReceipts;
    uint256 public freeBelowFrozen;
    mapping(uint256 id => mapping(address account => uint256 balance)) public remembered;
    mapping(uint256 id => uint256 supply) public rememberedSupply;
    uint256 private _operation = 1_000_000;

    constructor(AssetToken token, InvestorRegistry registry, uint256 start) {
        TOKEN = token;
        REGISTRY = registry;
        time = start;
        for (uint256 i = 0; i < PEOPLE; ++i) {
            people.push(address(uint160(0x1000 + i)));
        }
    }

    function register(uint256 who, uint16 country, uint8 tier, uint256 lifetime) external {
        uint256 record = (time + 1 + (lifetime % 60 days)) |
            (uint256(country % 2 == 0 ? 840 : 276) << 40) |
            (uint256(tier % 4) << 56) |
            (uint256(who % PEOPLE) + 1) << 80;
        try REGISTRY.register(_who(who), record, 0) {} catch {}
    }

    function suspend(uint256 who, bool on) external {
        try REGISTRY.setSuspended(_who(who), on, 0) {} catch {}
    }

    function pass(uint256 span) external {
        time += span % 10 days;
        vm.warp(time);
    }

    function mint(uint256 who, uint256 amount) external {
        address to = _who(who);
        amount %= 2_000;
        (Reason reason, ) = TOKEN.explainMint(to, amount);
        try TOKEN.mint(to, amount, ++_operation) {
            _judge(reason, true, to);
        } catch {
            _judge(reason, false, to);
        }
    }

    function burn(uint256 who, uint256 amount) external {
        try TOKEN.burn(_who(who), amount % 2_000, ++_operation) {} catch {}
    }

    function transfer(uint256 a, uint256 b, uint256 amount) external {
        (address from, address to) = (_who(a), _who(b));
        amount %= 2_000;
        (Reason reason, ) = TOKEN.explain(from, from, to, amount);
        uint256 frozen = TOKEN.getFrozenTokens(from);
        vm.prank(from);
        try TOKEN.transfer(to, amount) {
            _judge(reason, true, to);
            if (amount != 0 && from != to && TOKEN.balanceOf(from) < frozen) ++freeBelowFrozen;
        } catch {
            _judge(reason, false, to);
        }
    }

    function transferFrom(uint256 s, uint256 a, uint256 b, uint256 amount, uint256 allowed) external {
        (address spender, address from, address to) = (_who(s), _who(a), _who(b));
        amount %= 2_000;
        vm.prank(from);
        TOKEN.approve(spender, allowed % 2_000);
        (Reason reason, ) = TOKEN.explain(spender, from, to, amount);
        vm.prank(spender);
        try TOKEN.transferFrom(from, to, amount) {
            _judge(reason, true, to);
        } catch {
            _judge(reason, false, to);
        }
    }

    function force(uint256 a, uint256 b, uint256 amount) external {
        (address from, address to) = (_who(a), _who(b));
        uint256 free = TOKEN.accountOf(from).free;
        try TOKEN.forcedTransfer(from, to, amount % 2_000, 0, 0) {
            _judge(Reason.OK, true, to);
            if (TOKEN.accountOf(from).free > free) ++freeBelowFrozen;
        } catch {}
    }

    function freeze(uint256 who, uint256 amount) external {
        TOKEN.setFrozenTokens(_who(who), amount % 1_500);
    }

    function freezeAccount(uint256 who, bool on) external {
        TOKEN.setAddressFrozen(_who(who), on, 0, 0);
    }

    function exempt(uint256 who, bool on) external {
        // Counting a holder again may exceed a limit set since; that is an officer's decision, not a movement.
        if (on || TOKEN.holderCount() < 3) TOKEN.setExempt(_who(who), on);
    }

    function pause(bool on) external {
        if (on) try TOKEN.pause() {} catch {}
        else try TOKEN.unpause() {} catch {}
    }

    function recordDate() external {
        uint256 id = TOKEN.openRecordDate();
        recordDates = id;
        rememberedSupply[id] = TOKEN.totalSupply();
        for (uint256 i = 0; i < PEOPLE; ++i) {
            remembered[id][people[i]] = TOKEN.balanceOf(people[i]);
        }
    }

    function _judge(Reason foretold, bool succeeded, address to) private {
        if ((foretold == Reason.OK) != succeeded) ++wrongForecasts;
        if (succeeded && !TOKEN.canReceive(to)) ++ineligibleReceipts;
    }

    function _who(uint256 seed) private view returns (address) {
        return people[seed % PEOPLE];
    }
}

/// @notice The invariants of the register, by their numbers.
contract TokenInvariantsTest is World {
    Actors private actors;

    function setUp() public override {
        super.setUp();
        token.setRules(IAssetToken.Rules(3_000, 3, 1, uint32(START + 5 days)));
        uint16[] memory allowed = new uint16[](1);
        allowed[0] = 840;
        token.setCountries(allowed);
        actors = new Actors(token, registry, START);
        registry.setAgent(address(actors), true);
        hub.grantRole(hub.roleId(0, "compliance"), address(actors), 0);
        bytes32[5] memory roles = [bytes32("minter"), "transferAgent", "compliance", "pauser", "unpauser"];
        for (uint256 i = 0; i < roles.length; ++i) {
            hub.grantRole(hub.roleId(ASSET, roles[i]), address(actors), 0);
        }
        for (uint256 i = 0; i < 6; ++i) {
            actors.register(i, 0, 3, 50 days);
            if (i < 2) actors.mint(i, 900);
        }
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actors);
    }

    function invariant_token() public view {
        always_01_balances_add_up_to_the_supply();
        always_02_nothing_leaves_below_the_frozen_amount();
        always_03_holders_are_counted_and_within_their_limit();
        always_05_the_views_foretell_every_movement();
        always_06_every_receiver_is_eligible_when_it_receives();
        always_09_record_dates_never_change_and_add_up();
    }

    function always_01_balances_add_up_to_the_supply() internal view {
        uint256 sum = 0;
        for (uint256 i = 0; i < actors.PEOPLE(); ++i) {
            sum += token.balanceOf(actors.people(i));
        }
        same(sum, token.totalSupply(), "sum of balances");
    }

    function always_02_nothing_leaves_below_the_frozen_amount() internal view {
        same(actors.freeBelowFrozen(), 0, "violations");
    }

    function always_03_holders_are_counted_and_within_their_limit() internal view {
        uint256 count = 0;
        for (uint256 i = 0; i < actors.PEOPLE(); ++i) {
            IAssetToken.AccountView memory a = token.accountOf(actors.people(i));
            if (a.balance != 0 && !a.exempt) ++count;
        }
        same(token.holderCount(), count, "holders");
        holds(count <= 3, "limit");
    }

    function always_05_the_views_foretell_every_movement() internal view {
        same(actors.wrongForecasts(), 0, "wrong forecasts");
    }

    function always_06_every_receiver_is_eligible_when_it_receives() internal view {
        same(actors.ineligibleReceipts(), 0, "ineligible receipts");
    }

    function always_09_record_dates_never_change_and_add_up() internal view {
        uint256 count = actors.recordDates();
        if (count != 0) _sameAsRemembered(count);
        // Of the older ones, one in turn: what was rewritten stays so and is found within a few calls.
        if (count > 1) _sameAsRemembered(1 + (uint256(keccak256(abi.encode(actors.time(), count))) % (count - 1)));
    }

    function _sameAsRemembered(uint256 id) private view {
        uint256 sum = 0;
        for (uint256 i = 0; i < actors.PEOPLE(); ++i) {
            address who = actors.people(i);
            uint256 held = token.balanceAt(who, id);
            same(held, actors.remembered(id, who), "balance at record date");
            sum += held;
        }
        uint256 supply = token.supplyAt(id);
        same(supply, actors.rememberedSupply(id), "supply at record date");
        same(sum, supply, "sum at record date");
    }
}
