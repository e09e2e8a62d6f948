// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAccessManaged} from "@openzeppelin/contracts/access/manager/IAccessManaged.sol";
import {IAssetToken, Reason} from "../contracts/interfaces/IAssetToken.sol";
import {IInvestorRegistry} from "../contracts/interfaces/IInvestorRegistry.sol";
import {InvestorRegistry} from "../contracts/registry/InvestorRegistry.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {World} from "./support/World.sol";

/// @notice The ledger per investor: all wallets of one person are one holder with one limit.
contract TokenPositionsTest is World {
    address private alices = address(0xA11CE2);

    function setUp() public override {
        super.setUp();
        token.setInvestorLedger(true);
        token.setRules(IAssetToken.Rules(1_000, 2, 0, 0));
        registry.link(alice, alices, 0);
        _register(carol, 3);
        _mint(alice, 600);
    }

    function test_two_wallets_of_one_investor_share_one_balance_limit() public {
        _mint(bob, 600);
        _refused(Reason.MAX_BALANCE_EXCEEDED, bob, alices, 401);
        vm.prank(bob);
        token.transfer(alices, 400);
        same(token.positionOf(1), 1_000, "together");
        (Reason reason, ) = token.explainMint(alices, 1);
        same(uint256(reason), uint256(Reason.MAX_BALANCE_EXCEEDED), "nor by a mint");
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssetToken.TransferRefused.selector,
                Reason.MAX_BALANCE_EXCEEDED,
                bob,
                alices,
                1
            )
        );
        token.forcedTransfer(bob, alices, 1, 0, 0);
    }

    function test_between_own_wallets_a_full_position_moves_freely() public {
        _mint(alice, 400);
        vm.prank(alice);
        token.transfer(alices, 1_000);
        same(token.balanceOf(alices), 1_000, "moved");
        same(token.positionOf(1), 1_000, "position");
        same(token.holderCount(), 1, "one holder");
    }

    function test_03_a_second_wallet_is_no_second_holder() public {
        _mint(bob, 100);
        _refused(Reason.MAX_HOLDERS_EXCEEDED, bob, carol, 50);
        vm.prank(bob);
        token.transfer(alices, 50);
        same(token.holderCount(), 2, "alice and bob");
        vm.prank(bob);
        token.transfer(carol, 50);
        same(token.holderCount(), 2, "bob made room for carol");
        token.burn(alice, 600, ++operation);
        same(token.holderCount(), 2, "alice has another wallet");
        token.burn(alices, 50, ++operation);
        same(token.holderCount(), 1, "carol alone");
        same(token.positionOf(1), 0, "nothing left");
    }

    function test_exempt_wallets_stay_out_of_limits_but_in_the_position() public {
        token.setExempt(alices, true);
        _mint(alices, 5_000);
        same(token.positionOf(1), 5_600, "all wallets");
        same(token.holderCount(), 1, "alice's ordinary wallet");
        token.burn(alice, 600, ++operation);
        same(token.holderCount(), 0, "an exempt wallet is no holder");
        vm.expectRevert(
            abi.encodeWithSelector(
                IAssetToken.TransferRefused.selector,
                Reason.MAX_BALANCE_EXCEEDED,
                alices,
                alice,
                1_001
            )
        );
        vm.prank(alices);
        token.transfer(alice, 1_001);
        vm.prank(alices);
        token.transfer(alice, 1_000);
        same(token.holderCount(), 1, "counted again");
        token.setExempt(alices, false);
        same(token.holderCount(), 1, "one investor");
        token.setExempt(alice, true);
        token.setExempt(alices, true);
        same(token.holderCount(), 0, "all exempt");
        same(token.positionOf(1), 5_000, "position");
    }

    function test_08_a_recovery_changes_no_position() public {
        address fresh = address(0xF8E5);
        vm.prank(alice);
        token.transfer(alices, 100);
        token.setExempt(alices, true);
        registry.replace(alices, fresh, 0);
        token.recover(alices, fresh, "lost", 0);
        same(token.positionOf(1), 600, "position");
        same(token.holderCount(), 1, "holder");
        registry.replace(alice, fresh, 0);
        token.recover(alice, fresh, "lost", 0);
        same(token.balanceOf(fresh), 600, "all in one wallet");
        same(token.positionOf(1), 600, "position still");
        same(token.holderCount(), 0, "the exempt flag went with it");
        token.setExempt(fresh, false);
        same(token.holderCount(), 1, "and comes off");
    }

    function test_a_wallet_never_passes_to_another_investor() public {
        bytes memory refusal = abi.encodeWithSelector(IInvestorRegistry.WalletAlreadyRegistered.selector, alice);
        uint256 record = _record(2, 840, 2, START + 1 days);
        vm.expectRevert(refusal);
        registry.register(alice, record, 0);
        registry.revoke(alice, "left");
        vm.expectRevert(refusal);
        registry.register(alice, record, 0);
        registry.register(alice, _record(1, 276, 1, START + 2 days), 0);
        holds(registry.isVerified(alice), "renewed");
    }

    function test_the_ledger_is_switched_only_over_an_empty_register() public {
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.RegisterNotEmpty.selector, 600));
        token.setInvestorLedger(false);
        token.burn(alice, 600, ++operation);
        token.setInvestorLedger(false);
        holds(!token.investorLedger(), "off");
        _mint(alice, 700);
        _mint(alices, 700);
        same(token.holderCount(), 2, "per wallet");
        same(token.positionOf(1), 0, "no position");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.RegisterNotEmpty.selector, 1_400));
        token.setInvestorLedger(true);
    }

    function test_only_compliance_switches_the_ledger_and_other_changes_leave_it_on() public {
        vm.expectRevert(abi.encodeWithSelector(IAccessManaged.AccessManagedUnauthorized.selector, outsider));
        vm.prank(outsider);
        token.setInvestorLedger(true);
        token.setRules(IAssetToken.Rules(0, 0, 0, 0));
        token.setCountries(new uint16[](0));
        token.pause();
        token.unpause();
        token.openRecordDate();
        holds(token.investorLedger(), "still on");
    }
}

