// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

/// @title Names of the roles and kinds the hub knows
/// @notice A role name together with an asset id gives the role id that is granted (see {IAccessHub-roleId}).
/// Names are ASCII in a bytes32, so that a block explorer shows them as words.
library Roles {
    /// @dev Asset owner: documents and supply cap.
    bytes32 internal constant ISSUER = "issuer";
    /// @dev Creates supply. Held by the issuance key now, by SecureMint or an Offering when there is one.
    bytes32 internal constant MINTER = "minter";
    /// @dev Keeps the register of the token: burns, opens record dates.
    bytes32 internal constant TRANSFER_AGENT = "transferAgent";
    /// @dev Freezes, forces transfers, recovers, sets the rules.
    bytes32 internal constant COMPLIANCE = "compliance";
    /// @dev Puts wallets on the investor registry.
    bytes32 internal constant REGISTRAR = "registrar";
    /// @dev Maintains the oracle committee and the feeds' policies.
    bytes32 internal constant ORACLE = "oracle";
    /// @dev Approves or rejects a parked report; two distinct holders are needed.
    bytes32 internal constant REPORT_APPROVER = "reportApprover";
    /// @dev Moves money of the asset (distributions, redemptions).
    bytes32 internal constant TREASURER = "treasurer";
    /// @dev Stops at once; granted without delay.
    bytes32 internal constant PAUSER = "pauser";
    /// @dev Starts again; to be granted with an execution delay, so that a restart is never a surprise.
    bytes32 internal constant UNPAUSER = "unpauser";
    /// @dev Changes code where an asset allows it; granted with 48 hours of delay.
    bytes32 internal constant UPGRADER = "upgrader";
    /// @dev Mints through SecureMint, within a rate of its own; worth nothing on the token itself.
    bytes32 internal constant MINT_OPERATOR = "mintOperator";
    /// @dev Platform role that deploys assets through the factory.
    bytes32 internal constant DEPLOYER = "deployer";
    /// @dev Platform role of the factory contract itself: enrols new assets with the hub.
    bytes32 internal constant FACTORY = "factory";

    /// @dev The asset id under which platform-wide roles live.
    bytes32 internal constant PLATFORM = bytes32(0);

    /// @dev Kinds of contract of an asset; each kind has one table selector => role name.
    uint8 internal constant KIND_TOKEN = 1;
    uint8 internal constant KIND_FEED = 2;
    uint8 internal constant KIND_SECURE_MINT = 30;
    uint8 internal constant KIND_BAR_VAULT = 31;
    uint8 internal constant KIND_DEED_VAULT = 32;
    uint8 internal constant KIND_OFFERING = 10;
    uint8 internal constant KIND_QUEUE = 11;
    uint8 internal constant KIND_DISTRIBUTOR = 20;
    uint8 internal constant KIND_BALLOT = 21;
    uint8 internal constant KIND_CORPORATE_ACTIONS = 22;
}
