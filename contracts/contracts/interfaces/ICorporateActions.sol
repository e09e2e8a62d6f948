// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title What an issuer does to all holders of an asset at once
/// @notice Split and consolidation by conversion into a new token: old tokens are burnt and new ones minted, balances
/// are never rebased. Call and maturity: tokens are burnt against money that lies here. Every action is announced
/// ahead, holders act themselves from the effective time, and the transfer agent may finish for the others in bounded
/// batches. Only free tokens of verified accounts that are not frozen take part; the rest keeps its claim until it may.
///
/// The contract holds the transfer agent's role on the asset, and the minter's role on the new token of a conversion.
interface ICorporateActions {
    /// @dev What happens.
    enum Kind {
        NONE,
        CONVERSION,
        CALL,
        MATURITY
    }

    /// @notice A conversion: `numerator` new base units for `denominator` old ones.
    /// @param minter what mints the new token: itself, or a contract of the same `mint` before it
    /// @param converted old base units burnt so far
    /// @param created new base units minted so far
    struct Conversion {
        address newToken;
        address minter;
        uint64 numerator;
        uint64 denominator;
        uint128 converted;
        uint128 created;
    }

    /// @notice A redemption by call or at maturity.
    /// @param price base units of the payment token for one whole token
    /// @param open covered in full once, so that nobody is paid at another's expense
    struct Redemption {
        address payment;
        bool open;
        uint128 price;
        uint128 funded;
        uint128 paid;
    }

    /// @notice An action.
    /// @param effectiveAt seconds: from when it is carried out
    struct Action {
        Kind kind;
        bool cancelled;
        uint40 effectiveAt;
        Conversion conversion;
        Redemption redemption;
    }

    /// @notice A split (numerator above denominator) or consolidation will happen.
    event ConversionAnnounced(
        uint256 indexed id,
        address indexed newToken,
        uint256 numerator,
        uint256 denominator,
        uint256 effectiveAt,
        bytes32 documentHash
    );
    /// @notice The asset will be redeemed.
    event RedemptionAnnounced(
        uint256 indexed id,
        Kind indexed kind,
        address indexed payment,
        uint256 price,
        uint256 effectiveAt,
        bytes32 documentHash
    );
    /// @notice The action will not happen.
    event ActionCancelled(uint256 indexed id, bytes32 reason);
    /// @notice An account's tokens were converted; what makes no whole new base unit stayed.
    event Converted(uint256 indexed id, address indexed account, uint256 burned, uint256 minted);
    /// @notice Money came in for a redemption.
    event RedemptionFunded(uint256 indexed id, uint256 amount, uint256 funded);
    /// @notice The whole supply is covered; redemption began.
    event RedemptionOpened(uint256 indexed id, uint256 totalSupply, uint256 funded);
    /// @notice An account's tokens were redeemed.
    event Redeemed(uint256 indexed id, address indexed account, uint256 burned, uint256 paid);
    /// @notice A batch passed over an account; `refusal` is the error that said why.
    event ActionSkipped(uint256 indexed id, address indexed account, bytes refusal);
    /// @notice Money that nobody can be owed any more went back.
    event FundsReturned(uint256 indexed id, address indexed to, uint256 amount);