/// @notice Four investors with two wallets each do random things under the ledger.
contract PositionActors {
    uint256 public constant INVESTORS = 4;
    AssetToken public immutable TOKEN;
    InvestorRegistry public immutable REGISTRY;
    address[] public wallets;
    uint256 public wrongForecasts;
    uint256 private _operation = 1_000_000;

    constructor(AssetToken token, InvestorRegistry registry) {
        TOKEN = token;
        REGISTRY = registry;
        for (uint256 i = 0; i < 2 * INVESTORS; ++i) {
            wallets.push(address(uint160(0x1000 + i)));
        }
    }

    function mint(uint256 who, uint256 amount) external {
        amount %= 1_500;
        (Reason reason, ) = TOKEN.explainMint(_who(who), amount);
        try TOKEN.mint(_who(who), amount, ++_operation) {
            _judge(reason, true);
        } catch {
            _judge(reason, false);
        }
    }

    function burn(uint256 who, uint256 amount) external {
        uint256 has = TOKEN.balanceOf(_who(who));
        TOKEN.burn(_who(who), amount % 3 == 0 ? has : amount % (has + 1), ++_operation);
    }

    function transfer(uint256 a, uint256 b, uint256 amount) external {
        (address from, address to) = (_who(a), _who(b));
        uint256 has = TOKEN.balanceOf(from);
        amount = amount % 3 == 0 ? has : amount % (has + 2);
        (Reason reason, ) = TOKEN.explain(address(this), from, to, amount);
        try TOKEN.transferFrom(from, to, amount) {
            _judge(reason, true);
        } catch {
            _judge(reason, false);
        }
    }

    function force(uint256 a, uint256 b, uint256 amount) external {
        try TOKEN.forcedTransfer(_who(a), _who(b), amount % 1_500, 0, 0) {} catch {}
    }

    function recover(uint256 a, uint256 b) external {
        try TOKEN.recover(_who(a), _who(b), 0, 0) {} catch {}
    }

    function exempt(uint256 who, bool on) external {
        if (on || TOKEN.holderCount() < 3) TOKEN.setExempt(_who(who), on);
    }

    function recordDate() external {
        TOKEN.openRecordDate();
    }

    function _judge(Reason foretold, bool succeeded) private {
        if ((foretold == Reason.OK) != succeeded) ++wrongForecasts;
    }

    function _who(uint256 seed) private view returns (address) {
        return wallets[seed % (2 * INVESTORS)];
    }
}

/// @notice What holds of positions whatever anybody does.
contract TokenPositionInvariantsTest is World {
    PositionActors private actors;

    function setUp() public override {
        super.setUp();
        token.setInvestorLedger(true);
        token.setRules(IAssetToken.Rules(2_000, 3, 0, 0));
        actors = new PositionActors(token, registry);
        bytes32[3] memory roles = [bytes32("minter"), "transferAgent", "compliance"];
        for (uint256 i = 0; i < roles.length; ++i) {
            hub.grantRole(hub.roleId(ASSET, roles[i]), address(actors), 0);
        }
        for (uint256 i = 0; i < 8; ++i) {
            address wallet = actors.wallets(i);
            _register(wallet, uint64(11 + i / 2));
            vm.prank(wallet);
            token.approve(address(actors), type(uint256).max);
        }
        actors.mint(0, 900);
        actors.mint(2, 900);
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actors);
    }

    function invariant_positions() public view {
        always_04_positions_add_up_to_the_supply();
        always_03_investors_are_counted_as_holders_and_within_their_limit();
        always_05_the_views_foretell_every_movement_under_the_ledger();
    }

    function always_04_positions_add_up_to_the_supply() internal view {
        uint256 sum = 0;
        for (uint64 i = 0; i < actors.INVESTORS(); ++i) {
            uint256 own = token.balanceOf(actors.wallets(2 * i)) + token.balanceOf(actors.wallets(2 * i + 1));
            same(token.positionOf(11 + i), own, "position");
            sum += token.positionOf(11 + i);
        }
        same(sum, token.totalSupply(), "sum of positions");
    }

    function always_03_investors_are_counted_as_holders_and_within_their_limit() internal view {
        uint256 count = 0;
        for (uint256 i = 0; i < actors.INVESTORS(); ++i) {
            if (_counted(2 * i) + _counted(2 * i + 1) != 0) ++count;
        }
        same(token.holderCount(), count, "holders");
        holds(count <= 3, "limit");
    }

    function always_05_the_views_foretell_every_movement_under_the_ledger() internal view {
        same(actors.wrongForecasts(), 0, "wrong forecasts");
    }

    function _counted(uint256 index) private view returns (uint256) {
        IAssetToken.AccountView memory a = token.accountOf(actors.wallets(index));
        return a.exempt ? 0 : a.balance;
    }
}
