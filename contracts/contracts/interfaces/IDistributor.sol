// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @dev What stands between an account and its income.
enum PayObstacle {
    NONE,
    NOTHING_DUE,
    ALREADY_PAID,
    NOT_ELIGIBLE,
    FROZEN,
    PAYMENT_REFUSED
}

/// @title Income of an asset, paid to those who held it
/// @notice Two ways. By record date, trustless: everybody gets `floor(amount × balanceAt / eligibleSupplyAt)`, which is
/// computed here. Net of tax: a Merkle root of cumulative amounts, signed by the oracle committee and effective after a day in
/// which compliance may refuse it. Amounts are base units of the payment token. Only money that lies here is ever
/// allocated. What rounding leaves, and what nobody claims for years, is carried to the next distribution in the same
/// payment token; it never goes back to the issuer while anybody holds the asset.
///
/// Income belongs to the account that held at the record date. A wallet that the registry has replaced is paid through
/// its successor; nobody is paid without a valid record, and nothing leaves to or for a frozen account: it waits.
interface IDistributor {
    /// @dev How a distribution finds out who gets how much.
    enum Mode {
        NONE,
        RECORD_DATE,
        NET
    }

    /// @notice A distribution. Base units of the payment token, but for `eligible` and `counted`.
    /// @param payment token it is paid in
    /// @param mode by record date or net of tax
    /// @param recordDate number of the asset token's record date; 0 in net mode
    /// @param expiresAt seconds: before this nothing expires
    /// @param closed nothing is due any more
    /// @param allocated all the money given to it, carried-in included
    /// @param eligible supply at the record date less excluded accounts, base units of the asset
    /// @param paid what has left, tax included
    /// @param counted part of `eligible` whose income has been paid
    /// @param closesAt seconds: announced end of claims, 0 while not announced
    struct Distribution {
        address payment;
        Mode mode;
        bool closed;
        uint24 recordDate;
        uint32 expiresAt;
        uint128 allocated;
        uint112 eligible;
        uint128 paid;
        uint112 counted;
        uint32 closesAt;
    }

    /// @notice What the committee signs for a net distribution; all amounts cumulative since it was opened.
    /// @param number last proposed number plus one, so that no root is ever proposed twice
    /// @param net sum of all leaves
    /// @param withheld tax due to the distribution's tax account
    /// @param expiry seconds: last block time at which it may be proposed
    /// @param documentHash SHA-256 of the calculation
    struct NetRoot {
        uint256 id;
        uint32 number;
        uint32 epoch;
        uint32 expiry;
        bytes32 root;
        uint128 net;
        uint128 withheld;
        bytes32 documentHash;
    }

    /// @notice The roots of a net distribution.
    /// @param effectiveAt seconds: when the pending root takes over; 0 when none is pending
    struct NetState {
        bytes32 root;
        uint128 net;
        uint128 withheld;
        bytes32 pendingRoot;
        uint128 pendingNet;
        uint128 pendingWithheld;
        uint32 effectiveAt;
        uint32 number;
        uint128 remitted;
        address taxAccount;
    }

    /// @notice One account's line under the root.
    struct NetClaim {
        address account;
        uint128 cumulative;
        bytes32[] proof;
    }

