// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
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

    /// @dev A struct of one word, so that reading and writing it hash the wallet's address once.
    struct Entry {
        uint256 word;
    }

    mapping(address wallet => Entry) private _entries;
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
        uint256 stamp = block.timestamp << 176;
        for (uint256 i = 0; i < wallets.length; ++i) {
            uint256 wallet;
            uint256 record;
            // The lengths agree: no need to ask for the bounds of both lists at each step.
            assembly ("memory-safe") {
                let position := shl(5, i)
                wallet := calldataload(add(wallets.offset, position))
                record := calldataload(add(records.offset, position))
            }
            _writeStamped(wallet, record, stamp);
        }
        _emitBatch(wallets, records, evidenceHash);
    }

    /// @inheritdoc IInvestorRegistry
    function registerBySignature(
        Attestation calldata attestation,
        address attestor,
        bytes calldata signature
    ) external {
        if (attestation.issuedAt > block.timestamp || attestation.deadline < block.timestamp) {
            revert AttestationExpired(attestation.issuedAt, attestation.deadline);
        }
        // Every change stamps the word with its block time, so an attestation works at most once and dies with any
        // later change (a revocation above all) without a nonce slot of its own.
        uint256 updatedAt = _entries[attestation.wallet].word.updatedAt();
        if (attestation.issuedAt <= updatedAt) {
            revert AttestationSuperseded(attestation.wallet, attestation.issuedAt, updatedAt);
        }
        uint32 provider = attestation.record.provider();
        if (provider == 0 || _providers[attestor] != provider) revert UnknownAttestor(attestor, provider);
        bytes32 digest = attestationDigest(attestation);
        if (!SignatureChecker.isValidSignatureNow(attestor, digest, signature)) {
            revert InvalidAttestation(attestor, digest);
        }
        uint256 word = _write(attestation.wallet, attestation.record);
        emit WalletRegistered(attestation.wallet, word, attestation.evidenceHash);
    }

    /// @inheritdoc IInvestorRegistry
    function revoke(address wallet, bytes32 reason) external onlyAgent {
        uint256 word = _known(wallet);
        _entries[wallet].word = (word | RecordWord.REVOKED).stamped();
        emit WalletRevoked(wallet, reason);
    }

    /// @inheritdoc IInvestorRegistry
    function link(address wallet, address newWallet, bytes32 evidenceHash) external onlyAgent {
        uint256 word = _known(wallet);
        if (_entries[newWallet].word != 0) revert WalletAlreadyRegistered(newWallet);
        uint256 written = _write(newWallet, _inherit(wallet, word));
        emit WalletLinked(wallet, newWallet, evidenceHash);
        emit WalletRegistered(newWallet, written, evidenceHash);
    }

    /// @inheritdoc IInvestorRegistry
    function replace(address lostWallet, address newWallet, bytes32 evidenceHash) external onlyAgent {
        uint256 word = _known(lostWallet);
        if (lostWallet == newWallet) revert WalletAlreadyRegistered(newWallet);
        // A wallet of another investor is refused there.
        uint256 written = _write(newWallet, _inherit(lostWallet, word));
        _entries[lostWallet].word = (word | RecordWord.REPLACED).stamped();
        _successors[lostWallet] = newWallet;
        emit WalletReplaced(lostWallet, newWallet, evidenceHash);
        emit WalletRegistered(newWallet, written, evidenceHash);
    }

    /// @inheritdoc IInvestorRegistry
    function setSuspended(address wallet, bool suspended, bytes32 reason) external restricted {
        uint256 word = _known(wallet);
        uint256 changed = suspended ? word | RecordWord.SUSPENDED : word & ~RecordWord.SUSPENDED;
        _entries[wallet].word = changed.stamped();
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
        return (_entries[a].word, _entries[b].word);
    }

    /// @inheritdoc IInvestorRegistry
    function wordOf(address wallet) external view returns (uint256) {
        return _entries[wallet].word;
    }

    /// @inheritdoc IInvestorRegistry
    function recordOf(address wallet) external view returns (Record memory) {
        return _entries[wallet].word.unpack();
    }

    /// @inheritdoc IInvestorRegistry
    function successorOf(address lostWallet) external view returns (address) {
        return _successors[lostWallet];
    }

    /// @inheritdoc IInvestorRegistry
    function sameInvestor(address a, address b) external view returns (bool) {
        uint256 id = _entries[a].word.investorId();
        return id != 0 && id == _entries[b].word.investorId();
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
        return _entries[wallet].word.isValid();
    }

    /// @inheritdoc IInvestorRegistry
    function contains(address wallet) external view returns (bool) {
        return _entries[wallet].word != 0;
    }

    /// @inheritdoc IInvestorRegistry
    function identity(address wallet) external view returns (address) {
        return address(uint160(_entries[wallet].word.investorId()));
    }

    /// @inheritdoc IInvestorRegistry
    function investorCountry(address wallet) external view returns (uint16) {
        return uint16(_entries[wallet].word.country());
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

    function _write(address wallet, uint256 record) private returns (uint256 word) {
        return _writeStamped(uint160(wallet), record, block.timestamp << 176);
    }

    /// @dev The one place where a caller's record becomes a word. `stamp`: the block's time in its place in the word.
    function _writeStamped(uint256 wallet, uint256 record, uint256 stamp) private returns (uint256 word) {
        unchecked {
            // Zero wraps to the top: one comparison for both ends of a range, of addresses and of countries.
            if (wallet - 1 > type(uint160).max - 1) revert InvalidWallet(address(uint160(wallet)));
            if (record & ~RecordWord.GIVEN != 0 || record.country() - 1 > 998 || record & RecordWord.INVESTOR == 0) {
                revert InvalidRecord(address(uint160(wallet)), record);
            }
        }
        if (record.expiry() <= block.timestamp) revert ExpiryInPast(address(uint160(wallet)), record.expiry());
        Entry storage entry = _entries[address(uint160(wallet))];
        uint256 present = entry.word;
        if (present != 0) {
            if (present & RecordWord.SUSPENDED != 0) revert WalletIsSuspended(address(uint160(wallet)));
            if (present & RecordWord.REPLACED != 0) revert WalletIsReplaced(address(uint160(wallet)));
            // A wallet keeps its investor for ever: tokens count holdings, income and votes under that id.
            if ((present ^ record) & RecordWord.INVESTOR != 0) {
                revert WalletAlreadyRegistered(address(uint160(wallet)));
            }
        }
        word = record | stamp;
        entry.word = word;
    }

    /// @dev `emit WalletsRegistered(evidenceHash, wallets, records)`, the lists copied as they came: the loop before has
    /// checked every address. The compiler would encode them one by one.
    function _emitBatch(address[] calldata wallets, uint256[] calldata records, bytes32 evidenceHash) private {
        bytes32 topic = WalletsRegistered.selector;
        assembly ("memory-safe") {
            let data := mload(0x40)
            let size := shl(5, wallets.length)
            let second := add(data, add(0x60, size))
            mstore(data, 0x40)
            mstore(add(data, 0x20), add(0x60, size))
            mstore(add(data, 0x40), wallets.length)
            calldatacopy(add(data, 0x60), wallets.offset, size)
            mstore(second, records.length)
            calldatacopy(add(second, 0x20), records.offset, size)
            log2(data, add(0x80, shl(1, size)), topic, evidenceHash)
        }
    }

    /// @dev What a second or new wallet inherits: everything but the stamp. A wallet under a stop passes nothing on.
    function _inherit(address wallet, uint256 word) private pure returns (uint256) {
        if (word & RecordWord.SUSPENDED != 0) revert WalletIsSuspended(wallet);
        if (word & RecordWord.REVOKED != 0) revert WalletIsRevoked(wallet);
        if (word & RecordWord.REPLACED != 0) revert WalletIsReplaced(wallet);
        return word & RecordWord.GIVEN;
    }

    function _known(address wallet) private view returns (uint256 word) {
        word = _entries[wallet].word;
        if (word == 0) revert WalletUnknown(wallet);
    }
}
