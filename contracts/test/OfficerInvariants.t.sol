// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {AccessHub} from "../contracts/access/AccessHub.sol";
import {Roles} from "../contracts/access/Roles.sol";
import {IAssetToken} from "../contracts/interfaces/IAssetToken.sol";
import {IERC1404} from "../contracts/interfaces/IERC1404.sol";
import {IERC7943Fungible} from "../contracts/interfaces/IERC7943Fungible.sol";
import {InvestorRegistry} from "../contracts/registry/InvestorRegistry.sol";
import {AssetToken} from "../contracts/token/AssetToken.sol";
import {Cheats} from "./support/Cheats.sol";
import {World} from "./support/World.sol";

/// @notice Officers who stop, seize, recover and repeat themselves, among holders and a thief.
contract Officers {
    Cheats private constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 public constant PEOPLE = 4;
    /// @dev How long a release must be announced ahead.
    uint32 public constant DELAY = 1 hours;
    /// @dev Orders go here: exempt, and registered for ever.
    address public constant CUSTODIAN = address(0xC057);
    address private constant THIEF = address(0x7417F);

    AssetToken private immutable TOKEN;
    InvestorRegistry private immutable REGISTRY;
    AccessHub private immutable HUB;

    address[] public people;
    uint256 public stoppedOrders;
    uint256 public movedWhilePaused;
    uint256 public lateStops;
    uint256 public earlyReleases;
    uint256 public usedTwice;
    uint256 public thefts;
    uint256 private _time;
    uint256 private _announcedAt;
    uint256 private _wallets = 0x2000;
    uint256 private _operation = 1_000_000;

    constructor(AssetToken token, InvestorRegistry registry, AccessHub hub, uint256 start) {
        (TOKEN, REGISTRY, HUB, _time) = (token, registry, hub, start);
        for (uint256 i = 0; i < PEOPLE; ++i) people.push(address(uint160(0x1000 + i)));
    }

    function register(uint256 who, uint256 lifetime) external {
        try REGISTRY.register(_who(who), record(who % PEOPLE, _time + 1 + (lifetime % 60 days)), 0) {} catch {}
    }

    function suspend(uint256 who, bool on) external {
        try REGISTRY.setSuspended(_who(who), on, 0) {} catch {}
    }

    function freeze(uint256 who, uint256 amount, bool whole) external {
        TOKEN.setFrozenTokens(_who(who), amount % 1_500);
        TOKEN.setAddressFrozen(_who(who), whole && amount % 3 == 0, 0, 0);
    }

    function pass(uint256 span) external {
        _time += span % 2 days;
        vm.warp(_time);
    }

    /// @dev Nobody's tokens may move between {stop} and {release} but by order.
    function transfer(uint256 a, uint256 b, uint256 amount) public {
        bool paused = TOKEN.paused();
        vm.prank(_who(a));
        try TOKEN.transfer(_who(b), amount % 2_000) {
            if (paused) ++movedWhilePaused;
        } catch {}
    }

    /// @dev Few ids, so that most of them come again.
    function repeat(uint256 who, uint256 amount, uint256 id, bool burns) external {
        id %= 16;
        bool done = TOKEN.operationDone(id);
        bytes memory call = burns
            ? abi.encodeCall(IAssetToken.burn, (_who(who), amount % 50, id))
            : abi.encodeCall(IAssetToken.mint, (_who(who), amount % 2_000, id));
        (bool happened, ) = address(TOKEN).call(call);
        if (happened && done) ++usedTwice;
        if (TOKEN.operationDone(id) != (done || happened)) ++usedTwice;
    }

    function order(uint256 who, uint256 amount, bool burns) external {
        address from = _who(who);
        amount %= TOKEN.balanceOf(from) + 1;
        if (burns) try TOKEN.burn(from, amount, ++_operation) {} catch { ++stoppedOrders; }
        else try TOKEN.forcedTransfer(from, CUSTODIAN, amount, "order", 0) {} catch { ++stoppedOrders; }
    }

    function recover(uint256 who) external {
        address lost = _who(who);
        address found = address(uint160(++_wallets));
        REGISTRY.register(found, record(who % PEOPLE, _time + 60 days), 0);
        try TOKEN.recover(lost, found, "lost", 0) {
            people[who % PEOPLE] = found;
        } catch {
            ++stoppedOrders;
        }
    }

    function stop() external {
        if (TOKEN.paused()) return;
        try TOKEN.pause() {} catch {}
        if (!TOKEN.paused()) ++lateStops;
        for (uint256 i = 0; i < PEOPLE; ++i) transfer(i, i + 1, 1);
    }

    function announceRelease() external {
        try HUB.schedule(address(TOKEN), abi.encodeCall(IAssetToken.unpause, ()), 0) {
            _announcedAt = _time;
        } catch {}
    }

    function release() external {
        try TOKEN.unpause() {
            if (_announcedAt == 0 || _time < _announcedAt + DELAY) ++earlyReleases;
            _announcedAt = 0;
        } catch {}
    }

    function steal(uint256 who, uint256 amount, uint256 how) external {
        address from = _who(who);
        bytes[9] memory ways = [
            abi.encodeCall(IAssetToken.mint, (THIEF, amount, ++_operation)),
            abi.encodeCall(IAssetToken.burn, (from, amount, ++_operation)),
            abi.encodeCall(IERC7943Fungible.forcedTransfer, (from, THIEF, amount)),
            abi.encodeCall(IERC20.transferFrom, (from, CUSTODIAN, (amount % 1_000) + 1)),
            abi.encodeCall(IAssetToken.recover, (from, THIEF, "lost", 0)),
            abi.encodeCall(IAssetToken.pause, ()),
            abi.encodeCall(IAssetToken.unpause, ()),
            abi.encodeCall(IERC7943Fungible.setFrozenTokens, (from, amount)),
            abi.encodeCall(IAssetToken.setMaxSupply, (type(uint112).max))
        ];
        vm.prank(THIEF);
        (bool done, ) = address(TOKEN).call(ways[how % 9]);
        if (done) ++thefts;
    }

    function record(uint256 who, uint256 expiry) public pure returns (uint256) {
        return expiry | (uint256(840) << 40) | (uint256(2) << 56) | ((who + 1) << 80);
    }

    function _who(uint256 seed) private view returns (address) {
        return people[seed % PEOPLE];
    }
}

