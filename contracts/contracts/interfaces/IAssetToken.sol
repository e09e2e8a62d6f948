// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev Why a movement is refused; the number is the ERC-1404 code and never changes.
enum Reason {
    OK,
    INSUFFICIENT_BALANCE,
    INSUFFICIENT_UNFROZEN_BALANCE,
    INSUFFICIENT_ALLOWANCE,
    INVALID_SENDER,
    INVALID_RECEIVER,
    PAUSED,
    LOCKED_UP,
    SENDER_NOT_VERIFIED,
    SENDER_EXPIRED,
    SENDER_SUSPENDED,
    SENDER_FROZEN,
    RECEIVER_NOT_VERIFIED,
    RECEIVER_EXPIRED,
    RECEIVER_SUSPENDED,
    RECEIVER_FROZEN,
    RECEIVER_COUNTRY_NOT_ALLOWED,
    RECEIVER_TIER_TOO_LOW,
    MAX_BALANCE_EXCEEDED,
    MAX_HOLDERS_EXCEEDED,
    MAX_SUPPLY_EXCEEDED,
    SPENDER_FROZEN
}

/// @title The token of an asset: what it adds to ERC-20, 2612, 7943, 3643, 1404 and 1643
/// @notice Quantities are base units. Every way of moving tokens and every view that foretells it ask one function.
interface IAssetToken {
    /// @notice The rules of a token; a zero switches the rule off.
    /// @param maxBalance most base units one holder may have
    /// @param maxHolders most holders (exempt accounts do not count)
    /// @param minTier lowest investor tier that may receive
    /// @param lockUntil time (seconds) before which holders cannot transfer among themselves
    struct Rules {
        uint112 maxBalance;
        uint32 maxHolders;
        uint8 minTier;
        uint32 lockUntil;
    }

    /// @notice What a new token starts with.
    /// @param maxSupply most base units that may ever exist at once; 0 for no cap
    /// @param countries ISO 3166-1 numeric codes that may receive; empty for all
    struct TokenInit {
        bytes32 assetId;
        string name;
        string symbol;
        uint8 decimals;
        uint112 maxSupply;
        Rules rules;
        uint16[] countries;
    }

    /// @notice An account of the register.
    /// @param frozenAddress whether the whole account is frozen on this token
    /// @param exempt whether the account is left out of the holder count and the balance limit
    struct AccountView {
        uint256 balance;
        uint256 frozen;
        uint256 free;
        bool frozenAddress;
        bool exempt;
    }

    /// @notice Supply was created under an operation id.
    event Minted(uint256 indexed operationId, address indexed to, uint256 amount);
    /// @notice Supply was destroyed under an operation id.
    event Burned(uint256 indexed operationId, address indexed from, uint256 amount);
    /// @notice The rules changed.
    event RulesChanged(uint112 maxBalance, uint32 maxHolders, uint8 minTier, uint32 lockUntil);
    /// @notice The list of allowed countries changed; empty means all.
    event CountriesChanged(uint16[] countries);
    /// @notice The supply cap changed.
    event MaxSupplyChanged(uint256 maxSupply);
    /// @notice An account was exempted from holder count and balance limit, or no longer.
    event ExemptionChanged(address indexed account, bool exempt);
    /// @notice From now on holders and their limits are counted per investor (true) or per wallet (false).
    event InvestorLedgerSwitched(bool on);
    /// @notice Record date `id` was opened: balances before this point of the chain are what it remembers.
    event RecordDateOpened(uint256 indexed id, uint256 totalSupply, uint256 time);
    /// @notice Why an officer moved, froze or recovered: a reason code and the hash of the paper behind it.
    event EnforcementRecorded(address indexed account, bytes32 indexed reason, bytes32 documentHash);

