// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {AccessHub} from "../../contracts/access/AccessHub.sol";
import {Roles} from "../../contracts/access/Roles.sol";
import {AssetFactory} from "../../contracts/AssetFactory.sol";
import {IAccessHub} from "../../contracts/interfaces/IAccessHub.sol";
import {IAssetFactory} from "../../contracts/interfaces/IAssetFactory.sol";
import {IAssetToken, Reason} from "../../contracts/interfaces/IAssetToken.sol";
import {IReportFeed} from "../../contracts/interfaces/IReportFeed.sol";
import {OracleCommittee} from "../../contracts/oracle/OracleCommittee.sol";
import {ReportFeed} from "../../contracts/oracle/ReportFeed.sol";
import {InvestorRegistry} from "../../contracts/registry/InvestorRegistry.sol";
import {AssetToken} from "../../contracts/token/AssetToken.sol";
import {Checks} from "./Cheats.sol";

/// @title A platform with one asset and its people
/// @dev This contract is the hub's administrator, the registrar and every officer of the asset, so that tests read as
/// sentences; what outsiders may not do is tested with pranks.
abstract contract World is Checks {
    bytes32 internal constant ASSET = bytes32(uint256(0xA55E7));
    uint40 internal constant START = 1_776_000_000;
    uint256 internal constant UNIT = 1e6;

    AccessHub internal hub;
    InvestorRegistry internal registry;
    OracleCommittee internal committee;
    AssetFactory internal factory;
    AssetToken internal token;
    ReportFeed internal nav;
    ReportFeed internal reserve;

    uint256[] internal keys;
    address internal alice = address(0xA11CE);
    address internal bob = address(0xB0B);
    address internal carol = address(0xCA401);
    address internal outsider = address(0x0075);
    address internal approver1 = address(0xAA1);
    address internal approver2 = address(0xAA2);
    uint256 internal operation;

    function setUp() public virtual {
        vm.warp(START);
        hub = new AccessHub(address(this));
        registry = new InvestorRegistry(address(hub));
        committee = _newCommittee();
        address tokenCode = address(new AssetToken(address(hub), address(registry)));
        factory = new AssetFactory(address(hub), tokenCode, address(committee));
        _tables();
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.FACTORY), address(factory), 0);
        hub.grantRole(hub.roleId(Roles.PLATFORM, Roles.COMPLIANCE), address(this), 0);
        _guard(address(registry), registry.setSuspended.selector, Roles.COMPLIANCE);
        _guard(address(committee), committee.openFeed.selector, Roles.FACTORY);
        registry.setAgent(address(this), true);

        (address t, address n, address r) = factory.deploy(_params(ASSET));
        (token, nav, reserve) = (AssetToken(t), ReportFeed(n), ReportFeed(r));
        _register(alice, 1);
        _register(bob, 2);
    }

    function _params(bytes32 id) internal view virtual returns (IAssetFactory.AssetParams memory p) {
        p.token.assetId = id;
        p.token.name = "Example Treasury Fund";
        p.token.symbol = "ETF";
        p.token.decimals = 6;
        p.token.maxSupply = uint112(1_000_000 * UNIT);
        p.navFeed = IAssetFactory.FeedParams("ETF NAV / USD", 6, _policy());
        p.reserveFeed = IAssetFactory.FeedParams("ETF reserves / USD", 6, _policy());
        bytes32[8] memory roles = [
            Roles.ISSUER,
            Roles.MINTER,
            Roles.TRANSFER_AGENT,
            Roles.COMPLIANCE,
            Roles.ORACLE,
            Roles.PAUSER,
            Roles.REPORT_APPROVER,
            Roles.UNPAUSER
        ];
        p.grants = new IAccessHub.RoleGrant[](10);
        for (uint256 i = 0; i < roles.length; ++i) {
            p.grants[i] = IAccessHub.RoleGrant(roles[i], address(this), 0);
        }
        p.grants[8] = IAccessHub.RoleGrant(Roles.REPORT_APPROVER, approver1, 0);
        p.grants[9] = IAccessHub.RoleGrant(Roles.REPORT_APPROVER, approver2, 0);
    }

    function _policy() internal pure virtual returns (IReportFeed.FeedPolicy memory) {
        return
            IReportFeed.FeedPolicy({
                minAnswer: 1,
                maxAnswer: type(int128).max,
                minInterval: 60,
                maxValuationAge: 5 days,
                heartbeat: 4 days,
                valuationStaleness: 5 days,
                approvalWindow: 1 days,
                dailyDeviationBps: 0,
                maxDeviationBps: 100,
                alwaysApprove: false
            });
    }

    /// @dev A record that every default rule accepts.
    function _record(uint64 investorId, uint16 country, uint8 tier, uint40 expiry) internal pure returns (uint256) {
        return
            uint256(expiry) |
            (uint256(country) << 40) |
            (uint256(tier) << 56) |
            (uint256(investorId) << 80) |
            (uint256(1) << 144);
    }

    function _register(address wallet, uint64 investorId) internal {
        registry.register(wallet, _record(investorId, 840, 2, START + 365 days), keccak256("evidence"));
    }

    function _mint(address to, uint256 amount) internal {
        token.mint(to, amount, ++operation);
    }

    function _reason(address from, address to, uint256 amount) internal view returns (Reason reason) {
        (reason, ) = token.explain(from, from, to, amount);
    }

    /// @dev A transfer must be refused for `reason`, and the views must have said so.
    function _refused(Reason reason, address from, address to, uint256 amount) internal {
        same(uint256(_reason(from, to, amount)), uint256(reason), "explain");
        same(token.detectTransferRestriction(from, to, amount), uint256(reason), "ERC-1404");
        holds(!token.canTransfer(from, to, amount), "canTransfer");
        vm.expectRevert(abi.encodeWithSelector(IAssetToken.TransferRefused.selector, reason, from, to, amount));
        vm.prank(from);
        token.transfer(to, amount);
    }

    function _newCommittee() private returns (OracleCommittee) {
        for (uint256 i = 1; i <= 5; ++i) {
            keys.push(uint256(keccak256(abi.encode("oracle", i))));
        }
        return new OracleCommittee(address(hub), _addresses(keys), 3);
    }

    function _addresses(uint256[] memory from) internal pure returns (address[] memory list) {
        list = new address[](from.length);
        for (uint256 i = 0; i < from.length; ++i) {
            list[i] = vm.addr(from[i]);
        }
    }

    function _guard(address target, bytes4 selector, bytes32 role) internal {
        bytes4[] memory one = new bytes4[](1);
        one[0] = selector;
        hub.setTargetFunctionRole(target, one, hub.roleId(Roles.PLATFORM, role));
    }

    function _table(uint8 kind, bytes32 role, bytes4 selector) internal {
        bytes4[] memory one = new bytes4[](1);
        one[0] = selector;
        hub.setKindRole(kind, role, one);
    }

    function _tables() private {
        uint8 t = Roles.KIND_TOKEN;
        _table(t, Roles.MINTER, IAssetToken.mint.selector);
        _table(t, Roles.MINTER, IAssetToken.batchMint.selector);
        _table(t, Roles.TRANSFER_AGENT, IAssetToken.burn.selector);
        _table(t, Roles.TRANSFER_AGENT, IAssetToken.openRecordDate.selector);
        _table(t, Roles.COMPLIANCE, bytes4(keccak256("forcedTransfer(address,address,uint256,bytes32,bytes32)")));
        _table(t, Roles.COMPLIANCE, bytes4(keccak256("setAddressFrozen(address,bool,bytes32,bytes32)")));
        _table(t, Roles.COMPLIANCE, IAssetToken.recover.selector);
        _table(t, Roles.COMPLIANCE, bytes4(keccak256("setFrozenTokens(address,uint256)")));
        _table(t, Roles.COMPLIANCE, IAssetToken.freezePartialTokens.selector);
        _table(t, Roles.COMPLIANCE, IAssetToken.unfreezePartialTokens.selector);
        _table(t, Roles.COMPLIANCE, IAssetToken.setRules.selector);
        _table(t, Roles.COMPLIANCE, IAssetToken.setCountries.selector);
        _table(t, Roles.COMPLIANCE, IAssetToken.setExempt.selector);
        _table(t, Roles.COMPLIANCE, IAssetToken.setInvestorLedger.selector);
        _table(t, Roles.ISSUER, IAssetToken.setMaxSupply.selector);
        _table(t, Roles.ISSUER, bytes4(keccak256("setDocument(bytes32,string,bytes32)")));
        _table(t, Roles.ISSUER, bytes4(keccak256("removeDocument(bytes32)")));
        _table(t, Roles.PAUSER, IAssetToken.pause.selector);
        _table(t, Roles.UNPAUSER, IAssetToken.unpause.selector);
        uint8 f = Roles.KIND_FEED;
        _table(f, Roles.ORACLE, IReportFeed.setPolicy.selector);
        _table(f, Roles.REPORT_APPROVER, IReportFeed.approveParked.selector);
        _table(f, Roles.REPORT_APPROVER, IReportFeed.rejectParked.selector);
        _table(f, Roles.PAUSER, IReportFeed.pause.selector);
        _table(f, Roles.UNPAUSER, IReportFeed.unpause.selector);
    }
}