    /// @notice A distribution by record date began; `carriedIn` of `allocated` was left by earlier ones.
    event Distributed(
        uint256 indexed id,
        address indexed payment,
        uint256 indexed recordDate,
        uint256 allocated,
        uint256 carriedIn,
        uint256 eligible,
        uint256 expiresAt,
        bytes32 documentHash
    );
    /// @notice These accounts take no part.
    event Excluded(uint256 indexed id, address[] accounts);
    /// @notice A net distribution was opened.
    event NetOpened(
        uint256 indexed id,
        address indexed payment,
        address indexed taxAccount,
        uint256 expiresAt,
        bytes32 documentHash
    );
    /// @notice Money came in for a net distribution.
    event Funded(uint256 indexed id, uint256 amount, uint256 allocated);
    /// @notice A root was proposed and takes effect at `effectiveAt` unless refused.
    event RootProposed(
        uint256 indexed id,
        uint32 indexed number,
        bytes32 root,
        uint256 net,
        uint256 withheld,
        uint256 effectiveAt,
        bytes32 documentHash
    );
    /// @notice Compliance refused a pending root.
    event RootRejected(uint256 indexed id, uint32 indexed number, bytes32 reason);
    /// @notice Income of `account` was paid to `payee` (another wallet only when `account` was replaced).
    event Paid(uint256 indexed id, address indexed account, address indexed payee, uint256 amount);
    /// @notice A batch passed over an account.
    event Skipped(uint256 indexed id, address indexed account, PayObstacle obstacle);
    /// @notice Withheld tax was paid.
    event TaxRemitted(uint256 indexed id, address indexed taxAccount, uint256 amount);
    /// @notice What is not claimed by `closesAt` will be carried.
    event ExpiryAnnounced(uint256 indexed id, uint256 closesAt, uint256 unclaimed);
    /// @notice Nothing is due any more; `carriedOut` waits for the next distribution.
    event Closed(uint256 indexed id, uint256 carriedOut);
    /// @notice What was carried left after the last token had been burnt.
    event CarriedReleased(address indexed payment, address indexed to, uint256 amount);
    /// @notice Payments stopped.
    event DistributorPaused(address account);
    /// @notice Payments go on.
    event DistributorUnpaused(address account);

    /// @notice The distributor is set up once, with an asset token.
    error InvalidDistributor(address token);
    /// @notice No such distribution, or not of this mode.
    error UnknownDistribution(uint256 id, Mode mode);
    /// @notice Amounts are more than zero and fit 128 bits.
    error InvalidAmount(uint256 amount);
    /// @notice No contract at this address, or the asset itself.
    error InvalidPayment(address payment);
    /// @notice The zero address collects no tax.
    error InvalidTaxAccount(address taxAccount);
    /// @notice Claims stay open for at least three years.
    error ExpiryTooSoon(uint256 expiresAt, uint256 earliest);
    /// @notice The distribution is closed.
    error DistributionClosed(uint256 id);
    /// @notice The account gets nothing now.
    error PaymentWithheld(uint256 id, address account, PayObstacle obstacle);
    /// @notice A batch has 1 to 100 entries.
    error InvalidPush(uint256 entries);
    /// @notice Another root waits for its time.
    error RootPending(uint256 id, uint256 effectiveAt);
    /// @notice No root is pending.
    error NoRootPending(uint256 id);
    /// @notice Roots are numbered without gaps.
    error WrongRootNumber(uint32 given, uint32 expected);
    /// @notice The signed root came too late.
    error RootExpired(uint256 expiry);
    /// @notice The root would allocate more than was funded, or less than was paid.
    error RootNotCovered(uint256 net, uint256 withheld, uint256 funded);
    /// @notice The leaf is not under the root in force.
    error LeafUnknown(uint256 id, address account, uint256 cumulative);
    /// @notice There is no tax to remit.
    error NoTaxDue(uint256 id);
    /// @notice The expiry was announced already, or it is too early to announce it.
    error ExpiryNotAnnounceable(uint256 id, uint256 earliest);
    /// @notice The announced end has not come.
    error NotExpired(uint256 id, uint256 closesAt);
    /// @notice What is carried belongs to the next distribution while anybody holds the asset.
    error HoldersRemain(uint256 totalSupply);
    /// @notice Payments are stopped.
    error DistributorIsPaused(address token);
    /// @notice It is in that state already.
    error DistributorPauseUnchanged(bool paused);

    /// @notice Sets up a clone for an asset token.
    function initialize(address token) external;

    /// @notice Takes `amount` from the caller and gives it, with what was carried, to the holders at a record date.
    /// Treasurers only.
    /// @param excluded accounts that take no part: exempt accounts of the token only, at most 32
    /// @param expiresAt seconds: at least three years ahead
    /// @return id number of the distribution
    function distribute(
        address payment,
        uint256 recordDate,
        uint256 amount,
        address[] calldata excluded,
        uint32 expiresAt,
        bytes32 documentHash
    ) external returns (uint256 id);

