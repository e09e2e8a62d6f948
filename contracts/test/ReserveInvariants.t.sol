// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IBarVault} from "../contracts/interfaces/IBarVault.sol";
import {ISecureMint} from "../contracts/interfaces/ISecureMint.sol";
import {BarVault} from "../contracts/reserves/BarVault.sol";
import {SecureMint} from "../contracts/reserves/SecureMint.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {BarWorld} from "./support/BarWorld.sol";
import {Cheats} from "./support/Cheats.sol";
import {PlainFeed} from "./support/PlainFeed.sol";

/// @notice Minters, holders, officers and attackers around a reserve that does what it likes.
contract ReserveActors {
    Cheats private constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 public constant BARS = 4;
    uint256 public constant MARGIN_BPS = 137;
    uint256 public constant MAX_AGE = 2 days;

    AssetToken public immutable TOKEN;
    SecureMint public immutable GATE;
    PlainFeed public immutable FEED;
    BarVault public immutable VAULT;
    address public immutable OFFICER;

    address[3] public holders;
    address[2] public minters;
    uint256 public time;
    uint256 public mints;
    uint256 public uncovered;
    uint256 public overRate;
    uint256 public stoppedTransfers;
    uint256 public viewsWrong;
    uint256 public strangersServed;
    mapping(bytes32 barId => uint256 times) public shipped;
    mapping(bytes32 barId => uint256 times) public deliveries;
    uint256 private _operation = 1_000_000;
    IBarVault.Bar[4] private _bars;
    bytes32[][4] private _proofs;

    constructor(AssetToken token, SecureMint gate, PlainFeed feed, BarVault vault, address officer, uint256 start) {
        (TOKEN, GATE, FEED, VAULT, OFFICER, time) = (token, gate, feed, vault, officer, start);
    }

    function cast(address[3] calldata holders_, address[2] calldata minters_) external {
        if (holders[0] == address(0)) (holders, minters) = (holders_, minters_);
    }

    function list(uint256 i, IBarVault.Bar calldata bar, bytes32[] calldata proof) external {
        if (_bars[i].fineMilliOz != 0) return;
        _bars[i] = bar;
        _proofs[i] = proof;
    }

    function pass(uint256 span) external {
        time += span % 1 days;
        vm.warp(time);
    }

    function report(uint256 answer) external {
        FEED.say(int256(answer % 3_000_000));
    }

    function reportNonsense(int256 answer) external {
        FEED.say(answer);
    }

    function breakFeed(bool silent, bool curt, uint8 decimals) external {
        FEED.setSilent(silent && decimals % 4 == 0);
        FEED.setCurt(curt && decimals % 4 == 1);
        FEED.setDecimals(decimals % 8 == 2 ? 0 : 3);
    }

    function mint(uint256 who, uint256 to, uint256 amount) external {
        amount %= 2_000e18;
        uint256 foretold = GATE.mintableBy(minters[who % 2]);
        vm.prank(minters[who % 2]);
        try GATE.mint(holders[to % 3], amount, ++_operation) {
            ++mints;
            if (amount > foretold) ++viewsWrong;
            _judgeMint();
        } catch {
            if (amount != 0 && amount <= foretold) ++viewsWrong;
        }
    }

    function mintAsStranger(uint256 who, uint256 amount) external {
        address stranger = holders[who % 3];
        vm.startPrank(stranger);
        try GATE.mint(stranger, amount % 1e24, ++_operation) {
            ++strangersServed;
        } catch {}
        try TOKEN.mint(stranger, amount % 1e24, ++_operation) {
            ++strangersServed;
        } catch {}
        vm.stopPrank();
    }

    function setRate(uint256 who, uint256 capacity, uint256 window) external {
        GATE.setMintRate(minters[who % 2], uint112(capacity % 5_000e18), uint48(1 + (window % 3 days)));
    }

    function transfer(uint256 a, uint256 b, uint256 amount) external {
        (address from, address to) = (holders[a % 3], holders[b % 3]);
        uint256 balance = TOKEN.balanceOf(from);
        vm.prank(from);
        // Everybody here is verified: only the balance may ever refuse.
        try TOKEN.transfer(to, balance == 0 ? 0 : amount % (balance + 1)) {} catch {
            ++stoppedTransfers;
        }
    }

    function request(uint256 who, uint256 i) external {
        i %= BARS;
        address holder = holders[who % 3];
        vm.startPrank(holder);
        TOKEN.approve(address(VAULT), type(uint256).max);
        try VAULT.requestBar(_bars[i], _proofs[i], 0) {} catch {}
        vm.stopPrank();
    }

    function accept(uint256 id) external {
        id = _id(id);
        vm.prank(OFFICER);
        try VAULT.accept(id) {} catch {}
    }

    function ship(uint256 id) external {
        id = _id(id);
        vm.prank(OFFICER);
        try VAULT.ship(id, 0) {
            ++shipped[VAULT.redemptionOf(id).barId];
        } catch {}
    }

    function deliver(uint256 id) external {
        id = _id(id);
        vm.prank(OFFICER);
        try VAULT.deliver(id, 0, ++_operation) {
            ++deliveries[VAULT.redemptionOf(id).barId];
        } catch {}
    }

    function refuse(uint256 id) external {
        id = _id(id);
        vm.prank(OFFICER);
        try VAULT.refuse(id, 0) {} catch {}
    }

    function comeBack(uint256 id) external {
        try VAULT.recordReturn(_id(id), 0, 0) {} catch {}
    }

    function cancel(uint256 id, uint256 who) external {
        id = _id(id);
        vm.prank(holders[who % 3]);
        try VAULT.cancel(id) {} catch {}
    }

    function reclaim(uint256 id, uint256 who) external {
        id = _id(id);
        vm.prank(holders[who % 3]);
        try VAULT.reclaim(id) {} catch {}
    }

    /// @dev The rule told once more, in other words: fresh, positive, and supply × 10^3 × 10^4 ≤ reserve × … .
    function _judgeMint() private {
        (, int256 answer, uint256 started, uint256 updated, ) = FEED.latestRoundData();
        bool fresh = block.timestamp <= started + MAX_AGE && block.timestamp <= updated + MAX_AGE;
        bool sane = answer > 0 && FEED.decimals() == 3;
        uint256 left = TOKEN.totalSupply() * 1e3 * 10_000;
        if (!fresh || !sane || left > uint256(answer) * 1e18 * (10_000 - MARGIN_BPS)) ++uncovered;
    }

    /// @dev Asked before a prank, which the question would use up.
    function _id(uint256 seed) private view returns (uint256) {
        return 1 + (seed % (VAULT.redemptionCount() + 1));
    }
}