    /// @notice ERC-3643: a holder's account was frozen or released by `owner`.
    event AddressFrozen(address indexed userAddress, bool indexed isFrozen, address indexed owner);
    /// @notice ERC-3643: part of an account was frozen.
    event TokensFrozen(address indexed userAddress, uint256 amount);
    /// @notice ERC-3643: part of an account was released.
    event TokensUnfrozen(address indexed userAddress, uint256 amount);
    /// @notice ERC-3643: everything of a lost wallet moved to a new one of the same investor.
    event RecoverySuccess(address lostWallet, address newWallet, address investorOnchainID);
    /// @notice ERC-3643: the token was set up, or its name or symbol changed.
    event UpdatedTokenInformation(
        string newName,
        string newSymbol,
        uint8 newDecimals,
        string newVersion,
        address newOnchainID
    );
    /// @notice ERC-3643: the register of investors that the token works with, for its whole life.
    event IdentityRegistryAdded(address indexed identityRegistry);
    /// @notice ERC-3643: where the token's rules stand, for its whole life: in the token.
    event ComplianceAdded(address indexed compliance);
    /// @notice ERC-3643: transfers stopped.
    event Paused(address account);
    /// @notice ERC-3643: transfers go on.
    event Unpaused(address account);

    /// @notice The rules refuse this movement; `from` is zero for a mint.
    error TransferRefused(Reason reason, address from, address to, uint256 amount);
    /// @notice The operation id was spent before: this very mint or burn has happened already.
    error OperationAlreadyDone(uint256 operationId);
    /// @notice An enforcement to the same account would only release frozen tokens.
    error SelfEnforcement(address account);
    /// @notice The two wallets do not belong to one investor.
    error NotSameInvestor(address lostWallet, address newWallet);
    /// @notice A token is initialised once.
    error AlreadyInitialised(bytes32 assetId);
    /// @notice The amount does not fit the register (112 bits).
    error AmountTooLarge(uint256 amount);
    /// @notice Country codes are 1 to 999.
    error InvalidCountry(uint256 country);
    /// @notice Zero names no asset, and decimals are at most 18.
    error InvalidInit(bytes32 assetId, uint8 decimals);
    /// @notice The cap would lie below what exists.
    error CapBelowSupply(uint256 maxSupply, uint256 totalSupply);
    /// @notice There are fewer frozen tokens than are to be released.
    error InsufficientFrozen(address account, uint256 amount, uint256 frozen);
    /// @notice The ledger per investor is switched only while nothing exists.
    error RegisterNotEmpty(uint256 totalSupply);
    /// @notice The record date was never opened.
    error UnknownRecordDate(uint256 id);
    /// @notice The permit's deadline is over.
    error PermitExpired(uint256 deadline);
    /// @notice What the owner would have had to sign for its next nonce, `digest`, it did not sign.
    error PermitInvalidSignature(address owner, uint256 nonce, bytes32 digest);
    /// @notice The document does not exist.
    error UnknownDocument(bytes32 name);
    /// @notice A document has a name.
    error InvalidDocumentName(bytes32 name);
    /// @notice A token keeps at most 64 documents.
    error TooManyDocuments(bytes32 name, uint256 most);
    /// @notice Lists of different length.
    error ListsDiffer(uint256 first, uint256 second);
    /// @notice The token is in that state already.
    error PauseUnchanged(bool paused);
    /// @notice ERC-3643's forms of minting and burning without an operation id could happen twice.
    error OperationIdRequired(bytes4 call);
    /// @notice Register, rules and identity are part of a token's code.
    error FixedForLife(address inForce, address given);
    /// @notice A token has a name and a symbol.
    error TextRequired(string name, string symbol);

    /// @notice Sets up a clone; the factory does it in the transaction that creates it.
    function initialize(TokenInit calldata init) external;

    /// @notice Creates `amount` for `to`. Minters only. `operationId` can be spent once, for a mint or a burn.
    function mint(address to, uint256 amount, uint256 operationId) external;

    /// @notice Destroys `amount` of `from`, free tokens first. Transfer agents only; works on frozen, expired and
    /// paused accounts.
    function burn(address from, uint256 amount, uint256 operationId) external;

    /// @notice Mints a list, each under its own operation id; all or nothing.
    function batchMint(address[] calldata to, uint256[] calldata amounts, uint256[] calldata operationIds) external;

    /// @notice Transfers a list from the caller; all or nothing.
    function batchTransfer(address[] calldata to, uint256[] calldata amounts) external;

    /// @notice Moves tokens by order, with the reason and the hash of the order. Compliance only.
    /// Takes free tokens first; what must come from frozen ones lowers the frozen amount by as much.
    function forcedTransfer(
        address from,
        address to,
        uint256 amount,
        bytes32 reason,
        bytes32 documentHash
    ) external returns (bool);

    /// @notice Freezes or releases an account, with the reason and the hash of the paper. Compliance only.
    function setAddressFrozen(address account, bool frozen, bytes32 reason, bytes32 documentHash) external;

