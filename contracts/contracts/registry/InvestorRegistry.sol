// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IInvestorRegistry} from "../interfaces/IInvestorRegistry.sol";
import {RecordWord} from "./RecordWord.sol";

/// @title InvestorRegistry
/// @notice One per platform. See {IInvestorRegistry} for the record and the verbs.
/// @dev Registrars are a list of this contract rather than a hub role because the hub's answer would cost 9k gas on
/// every registration; the list itself is under the hub's administrators.
contract InvestorRegistry is IInvestorRegistry, HubManaged, EIP712 {
    using RecordWord for uint256;

    bytes32 private constant ATTESTATION_TYPEHASH =
        keccak256(
            "Attestation(address wallet,uint256 record,bytes32 evidenceHash,uint40 issuedAt,uint40 deadline)"
        );

    mapping(address wallet => uint256 word) private _words;
    mapping(address agent => bool) private _agents;
    mapping(address attestor => uint32 provider) private _providers;
    mapping(address lostWallet => address newWallet) private _successors;

    modifier onlyAgent() {
        if (!_agents[msg.sender]) revert NotAgent(msg.sender);
        _;
    }

    constructor(address hub) HubManaged(hub) EIP712("Cadastre Registry", "1") {}

    /// @inheritdoc IInvestorRegistry
    function register(address wallet, uint256 record, bytes32 evidenceHash) external onlyAgent {
        emit WalletRegistered(wallet, _write(wallet, record), evidenceHash);
    }

    /// @inheritdoc IInvestorRegistry
    function registerBatch(
        address[] calldata wallets,
        uint256[] calldata records,
        bytes32 evidenceHash
    ) external onlyAgent {
        if (wallets.length != records.length) revert LengthMismatch(wallets.length, records.length);
        for (uint256 i = 0; i < wallets.length; ++i) {
            _write(wallets[i], records[i]);
        }
        emit WalletsRegistered(evidenceHash, wallets, records);
    }

    /// @inheritdoc IInvestorRegistry
    function registerBySignature(Attestation calldata attestation, bytes calldata signature) external {
        if (attestation.issuedAt > block.timestamp || attestation.deadline < block.timestamp) {
            revert AttestationExpired(attestation.issuedAt, attestation.deadline);
        }
        // Every change stamps the word with its block time, so an attestation works at most once and dies with any
        // later change (a revocation above all) without a nonce slot of its own.
        uint256 updatedAt = _words[attestation.wallet].updatedAt();
        if (attestation.issuedAt <= updatedAt) {
            revert AttestationSuperseded(attestation.wallet, attestation.issuedAt, updatedAt);
        }
        address signer = ECDSA.recover(attestationDigest(attestation), signature);
        uint32 provider = attestation.record.provider();
        if (provider == 0 || _providers[signer] != provider) revert UnknownAttestor(signer, provider);
        uint256 word = _write(attestation.wallet, attestation.record);
        emit WalletRegistered(attestation.wallet, word, attestation.evidenceHash);
    }

    /// @inheritdoc IInvestorRegistry
    function revoke(address wallet, bytes32 reason) external onlyAgent {
        uint256 word = _known(wallet);
        _words[wallet] = (word | RecordWord.REVOKED).stamped();
        emit WalletRevoked(wallet, reason);
    }

    /// @inheritdoc IInvestorRegistry
    function link(address wallet, address newWallet, bytes32 evidenceHash) external onlyAgent {
        uint256 word = _known(wallet);
        if (_words[newWallet] != 0) revert WalletAlreadyRegistered(newWallet);
        uint256 written = _write(newWallet, _inherit(wallet, word));
        emit WalletLinked(wallet, newWallet, evidenceHash);
        emit WalletRegistered(newWallet, written, evidenceHash);
    }

    /// @inheritdoc IInvestorRegistry
    function replace(address lostWallet, address newWallet, bytes32 evidenceHash) external onlyAgent {
        uint256 word = _known(lostWallet);
        uint256 present = _words[newWallet];
        if (lostWallet == newWallet || (present != 0 && present.investorId() != word.investorId())) {
            revert WalletAlreadyRegistered(newWallet);
        }
        uint256 written = _write(newWallet, _inherit(lostWallet, word));
        _words[lostWallet] = (word | RecordWord.REPLACED).stamped();
        _successors[lostWallet] = newWallet;
        emit WalletReplaced(lostWallet, newWallet, evidenceHash);
        emit WalletRegistered(newWallet, written, evidenceHash);
    }

    /// @inheritdoc IInvestorRegistry
    function setSuspended(address wallet, bool suspended, bytes32 reason) external restricted {
        uint256 word = _known(wallet);
        uint256 changed = suspended ? word | RecordWord.SUSPENDED : word & ~RecordWord.SUSPENDED;
        _words[wallet] = changed.stamped();
        emit WalletSuspended(wallet, suspended, reason);
    }

    /// @inheritdoc IInvestorRegistry
    function setAgent(address agent, bool allowed) external restricted {
        if (agent == address(0)) revert InvalidWallet(agent);
        _agents[agent] = allowed;
        if (allowed) emit AgentAdded(agent);
        else emit AgentRemoved(agent);
    }

    /// @inheritdoc IInvestorRegistry
    function setAttestor(address attestor, uint32 provider) external restricted {
        if (attestor == address(0)) revert InvalidWallet(attestor);
        _providers[attestor] = provider;
        emit AttestorSet(attestor, provider);
    }

    /// @inheritdoc IInvestorRegistry
    function pair(address a, address b) external view returns (uint256 wordA, uint256 wordB) {
        return (_words[a], _words[b]);
    }

    /// @inheritdoc IInvestorRegistry
    function wordOf(address wallet) external view returns (uint256) {
        return _words[wallet];
    }

    /// @inheritdoc IInvestorRegistry
    function recordOf(address wallet) external view returns (Record memory) {
        return _words[wallet].unpack();
    }

    /// @inheritdoc IInvestorRegistry
    function successorOf(address lostWallet) external view returns (address) {
        return _successors[lostWallet];
    }

    /// @inheritdoc IInvestorRegistry
    function sameInvestor(address a, address b) external view returns (bool) {
        uint256 id = _words[a].investorId();
        return id != 0 && id == _words[b].investorId();
    }

    /// @inheritdoc IInvestorRegistry
    function isAgent(address agent) external view returns (bool) {
        return _agents[agent];
    }

    /// @inheritdoc IInvestorRegistry
    function providerOf(address attestor) external view returns (uint32) {
        return _providers[attestor];
    }

    /// @inheritdoc IInvestorRegistry
    function isVerified(address wallet) external view returns (bool) {
        return _words[wallet].isValid();
    }

    /// @inheritdoc IInvestorRegistry
    function contains(address wallet) external view returns (bool) {
        return _words[wallet] != 0;
    }

    /// @inheritdoc IInvestorRegistry
    function identity(address wallet) external view returns (address) {
        return address(uint160(_words[wallet].investorId()));
    }

    /// @inheritdoc IInvestorRegistry
    function investorCountry(address wallet) external view returns (uint16) {
        return uint16(_words[wallet].country());
    }

    /// @inheritdoc IInvestorRegistry
    function identityStorage() external view returns (address) {
        return address(this);
    }

    /// @inheritdoc IInvestorRegistry
    function issuersRegistry() external view returns (address) {
        return address(this);
    }

    /// @inheritdoc IInvestorRegistry
    function topicsRegistry() external pure returns (address) {
        return address(0);
    }

    /// @inheritdoc IInvestorRegistry
    function attestationDigest(Attestation calldata a) public view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(ATTESTATION_TYPEHASH, a.wallet, a.record, a.evidenceHash, a.issuedAt, a.deadline)
                )
            );
    }

    /// @dev The one place where a caller's record becomes a word.
    function _write(address wallet, uint256 record) private returns (uint256 word) {
        if (wallet == address(0)) revert InvalidWallet(wallet);
        uint256 country = record.country();
        if (record & ~RecordWord.GIVEN != 0 || country == 0 || country > 999 || record.investorId() == 0) {
            revert InvalidRecord(wallet, record);
        }
        if (record.expiry() <= block.timestamp) revert ExpiryInPast(wallet, record.expiry());
        uint256 present = _words[wallet];
        if (present & RecordWord.SUSPENDED != 0) revert WalletIsSuspended(wallet);
        if (present & RecordWord.REPLACED != 0) revert WalletIsReplaced(wallet);
        word = record.stamped();
        _words[wallet] = word;
    }

    /// @dev What a second or new wallet inherits: everything but the stamp. A wallet under a stop passes nothing on.
    function _inherit(address wallet, uint256 word) private pure returns (uint256) {
        if (word & RecordWord.SUSPENDED != 0) revert WalletIsSuspended(wallet);
        if (word & RecordWord.REVOKED != 0) revert WalletIsRevoked(wallet);
        if (word & RecordWord.REPLACED != 0) revert WalletIsReplaced(wallet);
        return word & RecordWord.GIVEN;
    }

    function _known(address wallet) private view returns (uint256 word) {
        word = _words[wallet];
        if (word == 0) revert WalletUnknown(wallet);
    }
}