/// @notice The invariants around a reserve, by their numbers.
contract ReserveInvariantsTest is BarWorld {
    ReserveActors private actors;

    function setUp() public override {
        super.setUp();
        PlainFeed feed = new PlainFeed(3, 2_000_000);
        gate.setReserveRules(ISecureMint.ReserveRules(address(feed), 137, 2 days, 2 days, 0));
        actors = new ReserveActors(token, gate, feed, bars, officer, START);
        _grant(Roles.ISSUER, address(actors));
        _grant(Roles.COMPLIANCE, address(actors));
        registry.register(alice, _record(1, 840, 2, type(uint40).max), 0);
        registry.register(bob, _record(2, 840, 2, type(uint40).max), 0);
        registry.register(carol, _record(3, 840, 2, type(uint40).max), 0);
        registry.register(address(bars), _record(77, 840, 2, type(uint40).max), 0);
        actors.cast([alice, bob, carol], [minter, minter2]);
        for (uint256 i = 0; i < BARS; ++i) {
            actors.list(i, _bar(i), _proof(i));
        }
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actors);
    }

    function invariant_reserves() public view {
        always_11_every_mint_was_within_a_fresh_reserve_and_its_margin();
        always_11_the_views_foretell_what_can_be_minted();
        always_15_no_state_of_the_feed_ever_stops_a_transfer();
        always_19_a_bar_leaves_and_is_redeemed_at_most_once();
        always_19_a_bar_is_allocated_to_one_open_redemption_and_escrow_is_what_is_open();
    }

    function always_11_every_mint_was_within_a_fresh_reserve_and_its_margin() internal view {
        same(actors.uncovered(), 0, "uncovered mints");
        same(actors.strangersServed(), 0, "mints by strangers");
    }

    function always_11_the_views_foretell_what_can_be_minted() internal view {
        same(actors.viewsWrong(), 0, "wrong forecasts");
    }

    function always_15_no_state_of_the_feed_ever_stops_a_transfer() internal view {
        same(actors.stoppedTransfers(), 0, "stopped transfers");
    }

    function always_19_a_bar_leaves_and_is_redeemed_at_most_once() internal view {
        for (uint256 i = 0; i < BARS; ++i) {
            bytes32 id = bars.barIdOf(_bar(i));
            holds(actors.shipped(id) <= 1 && actors.deliveries(id) <= actors.shipped(id), "once");
            bool left = bars.barState(id) == IBarVault.BarState.LEFT;
            holds(left == (actors.shipped(id) == 1), "left when shipped");
        }
    }

    function always_19_a_bar_is_allocated_to_one_open_redemption_and_escrow_is_what_is_open() internal view {
        uint256 sum = 0;
        uint256[4] memory open;
        for (uint256 id = 1; id <= bars.redemptionCount(); ++id) {
            IBarVault.Redemption memory r = bars.redemptionOf(id);
            bool settled = r.state == IBarVault.RedemptionState.DELIVERED ||
                r.state == IBarVault.RedemptionState.RECLAIMED;
            if (!settled) sum += r.amount;
            bool waits = r.state == IBarVault.RedemptionState.REQUESTED ||
                r.state == IBarVault.RedemptionState.ACCEPTED;
            if (!waits) continue;
            for (uint256 i = 0; i < BARS; ++i) {
                if (bars.barIdOf(_bar(i)) == r.barId) ++open[i];
            }
        }
        for (uint256 i = 0; i < BARS; ++i) {
            bool allocated = bars.barState(bars.barIdOf(_bar(i))) == IBarVault.BarState.ALLOCATED;
            same(open[i], allocated ? 1 : 0, "redemptions of a bar");
        }
        same(bars.escrowed(), sum, "escrow counted");
        same(token.balanceOf(address(bars)), sum, "escrow held");
    }
}