    /// @notice Moves everything of a lost wallet (balance, frozen amount, flags) to a new wallet of the same investor.
    /// Compliance only.
    function recover(address lostWallet, address newWallet, bytes32 reason, bytes32 documentHash) external;

    /// @notice ERC-3643: freezes or releases an account. Administrators only; others give a reason.
    function setAddressFrozen(address account, bool frozen) external;

    /// @notice ERC-3643: freezes `amount` more. Compliance only.
    function freezePartialTokens(address account, uint256 amount) external;

    /// @notice ERC-3643: releases `amount`. Compliance only.
    function unfreezePartialTokens(address account, uint256 amount) external;

    /// @notice ERC-3643: as {recover}; `investorOnchainID` must be the registry's identity of the wallets.
    /// Administrators only; others give a reason.
    function recoveryAddress(address lostWallet, address newWallet, address investorOnchainID) external returns (bool);

    /// @notice Stops transfers and mints at once. Pausers only.
    function pause() external;

    /// @notice Lets transfers go on. Unpausers only (granted with a delay).
    function unpause() external;

    /// @notice Changes the rules. Compliance only. Existing balances stay; the rules bind the next movement.
    function setRules(Rules calldata newRules) external;

    /// @notice Replaces the list of countries that may receive; empty allows all. Compliance only.
    function setCountries(uint16[] calldata countries) external;

    /// @notice Changes the supply cap, 0 for none. Issuers only.
    function setMaxSupply(uint112 newMaxSupply) external;

    /// @notice Leaves an escrow or treasury account out of holder count and balance limit. Compliance only.
    function setExempt(address account, bool exempt) external;

    /// @notice Counts holders and applies their limits per investor instead of per wallet, or ends that: all wallets of
    /// one investor are one holder with one balance limit. Only while the supply is zero. Compliance only.
    function setInvestorLedger(bool on) external;

    /// @notice Opens a record date here and now and gives its number. Transfer agents only.
    function openRecordDate() external returns (uint256 id);

    /// @notice Balance of an account at a record date.
    function balanceAt(address account, uint256 id) external view returns (uint256);

    /// @notice Total supply at a record date.
    function supplyAt(uint256 id) external view returns (uint256);

    /// @notice Number of the newest record date, 0 if there was none.
    function currentRecordDate() external view returns (uint256);

    /// @notice Whether and why not `spender` may move `amount` of `from` to `to` now: the first reason, in words.
    function explain(
        address spender,
        address from,
        address to,
        uint256 amount
    ) external view returns (Reason reason, string memory message);

    /// @notice Whether and why not `amount` may be minted to `to` now.
    function explainMint(address to, uint256 amount) external view returns (Reason reason, string memory message);

    /// @notice The rules in force.
    function rules() external view returns (Rules memory);

    /// @notice Whether a country may receive.
    function isCountryAllowed(uint16 country) external view returns (bool);

    /// @notice Whether holders and limits are counted per investor.
    function investorLedger() external view returns (bool);

    /// @notice Base units of all wallets of an investor together, exempt ones included; 0 while the ledger per investor
    /// is off.
    function positionOf(uint64 investorId) external view returns (uint256);

    /// @notice Number of non-exempt accounts with a balance; of investors with such accounts where the ledger per
    /// investor is on.
    function holderCount() external view returns (uint256);

    /// @notice Most base units that may exist at once.
    function maxSupply() external view returns (uint256);

    /// @notice The state of an account.
    function accountOf(address account) external view returns (AccountView memory);

    /// @notice Whether an operation id is spent.
    function operationDone(uint256 operationId) external view returns (bool);

    /// @notice The asset this token stands for.
    function assetId() external view returns (bytes32);

    /// @notice ERC-3643: whether transfers are stopped.
    function paused() external view returns (bool);

    /// @notice ERC-3643: whether the account is frozen as a whole.
    function isFrozen(address account) external view returns (bool);

    /// @notice ERC-3643: the investor registry.
    function identityRegistry() external view returns (address);

    /// @notice ERC-3643: the rules live in the token itself.
    function compliance() external view returns (address);

    /// @notice ERC-3643: no identity contract; always zero.
    function onchainID() external view returns (address);

    /// @notice ERC-3643: version of this token's code.
    function version() external view returns (string memory);
}
