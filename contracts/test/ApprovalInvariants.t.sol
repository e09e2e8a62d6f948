// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IOracleCommittee} from "../contracts/interfaces/IOracleCommittee.sol";
import {IReportFeed} from "../contracts/interfaces/IReportFeed.sol";
import {OracleCommittee} from "../contracts/oracle/OracleCommittee.sol";
import {ReportFeed} from "../contracts/oracle/ReportFeed.sol";
import {Cheats} from "./support/Cheats.sol";
import {OracleWorld} from "./support/OracleWorld.sol";

/// @notice Four people who may all propose and approve, and try to do both.
contract Approvers {
    Cheats private constant vm = Cheats(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 public constant PEOPLE = 4;

    ReportFeed public immutable FEED;
    OracleCommittee public immutable COMMITTEE;
    uint256[] private _keys;
    uint256 public time;
    uint256 public parked;
    uint256 public published;
    uint256 public violations;
    mapping(bytes32 digest => mapping(address => bool)) private _approved;
    mapping(bytes32 digest => uint256) private _approvals;

    constructor(ReportFeed feed, OracleCommittee committee, uint256[] memory keys, uint256 start) {
        (FEED, COMMITTEE, _keys, time) = (feed, committee, keys, start);
    }

    function person(uint256 seed) public pure returns (address) {
        return address(uint160(0x4000 + (seed % PEOPLE)));
    }

    function propose(uint256 who, uint256 value) external {
        time += 61;
        vm.warp(time);
        IOracleCommittee.Report memory r = IOracleCommittee.Report({
            feed: address(FEED),
            epoch: COMMITTEE.epoch(),
            round: uint32(FEED.latestRound()) + 1,
            answer: int128(uint128(1_000_000 + (value % 60_000))),
            valuationTime: uint32(time),
            expiry: uint32(time + 1)
        });
        bytes memory proof = _sign(COMMITTEE.digestOf(r));
        vm.prank(person(who));
        try COMMITTEE.submit(r, 7, proof) returns (bool accepted) {
            if (!accepted) ++parked;
        } catch {}
    }

    function approve(uint256 who) external {
        IReportFeed.Parked memory p = FEED.parked();
        uint256 round = FEED.latestRound();
        address approver = person(who);
        vm.prank(approver);
        try FEED.approveParked(p.digest, "checked", 0) {
            if (approver == p.proposer || _approved[p.digest][approver]) ++violations;
            _approved[p.digest][approver] = true;
            bool counted = ++_approvals[p.digest] >= 2;
            bool out = FEED.latestRound() == round + 1;
            if (out != counted) ++violations;
            if (out) ++published;
        } catch {}
    }

    function reject(uint256 who, uint256 often) external {
        if (often % 8 != 0) return;
        bytes32 digest = FEED.parked().digest;
        vm.prank(person(who));
        try FEED.rejectParked(digest, "no") {} catch {}
    }

    function pass(uint256 span) external {
        time += span % 30 hours;
        vm.warp(time);
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
}

/// @notice Invariant 16 over random proposals and approvals.
contract ApprovalInvariantsTest is OracleWorld {
    Approvers private actors;

    function setUp() public override {
        super.setUp();
        _publish(ONE);
        actors = new Approvers(nav, committee, keys, block.timestamp);
        for (uint256 i = 0; i < actors.PEOPLE(); ++i) {
            hub.grantRole(hub.roleId(ASSET, "reportApprover"), actors.person(i), 0);
        }
    }

    function targetContracts() public view returns (address[] memory list) {
        list = new address[](1);
        list[0] = address(actors);
    }

    function invariant_16_nobody_proposes_and_approves_the_same() public view {
        same(actors.violations(), 0, "violations");
    }

    /// @dev The actors do reach a second approval: the invariant above speaks of something.
    function test_the_actors_park_and_publish() public {
        actors.propose(0, 50_000);
        actors.approve(0);
        actors.approve(1);
        actors.approve(1);
        same(actors.published(), 0, "one approval is none");
        actors.approve(2);
        same(actors.parked(), 1, "parked");
        same(actors.published(), 1, "published");
    }
}
