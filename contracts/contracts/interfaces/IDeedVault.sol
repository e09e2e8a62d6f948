// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Keeps a deed while fractions of it exist
/// @notice Two ways out: nothing of the fractions is left, or the holders carried a buy-out whose price lies here in
/// full. The motion must have named this very buy-out ({buyoutSubject} is its subject), and the votes for it must be a
/// fixed part of all fractions at its record date, whatever quorum the motion was given. After a buy-out each fraction
/// is worth its part of the price, paid when it is surrendered and burnt.
interface IDeedVault {
    /// @notice What a vault is made for.
    /// @param token the fractions
    /// @param deed the ERC-721 contract of the deed
    /// @param titleId the deed
    /// @param payment the ERC-20 a buy-out is paid in
    /// @param ballot where holders vote ({IBallot})
    /// @param approvalBps part of all fractions that must have voted for a buy-out, 1/10,000, above 5,000
    struct VaultInit {
        address token;
        address deed;
        uint256 titleId;
        address payment;
        address ballot;
        uint16 approvalBps;
    }

    /// @dev Where a buy-out stands.
    enum BuyoutState {
        NONE,
        FUNDED,
        EXECUTED,
        WITHDRAWN
    }

    /// @notice A buy-out.
    /// @param bidder who pays and receives the deed
    /// @param deadline seconds: last block time at which it can be executed
    /// @param state where it stands
    /// @param price base units of the payment token for all fractions together
    /// @param fractions base units of the token that existed at the record date of the vote
    struct Buyout {
        address bidder;
        uint64 deadline;
        BuyoutState state;
        uint256 price;
        uint256 fractions;
    }

    /// @notice The deed came in.
    event DeedDeposited(address indexed from, uint256 indexed titleId);
    /// @notice The deed went out; `ballotId` is zero when no fraction was left.
    event DeedReleased(address indexed to, uint256 indexed titleId, uint256 ballotId);
    /// @notice The price of a buy-out that is or was voted on lies in the vault.
    event BuyoutFunded(
        uint256 indexed ballotId,
        address indexed bidder,
        uint256 price,
        uint256 fractions,
        uint256 deadline
    );
    /// @notice The bidder took the price back.
    event BuyoutWithdrawn(uint256 indexed ballotId, uint256 price);
    /// @notice The deed is the bidder's, the price the holders'.
    event BuyoutExecuted(uint256 indexed ballotId, address indexed bidder, uint256 price, uint256 fractions);
    /// @notice Fractions were burnt for their part of the price.
    event FractionsSurrendered(
        address indexed holder,
        address indexed to,
        uint256 amount,
        uint256 paid,
        uint256 operationId
    );
    /// @notice What rounding left went to the issuer when no fraction was left.
    event DustSwept(address indexed to, uint256 amount);

    /// @notice Set up once, with contracts, a title and an approval above half.
    error InvalidVaultSetUp(address token, address deed, address payment, address ballot);
    /// @notice Only the deed this vault is made for is taken in.
    error NotThisDeed(address deed, uint256 titleId);
    /// @notice The deed is not here.
    error DeedNotHeld(uint256 titleId);
    /// @notice Fractions exist: the deed stays.
    error FractionsExist(uint256 totalSupply);
    /// @notice A buy-out needs a price, and a motion that names bidder, price and deadline.
    error NotTheMotion(uint256 ballotId, bytes32 subject, bytes32 expected);
    /// @notice The vote counts what was held before the deed came in (or came in otherwise than by `safeTransferFrom`).
    error RecordDateTooOld(uint256 ballotId, uint256 recordDate, uint256 first);
    /// @notice A price is more than nothing.
    error NoPrice(uint256 ballotId);
    /// @notice The buy-out is not in the state this needs.
    error WrongBuyoutState(uint256 ballotId, BuyoutState state);
    /// @notice The vote is not over, or the motion fell.
    error BuyoutNotCarried(uint256 ballotId, bool closed, bool passed);
    /// @notice Too small a part of all fractions voted for it.
    error ApprovalTooSmall(uint256 ballotId, uint256 votesFor, uint256 fractions, uint256 approvalBps);
    /// @notice The time of the buy-out is over.
    error BuyoutExpired(uint256 ballotId, uint256 deadline);
    /// @notice Only the bidder does this.
    error NotTheBidder(address caller, address bidder);
    /// @notice The price is bound: the vote may still carry.
    error BuyoutStillBound(uint256 ballotId, uint256 deadline);
    /// @notice More fractions exist than the vote was about; what is too much must be burnt first.
    error FractionsGrew(uint256 fractions, uint256 votedOn);
    /// @notice No fraction exists: the deed goes out by {releaseDeed}, the price back to the bidder.
    error NothingToBuyOut(uint256 ballotId);
    /// @notice Nothing was bought out.
    error NoBuyout(uint256 titleId);
    /// @notice The holder has fewer free fractions, or none were named.
    error NotSurrenderable(address holder, uint256 amount, uint256 free);

    /// @notice Sets up a clone in the transaction that creates it.
    function initialize(VaultInit calldata init) external;

    /// @notice Brings the price of a buy-out in, by the bidder whom the motion names; before, during or after the vote
    /// but not after the deadline. The vault must receive exactly the price. Once per motion.
    /// @param price base units of the payment token for all fractions together
    /// @param deadline seconds: last block time at which it can be executed
    function fundBuyout(uint256 ballotId, uint256 price, uint64 deadline) external;

    /// @notice Carries out a buy-out that is funded and carried: the deed goes to the bidder. Anybody may.
    function executeBuyout(uint256 ballotId) external;

    /// @notice Gives the bidder the price back when the motion fell, the deadline is over or the deed went elsewhere.
    function withdrawBuyout(uint256 ballotId) external;

    /// @notice Burns the caller's free fractions and pays their part of the price, rounded down, to `to`: an eligible
    /// wallet of the same investor.
    function surrender(uint256 amount, address to) external returns (uint256 paid);

    /// @notice Hands the deed out when no fraction exists. Issuers only.
    function releaseDeed(address to) external;

    /// @notice Pays what rounding left of an executed buy-out once no fraction exists. Issuers only.
    function sweepDust(address to) external returns (uint256 amount);

    /// @notice The subject that a motion on this buy-out must have.
    function buyoutSubject(address bidder, uint256 price, uint64 deadline) external view returns (bytes32);

    /// @notice A buy-out; all zero if unknown.
    function buyoutOf(uint256 ballotId) external view returns (Buyout memory);

    /// @notice What `amount` fractions are worth after the buy-out, rounded down; 0 before one.
    function worthOf(uint256 amount) external view returns (uint256);

    /// @notice Whether a buy-out was executed, of which ballot, and base units surrendered and payment paid since.
    function executed() external view returns (bool done, uint256 ballotId, uint256 surrendered, uint256 paid);

    /// @notice Base units of the payment token that belong to bidders and holders; never swept.
    function owed() external view returns (uint256);

    /// @notice Whether the deed is here. Never reverts.
    function holdsDeed() external view returns (bool);

    /// @notice What the vault is made for.
    function setUp() external view returns (VaultInit memory);
}