    /// @notice Opens a distribution net of tax. Treasurers only.
    /// @param taxAccount where withheld tax goes, fixed for ever
    function openNet(
        address payment,
        address taxAccount,
        uint32 expiresAt,
        bytes32 documentHash
    ) external returns (uint256 id);

    /// @notice Takes `amount` from the caller for a net distribution. Treasurers only.
    function fund(uint256 id, uint256 amount) external;

    /// @notice Proposes a root that the oracle committee signed; anybody may bring it. Effective after a day.
    /// @param bitmap and
    /// @param proof as in {IOracleCommittee-submit}
    function proposeRoot(NetRoot calldata proposal, uint256 bitmap, bytes calldata proof) external;

    /// @notice Refuses the pending root. Compliance only.
    function rejectRoot(uint256 id, bytes32 reason) external;

    /// @notice Pays the caller's income of a distribution by record date.
    function claim(uint256 id) external returns (uint256 amount);

    /// @notice Pays the income of `account` to it, or to the wallet that took its place. Anybody may ask.
    function claimFor(uint256 id, address account) external returns (uint256 amount);

    /// @notice Pays up to 100 accounts and passes over those that cannot be paid now.
    /// @return amount all that was paid
    function push(uint256 id, address[] calldata accounts) external returns (uint256 amount);

    /// @notice Pays what is due to an account under the root in force. Anybody may ask.
    function claimNet(uint256 id, NetClaim calldata line) external returns (uint256 amount);

    /// @notice Pays up to 100 accounts under the root in force and passes over those that cannot be paid now.
    function pushNet(uint256 id, NetClaim[] calldata lines) external returns (uint256 amount);

    /// @notice Pays the withheld tax to the tax account. Anybody may ask.
    function remitTax(uint256 id) external returns (uint256 amount);

    /// @notice Announces that unclaimed income expires, at least 90 days ahead and not before `expiresAt`.
    /// Treasurers only.
    function announceExpiry(uint256 id) external;

    /// @notice Closes a distribution whose announced end has come; what is left is carried. Anybody may.
    function expire(uint256 id) external;

    /// @notice Sends what was carried to `to` when no token exists any more. Treasurers only.
    function releaseCarried(address payment, address to) external;

    /// @notice Stops payments at once. Pausers only.
    function pause() external;

    /// @notice Lets payments go on. Unpausers only (granted with a delay).
    function unpause() external;

    /// @notice A distribution; all zero if unknown.
    function distributionOf(uint256 id) external view returns (Distribution memory);

    /// @notice The roots of a net distribution, as they stand now; all zero if unknown.
    function netStateOf(uint256 id) external view returns (NetState memory);

    /// @notice Number of the newest distribution.
    function distributionCount() external view returns (uint256);

    /// @notice Income that an account gets under a distribution by record date, and what stands against paying it now.
    function claimable(uint256 id, address account) external view returns (uint256 amount, PayObstacle obstacle);

    /// @notice The same for a line of a net distribution; nothing is due when the line is not under the root in force.
    function claimableNet(
        uint256 id,
        NetClaim calldata line
    ) external view returns (uint256 amount, PayObstacle obstacle);

    /// @notice What an account received from a distribution.
    function paidTo(uint256 id, address account) external view returns (uint256);

    /// @notice What waits for the next distribution in a payment token.
    function carried(address payment) external view returns (uint256);

    /// @notice Everything of a payment token that lies here for somebody.
    function owed(address payment) external view returns (uint256);

    /// @notice Whether an account takes no part in a distribution.
    function isExcluded(uint256 id, address account) external view returns (bool);

    /// @notice Hash of a line of a net distribution: `keccak256(keccak256(abi.encode(distributor, id, account,
    /// cumulative)))`; inner nodes hash the smaller child first.
    function leafOf(uint256 id, address account, uint128 cumulative) external view returns (bytes32);

    /// @notice EIP-712 struct hash of a root, of which {IOracleCommittee-statementDigest} is what signers sign.
    function rootHash(NetRoot calldata proposal) external view returns (bytes32);

    /// @notice The asset token.
    function token() external view returns (address);

    /// @notice Whether payments are stopped.
    function paused() external view returns (bool);
}