    /// @notice Set up once, with an asset token; the notice is at least a day.
    error InvalidActionsSetUp(address token, uint256 notice);
    /// @notice No such action, or not of this kind.
    error UnknownAction(uint256 id, Kind kind);
    /// @notice The action was cancelled.
    error ActionIsCancelled(uint256 id);
    /// @notice Holders must be told earlier.
    error NoticeTooShort(uint256 effectiveAt, uint256 earliest);
    /// @notice The ratio is zero or one.
    error InvalidRatio(uint256 numerator, uint256 denominator);
    /// @notice The new token is missing, the asset itself, or has other decimals.
    error InvalidNewToken(address newToken, address minter);
    /// @notice The payment token is missing or the asset itself, or the price is zero.
    error InvalidRedemption(address payment, uint256 price);
    /// @notice The asset's maturity is announced already.
    error MaturityAnnounced(uint256 id);
    /// @notice The action is not effective yet.
    error NotEffective(uint256 id, uint256 effectiveAt);
    /// @notice The action is effective and can no longer be cancelled.
    error AlreadyEffective(uint256 id, uint256 effectiveAt);
    /// @notice The amount is zero, does not fit, or is too small to give a base unit.
    error AmountTooSmall(uint256 amount);
    /// @notice The account cannot take part now: paused asset, no valid record, frozen, or fewer free tokens.
    error AccountCannotAct(address account, uint256 amount, uint256 free);
    /// @notice The funds do not cover the whole supply.
    error NotCovered(uint256 id, uint256 funded, uint256 needed);
    /// @notice The redemption has not been opened.
    error RedemptionNotOpen(uint256 id);
    /// @notice The redemption is open already.
    error RedemptionIsOpen(uint256 id);
    /// @notice Somebody may still be owed this money.
    error FundsBound(uint256 id, uint256 totalSupply);
    /// @notice A batch has 1 to 100 accounts.
    error InvalidActionBatch(uint256 accounts);
    /// @notice Only the contract itself calls this.
    error OnlySelf(address caller);

    /// @notice Sets up a clone.
    /// @param notice seconds between an announcement and its effect, at least a day
    function initialize(address token, uint32 notice) external;

    /// @notice Announces a split or consolidation into a new token of the same decimals. Issuers only.
    function announceConversion(
        address newToken,
        address minter,
        uint64 numerator,
        uint64 denominator,
        uint40 effectiveAt,
        bytes32 documentHash
    ) external returns (uint256 id);

    /// @notice Announces that the issuer takes the asset back. Issuers only.
    function announceCall(
        address payment,
        uint128 price,
        uint40 effectiveAt,
        bytes32 documentHash
    ) external returns (uint256 id);

    /// @notice Announces the asset's maturity; there is one. Issuers only.
    function announceMaturity(
        address payment,
        uint128 price,
        uint40 effectiveAt,
        bytes32 documentHash
    ) external returns (uint256 id);

    /// @notice Cancels an action before it is effective. Issuers only.
    function cancel(uint256 id, bytes32 reason) external;

    /// @notice Takes money from the caller for a redemption. Treasurers only.
    function fund(uint256 id, uint256 amount) external;

    /// @notice Opens a redemption that is effective and covers the whole supply. Anybody may.
    function openRedemption(uint256 id) external;

    /// @notice Converts up to `amount` of the caller's free tokens; what makes no whole new base unit stays as it is.
    function convert(uint256 id, uint256 amount) external returns (uint256 minted);

    /// @notice Redeems `amount` of the caller's free tokens: `floor(amount × price / 10^decimals)`.
    function redeem(uint256 id, uint256 amount) external returns (uint256 paid);

    /// @notice Carries an action out for all free tokens of up to 100 accounts and passes over those that cannot take
    /// part now. Transfer agents only.
    /// @return settled number of accounts that took part
    function settleFor(uint256 id, address[] calldata accounts) external returns (uint256 settled);

    /// @notice Sends back what a cancelled redemption, or one whose tokens are all burnt, still holds. Treasurers only.
    function returnFunds(uint256 id, address to) external;

    /// @notice One account of a batch. Only the contract itself calls it, so that an account fails alone.
    function settleOne(uint256 id, address account) external;

    /// @notice An action; all zero if unknown.
    function actionOf(uint256 id) external view returns (Action memory);

    /// @notice What a conversion makes of `amount`: old base units burnt, new ones minted. Zero if unknown.
    function previewConvert(uint256 id, uint256 amount) external view returns (uint256 burned, uint256 minted);

    /// @notice What a redemption pays for `amount`, rounded down. Zero if unknown.
    function previewRedeem(uint256 id, uint256 amount) external view returns (uint256 paid);

    /// @notice The announced maturity, 0 if none.
    function maturityId() external view returns (uint256);

    /// @notice Number of the newest action.
    function actionCount() external view returns (uint256);

    /// @notice The asset token.
    function token() external view returns (address);
}
