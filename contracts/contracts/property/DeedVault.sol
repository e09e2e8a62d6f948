// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {IERC721Receiver} from "@openzeppelin/contracts/token/ERC721/IERC721Receiver.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IAssetToken} from "../interfaces/IAssetToken.sol";
import {IBallot} from "../interfaces/IBallot.sol";
import {IBallotResult} from "../interfaces/IBallotResult.sol";
import {IDeedVault} from "../interfaces/IDeedVault.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {ExactTransfer} from "../market/ExactTransfer.sol";
import {Payees} from "../market/Payees.sol";

/// @title DeedVault
/// @notice See {IDeedVault}. Deployed once, cloned per property. Holds the transfer agent's role of the token, to burn
/// what is surrendered; needs a record in the registry, as every holder of a deed.
/// @dev
/// slot 0–4  set-up: token · deed · title id · payment · ballot | approval u16
/// slot 5    buy-outs: ballot id => bidder, deadline u64, state u8 · price · fractions at the record date
/// slot 6–9  after the execution: ballot id · fractions then · surrendered · paid
/// slot 10   payment owed to bidders and holders together; slot 11: whether there was an execution u8 | first record
///           date that may decide u32
contract DeedVault is IDeedVault, IERC721Receiver, HubManaged, ReentrancyGuardTransient {
    using ExactTransfer for IERC20;

    uint256 private constant ALL_BPS = 10_000;

    VaultInit private _setUp;
    mapping(uint256 ballotId => Buyout) private _buyouts;
    uint256 private _executedBallot;
    uint256 private _boughtOut;
    uint256 private _surrendered;
    uint256 private _paid;
    uint256 private _owed;
    bool private _done;
    uint32 private _firstRecordDate;

    constructor(address hub) HubManaged(hub) {
        // An implementation must never be set up by a passer-by.
        _setUp.token = address(this);
    }

    /// @inheritdoc IDeedVault
    function initialize(VaultInit calldata init) external {
        bool complete = init.token.code.length != 0 &&
            init.deed.code.length != 0 &&
            init.payment.code.length != 0 &&
            init.ballot.code.length != 0 &&
            init.payment != init.token &&
            init.approvalBps > ALL_BPS / 2 &&
            init.approvalBps <= ALL_BPS;
        if (_setUp.token != address(0) || !complete) {
            revert InvalidVaultSetUp(init.token, init.deed, init.payment, init.ballot);
        }
        _setUp = init;
    }

    /// @notice Takes the deed in; the holder sends it with `safeTransferFrom`.
    /// @inheritdoc IERC721Receiver
    function onERC721Received(address, address from, uint256 titleId, bytes calldata) external returns (bytes4) {
        if (msg.sender != _setUp.deed || titleId != _setUp.titleId) revert NotThisDeed(msg.sender, titleId);
        // What people held before the deed was here decides nothing about it.
        _firstRecordDate = uint32(IAssetToken(_setUp.token).currentRecordDate() + 1);
        emit DeedDeposited(from, titleId);
        return IERC721Receiver.onERC721Received.selector;
    }

    /// @inheritdoc IDeedVault
    function fundBuyout(uint256 ballotId, uint256 price, uint64 deadline) external nonReentrant {
        Buyout storage buyout = _in(ballotId, BuyoutState.NONE);
        if (price == 0) revert NoPrice(ballotId);
        if (block.timestamp > deadline) revert BuyoutExpired(ballotId, deadline);
        _requireDeed();
        IBallot.Motion memory motion = IBallot(_setUp.ballot).motionOf(ballotId);
        bytes32 subject = buyoutSubject(msg.sender, price, deadline);
        if (motion.subject != subject) revert NotTheMotion(ballotId, motion.subject, subject);
        uint256 first = _firstRecordDate;
        if (first == 0 || motion.recordDate < first) revert RecordDateTooOld(ballotId, motion.recordDate, first);
        uint256 fractions = IAssetToken(_setUp.token).supplyAt(motion.recordDate);

        (buyout.bidder, buyout.deadline, buyout.state) = (msg.sender, deadline, BuyoutState.FUNDED);
        (buyout.price, buyout.fractions) = (price, fractions);
        _owed += price;
        emit BuyoutFunded(ballotId, msg.sender, price, fractions, deadline);
        IERC20(_setUp.payment).pull(msg.sender, address(this), price);
    }

    /// @inheritdoc IDeedVault
    function executeBuyout(uint256 ballotId) external nonReentrant {
        Buyout storage buyout = _in(ballotId, BuyoutState.FUNDED);
        if (block.timestamp > buyout.deadline) revert BuyoutExpired(ballotId, buyout.deadline);
        _requireDeed();
        _requireCarried(ballotId, buyout.fractions);
        uint256 fractions = IERC20(_setUp.token).totalSupply();
        if (fractions == 0) revert NothingToBuyOut(ballotId);
        if (fractions > buyout.fractions) revert FractionsGrew(fractions, buyout.fractions);
        IERC20(_setUp.payment).surplus(_owed);

        buyout.state = BuyoutState.EXECUTED;
        (_done, _executedBallot, _boughtOut) = (true, ballotId, fractions);
        emit BuyoutExecuted(ballotId, buyout.bidder, buyout.price, fractions);
        _handOut(buyout.bidder, ballotId);
    }

    /// @inheritdoc IDeedVault
    function withdrawBuyout(uint256 ballotId) external nonReentrant {
        Buyout storage buyout = _in(ballotId, BuyoutState.FUNDED);
        if (msg.sender != buyout.bidder) revert NotTheBidder(msg.sender, buyout.bidder);
        if (block.timestamp <= buyout.deadline && holdsDeed()) {
            (bool closed, bool passed, uint256 votesFor) = _outcome(ballotId);
            bool carried = passed && _approved(votesFor, buyout.fractions);
            if (!closed || carried) revert BuyoutStillBound(ballotId, buyout.deadline);
        }
        buyout.state = BuyoutState.WITHDRAWN;
        _owed -= buyout.price;
        emit BuyoutWithdrawn(ballotId, buyout.price);
        IERC20(_setUp.payment).push(msg.sender, buyout.price);
    }

    /// @inheritdoc IDeedVault
    function surrender(uint256 amount, address to) external nonReentrant returns (uint256 paid) {
        if (!_done) revert NoBuyout(_setUp.titleId);
        IAssetToken token = IAssetToken(_setUp.token);
        if (!IERC7943Fungible(address(token)).canSend(msg.sender)) {
            revert IERC7943Fungible.ERC7943CannotSend(msg.sender);
        }
        uint256 free = token.accountOf(msg.sender).free;
        if (amount == 0 || amount > free) revert NotSurrenderable(msg.sender, amount, free);
        Payees.requireEligible(IInvestorRegistry(token.identityRegistry()), msg.sender, to);
        // Fractions minted after the execution have no part in the price.
        uint256 everBought = IERC20(address(token)).totalSupply() + _surrendered;
        if (everBought > _boughtOut) revert FractionsGrew(everBought, _boughtOut);

        paid = worthOf(amount);
        uint256 operationId = uint256(keccak256(abi.encode(address(this), _surrendered)));
        _surrendered += amount;
        _paid += paid;
        _owed -= paid;
        emit FractionsSurrendered(msg.sender, to, amount, paid, operationId);
        token.burn(msg.sender, amount, operationId);
        IERC20(_setUp.payment).push(to, paid);
    }

    /// @inheritdoc IDeedVault
    function releaseDeed(address to) external restricted nonReentrant {
        _requireDeed();
        uint256 supply = IERC20(_setUp.token).totalSupply();
        if (supply != 0) revert FractionsExist(supply);
        _handOut(to, 0);
    }

    /// @inheritdoc IDeedVault
    function sweepDust(address to) external restricted nonReentrant returns (uint256 amount) {
        if (!_done) revert NoBuyout(_setUp.titleId);
        uint256 supply = IERC20(_setUp.token).totalSupply();
        if (supply != 0) revert FractionsExist(supply);
        uint256 price = _buyouts[_executedBallot].price;
        amount = price - _paid;
        _paid = price;
        _owed -= amount;
        emit DustSwept(to, amount);
        IERC20(_setUp.payment).push(to, amount);
    }

    /// @inheritdoc IDeedVault
    function buyoutOf(uint256 ballotId) external view returns (Buyout memory) {
        return _buyouts[ballotId];
    }

    /// @inheritdoc IDeedVault
    function executed() external view returns (bool done, uint256 ballotId, uint256 surrendered, uint256 paid) {
        return (_done, _executedBallot, _surrendered, _paid);
    }

    /// @inheritdoc IDeedVault
    function owed() external view returns (uint256) {
        return _owed;
    }

    /// @inheritdoc IDeedVault
    function setUp() external view returns (VaultInit memory) {
        return _setUp;
    }

    /// @inheritdoc IDeedVault
    function buyoutSubject(address bidder, uint256 price, uint64 deadline) public view returns (bytes32) {
        return keccak256(abi.encode("buyout", block.chainid, address(this), bidder, price, deadline));
    }

    /// @inheritdoc IDeedVault
    function worthOf(uint256 amount) public view returns (uint256) {
        if (!_done || amount > _boughtOut) return 0;
        return Math.mulDiv(_buyouts[_executedBallot].price, amount, _boughtOut);
    }

    /// @inheritdoc IDeedVault
    function holdsDeed() public view returns (bool) {
        if (_setUp.deed.code.length == 0) return false;
        try IERC721(_setUp.deed).ownerOf(_setUp.titleId) returns (address owner) {
            return owner == address(this);
        } catch {
            return false;
        }
    }

    function _handOut(address to, uint256 ballotId) private {
        emit DeedReleased(to, _setUp.titleId, ballotId);
        IERC721(_setUp.deed).transferFrom(address(this), to, _setUp.titleId);
    }

    function _in(uint256 ballotId, BuyoutState state) private view returns (Buyout storage buyout) {
        buyout = _buyouts[ballotId];
        if (buyout.state != state) revert WrongBuyoutState(ballotId, buyout.state);
    }

    /// @dev The motion's own quorum and majority, and the vault's approval by all fractions: whoever may propose a
    /// motion can choose the former, never the latter.
    function _requireCarried(uint256 ballotId, uint256 fractions) private view {
        (bool closed, bool passed, uint256 votesFor) = _outcome(ballotId);
        if (!closed || !passed) revert BuyoutNotCarried(ballotId, closed, passed);
        if (!_approved(votesFor, fractions)) {
            revert ApprovalTooSmall(ballotId, votesFor, fractions, _setUp.approvalBps);
        }
    }

    function _outcome(uint256 ballotId) private view returns (bool closed, bool passed, uint256 votesFor) {
        address ballot = _setUp.ballot;
        (closed, passed) = IBallotResult(ballot).outcome(ballotId);
        votesFor = IBallot(ballot).motionOf(ballotId).votesFor;
    }

    function _approved(uint256 votesFor, uint256 fractions) private view returns (bool) {
        return votesFor * ALL_BPS >= fractions * _setUp.approvalBps;
    }

    function _requireDeed() private view {
        if (!holdsDeed()) revert DeedNotHeld(_setUp.titleId);
    }
}
