// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Whole bars for tokens
/// @notice A holder asks for a bar of the attested list and puts its fine weight in tokens in escrow. The bar is
/// allocated to that request alone. Delivery burns the tokens; cancellation gives them back. A bar leaves once.
interface IBarVault {
    /// @notice A bar as the custodian lists it. What it is: refiner, serial, year and gross weight together.
    /// A leaf of the list is `keccak256(bytes.concat(keccak256(abi.encode(refiner, serial, year, grossMilliOz,
    /// finenessTenths, fineMilliOz))))`, as OpenZeppelin's StandardMerkleTree makes it.
    /// @param grossMilliOz thousandths of a troy ounce
    /// @param finenessTenths tenths of a part in a thousand: 9958 is 995.8
    /// @param fineMilliOz fine weight as stated, thousandths of a troy ounce
    struct Bar {
        string refiner;
        string serial;
        uint16 year;
        uint64 grossMilliOz;
        uint16 finenessTenths;
        uint64 fineMilliOz;
    }

    /// @dev Where a redemption stands. RECLAIMED: cancelled, and the tokens taken back.
    enum RedemptionState {
        NONE,
        REQUESTED,
        ACCEPTED,
        SHIPPED,
        DELIVERED,
        CANCELLED,
        RECLAIMED
    }

    /// @dev Where a bar stands. LEFT is for ever.
    enum BarState {
        FREE,
        ALLOCATED,
        LEFT
    }

    /// @notice A redemption.
    /// @param amount base units of the token in escrow
    /// @param deliveryHash SHA-256 of the delivery instruction, which stays off-chain
    struct Redemption {
        address holder;
        RedemptionState state;
        uint40 changedAt;
        bytes32 barId;
        uint256 amount;
        bytes32 deliveryHash;
    }

    /// @notice A bar was asked for; its tokens are in escrow.
    event RedemptionRequested(
        uint256 indexed id,
        address indexed holder,
        bytes32 indexed barId,
        Bar bar,
        uint256 amount,
        bytes32 deliveryHash
    );
    /// @notice The vault's officer took the request on.
    event RedemptionAccepted(uint256 indexed id, address officer);
    /// @notice The bar left the vault.
    event RedemptionShipped(uint256 indexed id, bytes32 indexed barId, bytes32 shipmentHash);
    /// @notice The bar is with its holder; the tokens are burnt.
    event RedemptionDelivered(uint256 indexed id, bytes32 receiptHash, uint256 amount, uint256 operationId);
    /// @notice The redemption ended without delivery; the tokens wait for their holder.
    event RedemptionCancelled(uint256 indexed id, address indexed by, bytes32 reason, bytes32 documentHash);
    /// @notice The tokens of a cancelled redemption went back.
    event TokensReclaimed(uint256 indexed id, address indexed to, uint256 amount);
    /// @notice Another wallet of the same investor stands for the redemption.
    event RedemptionAssumed(uint256 indexed id, address indexed from, address indexed to);

    /// @notice Set up once, with a token of one troy ounce and its reserve feed.
    error InvalidBarVaultSetUp(address token, address feed);
    /// @notice No bar list is attested.
    error NoBarList(address feed);
    /// @notice The bar is not on the attested list.
    error BarNotListed(bytes32 barId, bytes32 root);
    /// @notice The bar is allocated to another redemption or has left.
    error BarNotFree(bytes32 barId, BarState state);
    /// @notice A bar has a fine weight, at most its gross weight.
    error InvalidBar(bytes32 barId, uint64 fineMilliOz, uint64 grossMilliOz);
    /// @notice The redemption is not in the state this needs.
    error WrongRedemptionState(uint256 id, RedemptionState state);
    /// @notice Only the holder of the redemption does this.
    error NotTheRedeemer(address caller, address holder);
    /// @notice Nobody decides on a redemption of their own.
    error OwnRedemption(address officer);
    /// @notice The holder may not receive the bar now: not verified, expired or stopped.
    error RedeemerNotEligible(address holder);
    /// @notice The wallet is no other verified wallet of the same investor.
    error NotSameRedeemer(address holder, address wallet);

    /// @notice Sets up a clone in the transaction that creates it. The feed must be one of the token's own asset.
    function initialize(address token, address feed) external;

    /// @notice Asks for a bar of the newest attested list and pays its fine weight into escrow: base units rounded up,
    /// which matters below three decimals only. Needs an allowance.
    /// @param deliveryHash SHA-256 of the delivery instruction
    function requestBar(Bar calldata bar, bytes32[] calldata proof, bytes32 deliveryHash) external returns (uint256 id);

    /// @notice Takes a request on. Treasurers only, not for themselves; the holder must be eligible.
    function accept(uint256 id) external;

    /// @notice Records that the bar left. Treasurers only; the holder must still be eligible.
    function ship(uint256 id, bytes32 shipmentHash) external;

    /// @notice Records the delivery and burns the tokens. Treasurers only.
    /// @param operationId passed to the token, which spends it once
    function deliver(uint256 id, bytes32 receiptHash, uint256 operationId) external;

    /// @notice Withdraws a request that was not accepted yet. Holder only.
    function cancel(uint256 id) external;

    /// @notice Ends a redemption before shipping. Treasurers only.
    function refuse(uint256 id, bytes32 reason) external;

    /// @notice Ends a redemption whose shipment came back. Its bar is not given out again. Compliance only.
    function recordReturn(uint256 id, bytes32 reason, bytes32 documentHash) external;

    /// @notice Gives the tokens of a cancelled redemption back, to a wallet that the token accepts. Holder only.
    function reclaim(uint256 id) external;

    /// @notice Puts the caller, a verified wallet of the same investor, in the holder's place (a lost wallet, say).
    function assume(uint256 id) external;

    /// @notice A redemption; all zero if unknown.
    function redemptionOf(uint256 id) external view returns (Redemption memory);

    /// @notice Where a bar stands.
    function barState(bytes32 barId) external view returns (BarState);

    /// @notice What a bar is: hash of refiner, serial, year and gross weight.
    function barIdOf(Bar calldata bar) external pure returns (bytes32);

    /// @notice Base units of the token for a fine weight, rounded up.
    function tokensFor(uint64 fineMilliOz) external view returns (uint256);

    /// @notice Base units in escrow for redemptions that are not settled.
    function escrowed() external view returns (uint256);

    /// @notice Number of redemptions so far; ids run from 1.
    function redemptionCount() external view returns (uint256);

    /// @notice The token and the reserve feed whose list counts.
    function setUp() external view returns (address token, address feed);
}
