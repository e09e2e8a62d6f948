// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IBallot} from "../../contracts/interfaces/IBallot.sol";
import {IDistributor} from "../../contracts/interfaces/IDistributor.sol";
import {InvestorRegistry} from "../../contracts/registry/InvestorRegistry.sol";
import {OracleCommittee} from "../../contracts/oracle/OracleCommittee.sol";
import {Ballot} from "../../contracts/rights/Ballot.sol";
import {Distributor} from "../../contracts/rights/Distributor.sol";
import {AssetToken} from "../../contracts/token/AssetToken.sol";
import {Cheats} from "./Cheats.sol";
import {PaymentToken, ReentrantToken, SilentToken} from "./PaymentTokens.sol";

/// @notice Holders, officers and thieves around the income of one asset. Three payment tokens: an honest one, one that
/// returns nothing and has a blacklist, and one that calls back to claim again.
/// @dev The concrete contract stands in the test file: only what stands there is called when that file is run alone.
abstract contract IncomeActing {
    Cheats private constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 public constant PEOPLE = 5;
    uint256 private constant MOST_WALLETS = 15;
    address public constant TAX = address(0x7A7);

    AssetToken public immutable TOKEN;
    InvestorRegistry public immutable REGISTRY;
    Distributor public immutable DISTRIBUTOR;
    Ballot public immutable BALLOT;
    OracleCommittee public immutable COMMITTEE;

    address[] public payments;
    address[] public wallets;
    uint256[] private _keys;
    uint256[] private _netIds;
    uint256 public time;
    uint256 public brokenRecoveries;
    uint256 public thefts;
    mapping(address payment => uint256) public funded;
    mapping(uint256 id => uint128[PEOPLE]) private _lines;
    mapping(uint256 id => mapping(address => uint256)) public remembered;
    uint256 private _operation = 1_000_000;

    constructor(Distributor d, Ballot b, InvestorRegistry r, OracleCommittee c, uint256[] memory keys, uint256 start) {
        (DISTRIBUTOR, BALLOT, REGISTRY, COMMITTEE) = (d, b, r, c);
        TOKEN = AssetToken(d.token());
        _keys = keys;
        time = start;
        payments.push(address(new PaymentToken(6)));
        payments.push(address(new SilentToken()));
        payments.push(address(new ReentrantToken()));
        for (uint256 i = 0; i < PEOPLE; ++i) {
            wallets.push(address(uint160(0x2000 + i)));
        }
    }

    /// @dev The most that a person's line of a net distribution ever said.
    function lineOf(uint256 id, uint256 index) external view returns (uint256) {
        return _lines[id][index];
    }

    function everyWallet() external view returns (address[] memory) {
        return wallets;
    }

    function mint(uint256 who, uint256 amount) external {
        try TOKEN.mint(_who(who), amount % 5_000, ++_operation) {} catch {}
    }

    function burn(uint256 who, uint256 amount) external {
        address from = _who(who);
        TOKEN.burn(from, amount % (TOKEN.balanceOf(from) + 1), ++_operation);
    }

    function transfer(uint256 a, uint256 b, uint256 amount) external {
        address from = _who(a);
        amount %= TOKEN.balanceOf(from) + 1;
        vm.prank(from);
        try TOKEN.transfer(_who(b), amount) {} catch {}
    }

    function suspend(uint256 who, bool on) external {
        try REGISTRY.setSuspended(_who(who), on, 0) {} catch {}
    }

    function freeze(uint256 who, bool on) external {
        TOKEN.setAddressFrozen(_who(who), on, 0, 0);
    }

    function blacklist(uint256 who, bool on) external {
        SilentToken(payments[1]).setBlacklisted(_who(who), on);
    }

    function stop(uint256 on) external {
        if (on % 4 == 0) try DISTRIBUTOR.pause() {} catch {}
        else try DISTRIBUTOR.unpause() {} catch {}
    }

    function distribute(uint256 which, uint256 amount, bool leaveOut) external {
        address payment = _fundable(which, amount = 1 + (amount % 9_999));
        address[] memory out = new address[](leaveOut ? 1 : 0);
        if (leaveOut) {
            out[0] = wallets[0];
            TOKEN.setExempt(wallets[0], true);
        }
        uint256 date = TOKEN.openRecordDate();
        for (uint256 i = 0; i < wallets.length; ++i) {
            remembered[date][wallets[i]] = TOKEN.balanceOf(wallets[i]);
        }
        try DISTRIBUTOR.distribute(payment, date, amount, out, uint32(time + 3 * 365 days), 0) {
            funded[payment] += amount;
        } catch {}
    }

    function openNet(uint256 which, uint256 amount) external {
        address payment = _fundable(which, amount = 1 + (amount % 9_999));
        uint256 id = DISTRIBUTOR.openNet(payment, TAX, uint32(time + 3 * 365 days), 0);
        DISTRIBUTOR.fund(id, amount);
        funded[payment] += amount;
        _netIds.push(id);
    }

    function proposeRoot(uint256 which, uint256 seed, uint256 skew) external {
        uint256 id = _netId(which);
        if (DISTRIBUTOR.netStateOf(id).effectiveAt != 0) return;
        IDistributor.NetRoot memory r;
        (r.id, r.number, r.epoch) = (id, DISTRIBUTOR.netStateOf(id).number + 1, COMMITTEE.epoch());
        r.expiry = uint32(time + 60);
        uint128[PEOPLE] memory lines = _lines[id];
        for (uint256 i = 0; i < PEOPLE; ++i) {
            lines[i] += uint128((seed >> (i * 16)) % 800);
            r.net += lines[i];
        }
        // Sometimes the sums do not fit the leaves: a committee that errs.
        if (skew % 2 == 0) r.net -= uint128((skew >> 8) % (uint256(r.net) + 1));
        r.withheld = DISTRIBUTOR.netStateOf(id).withheld + uint128((skew >> 16) % 300);
        r.root = _fold(id, lines);
        bytes32 digest = COMMITTEE.statementDigest(DISTRIBUTOR.rootHash(r));
        bytes memory proof = _sign(digest);
        try DISTRIBUTOR.proposeRoot(r, 7, proof) {
            _lines[id] = lines;
        } catch {}
    }

    function reject(uint256 which) external {
        try DISTRIBUTOR.rejectRoot(_netId(which), 0) {} catch {}
    }

    /// @dev A day passes and everybody takes what the root in force says, more than there is if it errs.
    function payNet(uint256 which) external {
        time += 1 days;
        vm.warp(time);
        uint256 id = _netId(which);
        for (uint256 i = 0; i < PEOPLE; ++i) {
            try DISTRIBUTOR.claimNet(id, IDistributor.NetClaim(wallets[i], _lines[id][i], _path(id, i))) {} catch {}
        }
    }

    function claim(uint256 which, uint256 who, uint256 victim) external {
        uint256 id = _id(which);
        _trap(id, victim);
        vm.prank(_who(who));
        try DISTRIBUTOR.claim(id) {} catch {}
    }

    function claimFor(uint256 which, uint256 who, uint256 victim) external {
        uint256 id = _id(which);
        _trap(id, victim);
        try DISTRIBUTOR.claimFor(id, _any(who)) {} catch {}
    }

    function push(uint256 which, uint256 first, uint256 victim) external {
        address[] memory list = new address[](4);
        for (uint256 i = 0; i < 4; ++i) {
            list[i] = _any((first % 16) + i % 3);
        }
        uint256 id = _id(which);
        _trap(id, victim);
        try DISTRIBUTOR.push(id, list) {} catch {}
    }

    /// @dev Two roots one after the other: the second pays only what came since.
    function twoRounds(uint256 which, uint256 first, uint256 second) external {
        this.proposeRoot(which, first, 1);
        this.payNet(which);
        this.proposeRoot(which, second, 1);
        this.payNet(which);
    }

    function pushAll(uint256 which) external {
        try DISTRIBUTOR.push(_id(which), wallets) {} catch {}
    }

    function claimNet(uint256 which, uint256 who, uint256 lie) external {
        uint256 id = _netId(which);
        uint256 index = who % PEOPLE;
        IDistributor.NetClaim memory line = IDistributor.NetClaim(wallets[index], _lines[id][index], _path(id, index));
        if (lie % 3 == 0) line.cumulative += uint128(1 + (lie % 500));
        uint256 before = DISTRIBUTOR.paidTo(id, line.account);
        try DISTRIBUTOR.claimNet(id, line) {
            if (lie % 3 == 0 || DISTRIBUTOR.paidTo(id, line.account) < before) ++thefts;
        } catch {}
    }

    function remitTax(uint256 which) external {
        try DISTRIBUTOR.remitTax(_netId(which)) {} catch {}
    }

    function recover(uint256 who) external {
        if (wallets.length == MOST_WALLETS) return;
        address lost = _who(who);
        address fresh = address(uint160(0x3000 + wallets.length));
        uint256 id = DISTRIBUTOR.distributionCount();
        uint256[4] memory before = _standing(lost, id);
        try REGISTRY.replace(lost, fresh, 0) {
            wallets.push(fresh);
            if (TOKEN.balanceOf(lost) != 0) TOKEN.recover(lost, fresh, 0, 0);
            uint256[4] memory after_ = _standing(lost, id);
            for (uint256 i = 0; i < 4; ++i) {
                if (before[i] != after_[i]) ++brokenRecoveries;
            }
        } catch {}
    }

    function vote(uint256 which, uint256 who, uint256 choice) external {
        uint256 count = BALLOT.motionCount();
        if (count == 0 || choice % 5 == 0) {
            uint256 date = TOKEN.currentRecordDate();
            if (date == 0 || TOKEN.supplyAt(date) == 0) return;
            BALLOT.propose(0, date, uint40(time), uint40(time + 9 days), 0, 5_000, new address[](0), "");
            return;
        }
        address account = _any(who);
        address voter = account;
        while (REGISTRY.successorOf(voter) != address(0)) voter = REGISTRY.successorOf(voter);
        vm.prank(voter);
        try BALLOT.voteFor(1 + (which % count), account, IBallot.Choice(1 + (choice % 3))) {} catch {}
    }

    function pass(uint256 span) external {
        time += span % 4 == 0 ? 600 days : span % 2 days;
        vm.warp(time);
        uint256 count = DISTRIBUTOR.distributionCount();
        for (uint256 id = 1; id <= count; ++id) {
            try DISTRIBUTOR.announceExpiry(id) {} catch {}
            try DISTRIBUTOR.expire(id) {} catch {}
        }
    }

    /// @dev What must outlive a recovery: supply, tokens of both wallets together, income still due, votes.
    function _standing(address lost, uint256 id) private view returns (uint256[4] memory s) {
        address now_ = REGISTRY.successorOf(lost);
        s[0] = TOKEN.totalSupply();
        s[1] = TOKEN.balanceOf(lost) + (now_ == address(0) ? 0 : TOKEN.balanceOf(now_));
        (s[2], ) = DISTRIBUTOR.claimable(id, lost);
        s[3] = BALLOT.votesOf(BALLOT.motionCount(), lost);
    }

    /// @dev The sly token claims for somebody else in the middle of its next transfer.
    function _trap(uint256 id, uint256 victim) private {
        bytes memory data = abi.encodeCall(DISTRIBUTOR.claimFor, (id, _any(victim)));
        ReentrantToken(payments[2]).callBack(address(DISTRIBUTOR), data);
    }

    function _fundable(uint256 which, uint256 amount) private returns (address payment) {
        payment = payments[which % 3];
        ReentrantToken(payments[2]).callBack(address(0), "");
        PaymentToken(payment).mint(address(this), amount);
        // One of the three returns nothing, so nothing is read from the answer.
        (bool reset, ) = payment.call(abi.encodeCall(IERC20.approve, (address(DISTRIBUTOR), 0)));
        (bool set, ) = payment.call(abi.encodeCall(IERC20.approve, (address(DISTRIBUTOR), amount)));
        require(reset && set, "approve");
    }

    /// @dev A comb: the first two leaves, then one more at each step.
    function _fold(uint256 id, uint128[PEOPLE] memory lines) private view returns (bytes32 node) {
        node = DISTRIBUTOR.leafOf(id, wallets[0], lines[0]);
        for (uint256 i = 1; i < PEOPLE; ++i) {
            node = _pair(node, DISTRIBUTOR.leafOf(id, wallets[i], lines[i]));
        }
    }

    function _path(uint256 id, uint256 index) private view returns (bytes32[] memory path) {
        uint128[PEOPLE] memory lines = _lines[id];
        path = new bytes32[](index == 0 ? PEOPLE - 1 : PEOPLE - index);
        bytes32 node = DISTRIBUTOR.leafOf(id, wallets[0], lines[0]);
        uint256 filled = 0;
        for (uint256 i = 1; i < PEOPLE; ++i) {
            bytes32 leaf = DISTRIBUTOR.leafOf(id, wallets[i], lines[i]);
            if (i == index) path[filled++] = node;
            else if (i > index) path[filled++] = leaf;
            node = _pair(node, leaf);
        }
    }

    function _pair(bytes32 a, bytes32 b) private pure returns (bytes32) {
        return a < b ? keccak256(bytes.concat(a, b)) : keccak256(bytes.concat(b, a));
    }

    function _sign(bytes32 digest) private view returns (bytes memory proof) {
        for (uint256 i = 0; i < _keys.length; ++i) {
            if (i > 2) {
                proof = abi.encodePacked(proof, vm.addr(_keys[i]));
                continue;
            }
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(_keys[i], digest);
            proof = abi.encodePacked(proof, r, bytes32(uint256(s) | (uint256(v - 27) << 255)));
        }
    }

    function _id(uint256 seed) private view returns (uint256) {
        uint256 count = DISTRIBUTOR.distributionCount();
        return count == 0 ? 0 : count - (seed % (count < 4 ? count : 4));
    }

    /// @dev One of the two newest net distributions.
    function _netId(uint256 seed) private view returns (uint256) {
        uint256 count = _netIds.length;
        return count == 0 ? 0 : _netIds[count - 1 - (count > 1 ? seed % 2 : 0)];
    }

    /// @dev The wallet that a person uses now.
    function _who(uint256 seed) private view returns (address wallet) {
        wallet = wallets[seed % PEOPLE];
        while (REGISTRY.successorOf(wallet) != address(0)) wallet = REGISTRY.successorOf(wallet);
    }

    function _any(uint256 seed) private view returns (address) {
        return wallets[seed % wallets.length];
    }
}