/// @notice What officers can always do, and what they never can.
contract OfficerInvariantsTest is World {
    Officers private officers;

    function setUp() public override {
        super.setUp();
        officers = new Officers(token, registry, hub, START);
        registry.setAgent(address(officers), true);
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.COMPLIANCE), address(officers), 0);
        bytes32[4] memory roles = [Roles.MINTER, Roles.TRANSFER_AGENT, Roles.COMPLIANCE, Roles.PAUSER];
        for (uint256 i = 0; i < roles.length; ++i) {
            hub.grantRole(hub.roleId(ASSET, roles[i]), address(officers), 0);
        }
        hub.grantRole(hub.roleId(ASSET, Roles.UNPAUSER), address(officers), officers.DELAY());
        registry.register(officers.CUSTODIAN(), officers.record(90, type(uint40).max), 0);
        token.setExempt(officers.CUSTODIAN(), true);
        for (uint256 i = 0; i < officers.PEOPLE(); ++i) {
            officers.register(i, 50 days);
            _mint(officers.people(i), 1_000);
        }
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(officers);
    }

    function invariant_officers() public view {
        always_07_no_freeze_pause_suspension_or_expiry_ever_stops_an_order();
        always_17_a_pause_holds_at_once_and_ends_only_as_announced();
        always_20_whatever_happened_the_views_answer();
        always_23_an_operation_id_mints_or_burns_at_most_once();
        always_nobody_without_a_role_does_what_asks_for_one();
    }

    function always_07_no_freeze_pause_suspension_or_expiry_ever_stops_an_order() internal view {
        same(officers.stoppedOrders(), 0, "stopped orders");
    }

    function always_17_a_pause_holds_at_once_and_ends_only_as_announced() internal view {
        same(officers.movedWhilePaused(), 0, "moved while paused");
        same(officers.lateStops(), 0, "stops that did not stop");
        same(officers.earlyReleases(), 0, "releases before their time");
    }

    function always_20_whatever_happened_the_views_answer() internal view {
        for (uint256 i = 0; i <= officers.PEOPLE(); ++i) {
            address who = i == officers.PEOPLE() ? address(0) : officers.people(i);
            _answers(abi.encodeCall(IAssetToken.explain, (outsider, who, bob, type(uint256).max)));
            _answers(abi.encodeCall(IAssetToken.explain, (who, bob, who, 1)));
            _answers(abi.encodeCall(IAssetToken.explainMint, (who, type(uint256).max)));
            _answers(abi.encodeCall(IERC7943Fungible.canTransfer, (who, bob, type(uint256).max)));
            _answers(abi.encodeCall(IERC7943Fungible.canSend, (who)));
            _answers(abi.encodeCall(IERC7943Fungible.canReceive, (who)));
            _answers(abi.encodeCall(IERC7943Fungible.getFrozenTokens, (who)));
            _answers(abi.encodeCall(IERC1404.detectTransferRestriction, (bob, who, type(uint256).max)));
            _answers(abi.encodeCall(IERC1404.messageForTransferRestriction, (uint8(i * 60))));
            _answers(abi.encodeCall(IAssetToken.accountOf, (who)));
            _answers(abi.encodeCall(IAssetToken.isFrozen, (who)));
            _answers(abi.encodeCall(IERC20.balanceOf, (who)));
        }
    }

    function always_23_an_operation_id_mints_or_burns_at_most_once() internal view {
        same(officers.usedTwice(), 0, "ids used twice");
    }

    function always_nobody_without_a_role_does_what_asks_for_one() internal view {
        same(officers.thefts(), 0, "thefts");
    }

    function _answers(bytes memory question) private view {
        (bool answered, ) = address(token).staticcall(question);
        holds(answered, "a view reverted");
    }
}
