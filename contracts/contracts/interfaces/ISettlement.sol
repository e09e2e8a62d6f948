// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev What stands in the way of a trade.
enum Hindrance {
    NONE,
    PAUSED,
    NOT_AN_ASSET,
    MALFORMED,
    EXPIRED,
    CANCELLED,
    NONCE_TAKEN,
    WRONG_TAKER,
    BEYOND_ORDER,
    BELOW_MINIMUM_FILL,
    SIGNATURE,
    TOKEN_SIDE,
    PAYMENT_SIDE
}

/// @title The OTC board: tokens against payment in one transaction, on signed orders
/// @notice One per platform. The board holds nothing: seller and buyer let it move their tokens and their money by
/// allowance, and it moves both or neither. An order lives until it is filled, cancelled or past its deadline; what it
/// asks per token never changes, and its fills together never give its maker less than it signed, whatever their sizes.
interface ISettlement {
    /// @notice What a maker signs (EIP-712).
    /// @param maker who signs: a key, or a contract by ERC-1271
    /// @param taker the only one who may take the order; zero for anybody
    /// @param token the asset's token
    /// @param payment the payment token
    /// @param sells whether the maker sells the token (else buys it)
    /// @param amount tokens, base units
    /// @param price payment for the whole amount, base units
    /// @param minFill least tokens of a fill, unless less is left
    /// @param nonce of the maker's choice; one nonce serves one order
    /// @param deadline last second at which the order holds
    struct Order {
        address maker;
        address taker;
        address token;
        address payment;
        bool sells;
        uint112 amount;
        uint128 price;
        uint112 minFill;
        uint256 nonce;
        uint40 deadline;
    }

    /// @notice Tokens went from seller to buyer and payment back, in full or in part of the order.
    event Traded(
        bytes32 indexed orderHash,
        address indexed seller,
        address indexed buyer,
        address token,
        address payment,
        uint256 amount,
        uint256 paid
    );
    /// @notice The maker's orders with these nonces (bits of the mask, in this word) are dead.
    event NoncesCancelled(address indexed maker, uint256 word, uint256 mask);
    /// @notice Trading stopped, or goes on. Cancelling never stops.
    event SettlementPaused(address account, bool paused);

    /// @notice Trading is paused.
    error TradingIsPaused(address token);
    /// @notice Trading is in that state already.
    error TradingPauseUnchanged(bool paused);
    /// @notice The token belongs to no asset of this platform.
    error NotAnAsset(address token);
    /// @notice An order needs a maker, an amount, a price, two different tokens, and nobody trades with themselves.
    error MalformedOrder(bytes32 orderHash);
    /// @notice The order's deadline is over.
    error OrderExpired(uint256 deadline);
    /// @notice The maker cancelled the order's nonce.
    error OrderCancelled(address maker, uint256 nonce);
    /// @notice Another order of the maker was filled under this nonce.
    error NonceTaken(address maker, uint256 nonce);
    /// @notice The order names another taker.
    error WrongTaker(address taker, address expected);
    /// @notice The order has less left.
    error BeyondOrder(uint256 amount, uint256 left);
    /// @notice The maker does not fill so little.
    error BelowMinimumFill(uint256 amount, uint256 minFill);
    /// @notice The signature is not the maker's, or is for another order, chain or contract.
    error InvalidOrderSignature(address maker);
    /// @notice The token's rules refuse the movement; the reason is the token's.
    error TokenSideRefused(uint8 reason, address seller, address buyer, uint256 amount);
    /// @notice The buyer has too little payment, or lets the board move too little.
    error PaymentSideRefused(address buyer, uint256 needed, uint256 balance, uint256 allowance);
    /// @notice The two orders are not for the same tokens on opposite sides.
    error OrdersDoNotMatch(bytes32 resting, bytes32 incoming);
    /// @notice The resting order's price is worse than the incoming order accepts.
    error PriceNotMet(uint256 paid, uint256 limit);

    /// @notice Takes `amount` of a signed order; the caller is the other side.
    /// @return paid payment that went from buyer to seller
    function fill(Order calldata order, bytes calldata signature, uint256 amount) external returns (uint256 paid);

    /// @notice Matches two signed orders at the resting one's price; anybody may send it.
    /// @return paid payment that went from buyer to seller
    function matchOrders(
        Order calldata resting,
        bytes calldata restingSignature,
        Order calldata incoming,
        bytes calldata incomingSignature,
        uint256 amount
    ) external returns (uint256 paid);

    /// @notice Cancels the caller's orders with this nonce.
    function cancel(uint256 nonce) external;

    /// @notice Cancels up to 256 nonces at once: bit n of `mask` is nonce `256 * word + n`.
    function cancelMany(uint256 word, uint256 mask) external;

    /// @notice Stops trading at once. Compliance (platform role) only.
    function pause() external;

    /// @notice Lets trading go on. Hub administrators only.
    function unpause() external;

    /// @notice What hinders `taker` from filling `amount` of the order now, and the token's reason where it is one.
    function check(
        Order calldata order,
        bytes calldata signature,
        address taker,
        uint256 amount
    ) external view returns (Hindrance hindrance, uint8 reason);

    /// @notice What filling `amount` of the order costs the buyer now.
    function quote(Order calldata order, uint256 amount) external view returns (uint256 paid);

    /// @notice The EIP-712 hash that the maker signs.
    function hashOf(Order calldata order) external view returns (bytes32);

    /// @notice How much of the order is filled.
    function filledOf(Order calldata order) external view returns (uint256);

    /// @notice 256 nonces of a maker; a set bit is a cancelled one.
    function cancelledNonces(address maker, uint256 word) external view returns (uint256);

    /// @notice Whether trading is paused.
    function paused() external view returns (bool);
}
