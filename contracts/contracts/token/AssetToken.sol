// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC165} from "@openzeppelin/contracts/utils/introspection/IERC165.sol";
import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Metadata} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Metadata.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {IERC5267} from "@openzeppelin/contracts/interfaces/IERC5267.sol";
import {HubManaged} from "../access/HubManaged.sol";
import {IAssetToken, Reason} from "../interfaces/IAssetToken.sol";
import {IERC1404} from "../interfaces/IERC1404.sol";
import {IERC1643} from "../interfaces/IERC1643.sol";
import {IERC3643} from "../interfaces/IERC3643.sol";
import {IERC7943Fungible} from "../interfaces/IERC7943Fungible.sol";
import {AssetTokenStorage} from "./AssetTokenStorage.sol";
import {ExtendedToken} from "./ExtendedToken.sol";
import {ReasonText} from "./ReasonText.sol";
import {TokenEnforcement} from "./TokenEnforcement.sol";
import {TokenTransfers} from "./TokenTransfers.sol";
import {AccountWord} from "./AccountWord.sol";
import {PolicyWord} from "./PolicyWord.sol";
import {PositionWord} from "./PositionWord.sol";

/// @title AssetToken
/// @notice The token of an asset; deployed once, cloned per asset. Storage: {AssetTokenStorage}; rules:
/// {TransferRules}; register: {TokenLedger}; holders' verbs: {TokenTransfers}; officers': {TokenEnforcement}.
contract AssetToken is TokenTransfers, TokenEnforcement, ExtendedToken, IERC1404 {
    using AccountWord for uint256;
    using PolicyWord for uint256;

    ReasonText private immutable TEXT;

    constructor(
        address hub,
        address registry
    ) HubManaged(hub) AssetTokenStorage(registry) ExtendedToken(hub, registry) {
        TEXT = new ReasonText();
    }

    /// @inheritdoc IAssetToken
    function initialize(TokenInit calldata init) external {
        if (_assetId != 0) revert AlreadyInitialised(_assetId);
        if (init.assetId == 0 || init.decimals > 18) revert InvalidInit(init.assetId, init.decimals);
        _assetId = init.assetId;
        _name = init.name;
        _symbol = init.symbol;
        _supply.decimals = init.decimals;
        emit UpdatedTokenInformation(init.name, init.symbol, init.decimals, VERSION, address(0));
        emit IdentityRegistryAdded(address(REGISTRY));
        emit ComplianceAdded(address(this));
        _setMaxSupply(init.maxSupply);
        _setRules(init.rules);
        if (init.countries.length != 0) _setCountries(init.countries);
    }

    /// @inheritdoc IAssetToken
    function mint(address to, uint256 amount, uint256 operationId) external restricted {
        _mint(to, amount, operationId);
    }

    /// @inheritdoc IAssetToken
    function batchMint(
        address[] calldata to,
        uint256[] calldata amounts,
        uint256[] calldata operationIds
    ) external restricted {
        _sameLength(to.length, amounts.length);
        _sameLength(to.length, operationIds.length);
        for (uint256 i = 0; i < to.length; ++i) {
            _mint(to[i], amounts[i], operationIds[i]);
        }
    }

    /// @inheritdoc IAssetToken
    function burn(address from, uint256 amount, uint256 operationId) external restricted {
        _spendOperation(operationId);
        if (amount > _accounts[from].balance()) _refuse(Reason.INSUFFICIENT_BALANCE, from, address(0), amount);
        _update(from, address(0), amount, _ledgerId(from));
        emit Burned(operationId, from, amount);
    }

    /// @inheritdoc IAssetToken
    function batchTransfer(address[] calldata to, uint256[] calldata amounts) external {
        _sameLength(to.length, amounts.length);
        for (uint256 i = 0; i < to.length; ++i) {
            _transfer(msg.sender, msg.sender, to[i], amounts[i]);
        }
    }

    /// @inheritdoc IAssetToken
    function pause() external restricted {
        _setPaused(true);
        emit Paused(msg.sender);
    }

    /// @inheritdoc IAssetToken
    function unpause() external restricted {
        _setPaused(false);
        emit Unpaused(msg.sender);
    }

    /// @inheritdoc IAssetToken
    function setRules(Rules calldata newRules) external restricted {
        _setRules(newRules);
    }

    /// @inheritdoc IAssetToken
    function setCountries(uint16[] calldata countries) external restricted {
        _setCountries(countries);
    }

    /// @inheritdoc IAssetToken
    function setMaxSupply(uint112 newMaxSupply) external restricted {
        _setMaxSupply(newMaxSupply);
    }

    /// @inheritdoc IAssetToken
    function setExempt(address account, bool exempt) external restricted {
        _setFlag(account, AccountWord.EXEMPT_FLAG, exempt);
        emit ExemptionChanged(account, exempt);
    }

    /// @inheritdoc IAssetToken
    function setInvestorLedger(bool on) external restricted {
        // Positions are the sum of all movements, so they can only begin and end with an empty register.
        if (_supply.total != 0) revert RegisterNotEmpty(_supply.total);
        _policy = on ? _policy | PolicyWord.PER_INVESTOR : _policy & ~PolicyWord.PER_INVESTOR;
        emit InvestorLedgerSwitched(on);
    }

    /// @inheritdoc IAssetToken
    function openRecordDate() external restricted returns (uint256) {
        return _openRecordDate();
    }

    /// @inheritdoc IAssetToken
    function balanceAt(address account, uint256 id) external view returns (uint256) {
        return _balanceAt(account, id);
    }

    /// @inheritdoc IAssetToken
    function supplyAt(uint256 id) external view returns (uint256) {
        return _supplyAt(id);
    }

    /// @inheritdoc IAssetToken
    function currentRecordDate() external view returns (uint256) {
        return _policy.recordDates();
    }

    /// @inheritdoc IAssetToken
    function explain(
        address spender,
        address from,
        address to,
        uint256 amount
    ) external view returns (Reason reason, string memory message) {
        (reason, ) = _check(spender, from, to, amount);
        message = TEXT.sentence(uint8(reason));
    }

    /// @inheritdoc IAssetToken
    function explainMint(address to, uint256 amount) external view returns (Reason reason, string memory message) {
        (reason, ) = _checkMint(to, amount);
        message = TEXT.sentence(uint8(reason));
    }

    /// @inheritdoc IERC7943Fungible
    function canTransfer(address from, address to, uint256 amount) external view returns (bool) {
        (Reason reason, ) = _check(from, from, to, amount);
        return reason == Reason.OK;
    }

    /// @inheritdoc IERC7943Fungible
    function canSend(address account) external view returns (bool) {
        return _checkSender(_accounts[account], REGISTRY.wordOf(account)) == Reason.OK;
    }

    /// @inheritdoc IERC7943Fungible
    function canReceive(address account) external view returns (bool) {
        return _checkReceiver(_policy, _accounts[account], REGISTRY.wordOf(account)) == Reason.OK;
    }

    /// @inheritdoc IERC1404
    function detectTransferRestriction(address from, address to, uint256 amount) external view returns (uint8) {
        (Reason reason, ) = _check(from, from, to, amount);
        return uint8(reason);
    }

    /// @inheritdoc IERC1404
    function messageForTransferRestriction(uint8 code) external view returns (string memory) {
        return TEXT.sentence(code);
    }

    /// @inheritdoc IAssetToken
    function rules() external view returns (Rules memory) {
        uint256 p = _policy;
        return Rules(uint112(p), uint32(p.maxHolders()), uint8(p.minTier()), uint32(p.lockUntil()));
    }

    /// @inheritdoc IAssetToken
    function isCountryAllowed(uint16 country) external view returns (bool) {
        return _policy & PolicyWord.COUNTRIES == 0 || _countryBit(country);
    }

    /// @inheritdoc IAssetToken
    function investorLedger() external view returns (bool) {
        return _policy & PolicyWord.PER_INVESTOR != 0;
    }

    /// @inheritdoc IAssetToken
    function positionOf(uint64 investorId) external view returns (uint256) {
        return PositionWord.total(_positions[investorId]);
    }

    /// @inheritdoc IAssetToken
    function holderCount() external view returns (uint256) {
        return _policy.holders();
    }

    /// @inheritdoc IAssetToken
    function maxSupply() external view returns (uint256) {
        return _supply.max;
    }

    /// @inheritdoc IAssetToken
    function accountOf(address account) external view returns (AccountView memory) {
        uint256 word = _accounts[account];
        return
            AccountView({
                balance: word.balance(),
                frozen: word.frozen(),
                free: word.free(),
                frozenAddress: word & AccountWord.FROZEN_FLAG != 0,
                exempt: word & AccountWord.EXEMPT_FLAG != 0
            });
    }

    /// @inheritdoc IAssetToken
    function operationDone(uint256 operationId) external view returns (bool) {
        return (_operations[operationId >> 8] >> (operationId & 0xff)) & 1 == 1;
    }

    /// @inheritdoc IAssetToken
    function assetId() external view returns (bytes32) {
        return _assetId;
    }

    /// @inheritdoc IAssetToken
    function paused() external view returns (bool) {
        return _policy & PolicyWord.PAUSED != 0;
    }

    /// @inheritdoc IAssetToken
    function isFrozen(address account) external view returns (bool) {
        return _accounts[account] & AccountWord.FROZEN_FLAG != 0;
    }

    /// @inheritdoc IAssetToken
    function identityRegistry() external view returns (address) {
        return address(REGISTRY);
    }

    /// @inheritdoc IAssetToken
    function compliance() external view returns (address) {
        return address(this);
    }

    /// @inheritdoc IAssetToken
    function onchainID() external pure returns (address) {
        return address(0);
    }

    /// @inheritdoc IAssetToken
    function version() external pure returns (string memory) {
        return VERSION;
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 id) external pure returns (bool) {
        return
            id == type(IERC165).interfaceId ||
            id == type(IERC20).interfaceId ||
            id == type(IERC20Metadata).interfaceId ||
            id == type(IERC20Permit).interfaceId ||
            id == type(IERC7943Fungible).interfaceId ||
            id == type(IERC1404).interfaceId ||
            id == type(IERC1643).interfaceId ||
            id == type(IERC3643).interfaceId ||
            id == type(IERC5267).interfaceId;
    }

    function _mint(address to, uint256 amount, uint256 operationId) private {
        _spendOperation(operationId);
        (Reason reason, uint256 investors) = _checkMint(to, amount);
        if (reason != Reason.OK) _refuse(reason, address(0), to, amount);
        _update(address(0), to, amount, investors);
        emit Minted(operationId, to, amount);
    }

    function _spendOperation(uint256 operationId) private {
        uint256 bit = 1 << (operationId & 0xff);
        uint256 word = _operations[operationId >> 8];
        if (word & bit != 0) revert OperationAlreadyDone(operationId);
        _operations[operationId >> 8] = word | bit;
    }

    function _setPaused(bool on) private {
        uint256 policy = _policy;
        if ((policy & PolicyWord.PAUSED != 0) == on) revert PauseUnchanged(on);
        _policy = policy ^ PolicyWord.PAUSED;
    }

    function _setRules(Rules calldata r) private {
        uint256 policy = _policy & PolicyWord.KEPT;
        if (r.maxBalance != 0) policy |= PolicyWord.MAX_BALANCE;
        if (r.maxHolders != 0) policy |= PolicyWord.MAX_HOLDERS;
        if (r.minTier != 0) policy |= PolicyWord.MIN_TIER;
        if (r.lockUntil != 0) policy |= PolicyWord.LOCK_UP;
        _policy =
            policy |
            uint256(r.maxBalance) |
            (uint256(r.maxHolders) << 112) |
            (uint256(r.minTier) << 200) |
            (uint256(r.lockUntil) << 224);
        emit RulesChanged(r.maxBalance, r.maxHolders, r.minTier, r.lockUntil);
    }

    function _setCountries(uint16[] calldata countries) private {
        uint256[4] memory bits;
        for (uint256 i = 0; i < countries.length; ++i) {
            uint256 country = countries[i];
            if (country == 0 || country > 999) revert InvalidCountry(country);
            bits[country >> 8] |= 1 << (country & 0xff);
        }
        _countries = bits;
        _policy = countries.length == 0 ? _policy & ~PolicyWord.COUNTRIES : _policy | PolicyWord.COUNTRIES;
        emit CountriesChanged(countries);
    }

    function _setMaxSupply(uint112 newMax) private {
        uint112 max = newMax == 0 ? type(uint112).max : newMax;
        if (max < _supply.total) revert CapBelowSupply(max, _supply.total);
        _supply.max = max;
        emit MaxSupplyChanged(max);
    }
}
