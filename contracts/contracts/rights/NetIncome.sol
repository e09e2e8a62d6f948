// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {IDistributor, PayObstacle} from "../interfaces/IDistributor.sol";
import {IOracleCommittee} from "../interfaces/IOracleCommittee.sol";
import {IncomeLedger} from "./IncomeLedger.sol";

/// @title Income net of tax: cumulative amounts under a signed root
/// @dev Three locks on a wrong root: the committee's threshold, a day in which compliance may refuse it, and the
/// signed sums, beyond which nothing is paid whatever the leaves say and which never exceed the money that lies here.
abstract contract NetIncome is IncomeLedger {
    uint256 private constant ROOT_DELAY = 1 days;
    bytes32 private constant ROOT_TYPEHASH =
        keccak256(
            "NetRoot(address distributor,uint256 id,uint32 number,uint32 epoch,uint32 expiry,"
            "bytes32 root,uint128 net,uint128 withheld,bytes32 documentHash)"
        );

    IOracleCommittee private immutable COMMITTEE;

    mapping(uint256 id => NetState) private _net;

    constructor(address committee) {
        COMMITTEE = IOracleCommittee(committee);
    }

    /// @inheritdoc IDistributor
    function openNet(
        address payment,
        address taxAccount,
        uint32 expiresAt,
        bytes32 documentHash
    ) external restricted returns (uint256 id) {
        if (taxAccount == address(0)) revert InvalidTaxAccount(taxAccount);
        (id, ) = _begin(Mode.NET, payment, expiresAt);
        _net[id].taxAccount = taxAccount;
        emit NetOpened(id, payment, taxAccount, expiresAt, documentHash);
    }

    /// @inheritdoc IDistributor
    function fund(uint256 id, uint256 amount) external restricted nonReentrant {
        Distribution storage d = _open(id, Mode.NET);
        _allocate(d, amount);
        emit Funded(id, amount, d.allocated);
    }

    /// @inheritdoc IDistributor
    function proposeRoot(
        NetRoot calldata proposal,
        uint256 bitmap,
        bytes calldata proof
    ) external whenPaying nonReentrant {
        NetState storage s = _settle(proposal.id);
        _checkRoot(_open(proposal.id, Mode.NET), s, proposal);
        COMMITTEE.checkStatement(proposal.epoch, rootHash(proposal), bitmap, proof);

        s.pendingRoot = proposal.root;
        s.pendingNet = proposal.net;
        s.pendingWithheld = proposal.withheld;
        s.effectiveAt = uint32(block.timestamp + ROOT_DELAY);
        s.number = proposal.number;
        emit RootProposed(
            proposal.id,
            proposal.number,
            proposal.root,
            proposal.net,
            proposal.withheld,
            s.effectiveAt,
            proposal.documentHash
        );
    }

    /// @inheritdoc IDistributor
    function rejectRoot(uint256 id, bytes32 reason) external restricted {
        NetState storage s = _settle(id);
        if (s.effectiveAt == 0) revert NoRootPending(id);
        _clearPending(s);
        emit RootRejected(id, s.number, reason);
    }

    /// @inheritdoc IDistributor
    function claimNet(uint256 id, NetClaim calldata line) external whenPaying nonReentrant returns (uint256 amount) {
        Distribution storage d = _open(id, Mode.NET);
        NetState storage s = _settle(id);
        if (!_isUnder(s.root, id, line)) revert LeafUnknown(id, line.account, line.cumulative);
        PayObstacle obstacle;
        (amount, obstacle) = _payLine(id, d, s, line);
        if (obstacle != PayObstacle.NONE) revert PaymentWithheld(id, line.account, obstacle);
    }

    /// @inheritdoc IDistributor
    function pushNet(
        uint256 id,
        NetClaim[] calldata lines
    ) external whenPaying nonReentrant returns (uint256 amount) {
        _checkBatch(lines.length);
        Distribution storage d = _open(id, Mode.NET);
        NetState storage s = _settle(id);
        for (uint256 i = 0; i < lines.length; ++i) {
            NetClaim calldata line = lines[i];
            if (!_isUnder(s.root, id, line)) revert LeafUnknown(id, line.account, line.cumulative);
            (uint256 paid, PayObstacle obstacle) = _payLine(id, d, s, line);
            if (obstacle == PayObstacle.NONE) amount += paid;
            else emit Skipped(id, line.account, obstacle);
        }
    }

    /// @inheritdoc IDistributor
    function remitTax(uint256 id) external whenPaying nonReentrant returns (uint256 amount) {
        amount = _remit(id, _open(id, Mode.NET), _settle(id));
        if (amount == 0) revert NoTaxDue(id);
    }

    /// @inheritdoc IDistributor
    function claimableNet(
        uint256 id,
        NetClaim calldata line
    ) external view returns (uint256 amount, PayObstacle obstacle) {
        Distribution storage d = _distributions[id];
        NetState memory s = netStateOf(id);
        // Only a distribution net of tax ever has a root.
        if (d.closed || !_isUnder(s.root, id, line)) return (0, PayObstacle.NOTHING_DUE);
        (amount, , obstacle) = _due(id, d, s.net, s.remitted, line);
    }

    /// @inheritdoc IDistributor
    function netStateOf(uint256 id) public view returns (NetState memory s) {
        s = _net[id];
        if (s.effectiveAt != 0 && s.effectiveAt <= block.timestamp) {
            (s.root, s.net, s.withheld) = (s.pendingRoot, s.pendingNet, s.pendingWithheld);
            (s.pendingRoot, s.pendingNet, s.pendingWithheld, s.effectiveAt) = (0, 0, 0, 0);
        }
    }

    /// @inheritdoc IDistributor
    function leafOf(uint256 id, address account, uint128 cumulative) public view returns (bytes32) {
        return keccak256(bytes.concat(keccak256(abi.encode(address(this), id, account, cumulative))));
    }

    /// @inheritdoc IDistributor
    function rootHash(NetRoot calldata p) public view returns (bytes32) {
        return
            keccak256(
                abi.encode(
                    ROOT_TYPEHASH,
                    address(this),
                    p.id,
                    p.number,
                    p.epoch,
                    p.expiry,
                    p.root,
                    p.net,
                    p.withheld,
                    p.documentHash
                )
            );
    }

    /// @dev Pays what the tax account is owed and has not received.
    function _remit(uint256 id, Distribution storage d, NetState storage s) internal returns (uint256 amount) {
        amount = s.withheld - s.remitted;
        if (amount == 0) return 0;
        address taxAccount = s.taxAccount;
        s.remitted = s.withheld;
        if (!_release(d, taxAccount, amount)) {
            revert PaymentWithheld(id, taxAccount, PayObstacle.PAYMENT_REFUSED);
        }
        emit TaxRemitted(id, taxAccount, amount);
    }

    /// @dev The roots, with a pending one put in force when its time has come.
    function _settle(uint256 id) internal returns (NetState storage s) {
        s = _net[id];
        if (s.effectiveAt != 0 && s.effectiveAt <= block.timestamp) {
            (s.root, s.net, s.withheld) = (s.pendingRoot, s.pendingNet, s.pendingWithheld);
            _clearPending(s);
        }
    }

    /// @dev A root comes in turn and in time, promises no more than lies here and takes back nothing that was paid.
    function _checkRoot(Distribution storage d, NetState storage s, NetRoot calldata p) private view {
        if (s.effectiveAt != 0) revert RootPending(p.id, s.effectiveAt);
        if (p.number != s.number + 1) revert WrongRootNumber(p.number, s.number + 1);
        if (p.expiry < block.timestamp) revert RootExpired(p.expiry);
        uint256 remitted = s.remitted;
        if (uint256(p.net) + p.withheld > d.allocated || p.net < d.paid - remitted || p.withheld < remitted) {
            revert RootNotCovered(p.net, p.withheld, d.allocated);
        }
    }

    function _payLine(
        uint256 id,
        Distribution storage d,
        NetState storage s,
        NetClaim calldata line
    ) private returns (uint256 amount, PayObstacle obstacle) {
        address payee;
        (amount, payee, obstacle) = _due(id, d, s.net, s.remitted, line);
        if (obstacle == PayObstacle.NONE && !_pay(id, d, line.account, payee, amount, 0)) {
            obstacle = PayObstacle.PAYMENT_REFUSED;
        }
    }

    /// @dev What a line that is under the root still gets. Together the lines never get more than the signed net sum.
    function _due(
        uint256 id,
        Distribution storage d,
        uint256 net,
        uint256 remitted,
        NetClaim calldata line
    ) private view returns (uint256 amount, address payee, PayObstacle obstacle) {
        uint256 received = _paidTo[id][line.account];
        if (line.cumulative <= received) {
            return (0, line.account, received == 0 ? PayObstacle.NOTHING_DUE : PayObstacle.ALREADY_PAID);
        }
        amount = line.cumulative - received;
        if (d.paid - remitted + amount > net) return (0, line.account, PayObstacle.NOTHING_DUE);
        (payee, obstacle) = _payee(line.account);
    }

    function _isUnder(bytes32 root, uint256 id, NetClaim calldata line) private view returns (bool) {
        return
            root != 0 && MerkleProof.verifyCalldata(line.proof, root, leafOf(id, line.account, line.cumulative));
    }

    function _clearPending(NetState storage s) private {
        (s.pendingRoot, s.pendingNet, s.pendingWithheld, s.effectiveAt) = (0, 0, 0, 0);
    }
}
