// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Address} from "@openzeppelin/contracts/utils/Address.sol";
import {Errors} from "@openzeppelin/contracts/utils/Errors.sol";
import {SatelliteFactory} from "../contracts/SatelliteFactory.sol";
import {ISatelliteFactory} from "../contracts/interfaces/ISatelliteFactory.sol";
import {IOffering} from "../contracts/interfaces/IOffering.sol";
import {Offering} from "../contracts/market/Offering.sol";
import {MarketWorld} from "./support/MarketWorld.sol";

/// @notice Satellites are born set up, where they were foretold.
contract SatelliteFactoryTest is MarketWorld {
    SatelliteFactory private launcher;

    function setUp() public override {
        super.setUp();
        launcher = new SatelliteFactory();
    }

    function test_a_satellite_is_set_up_in_the_transaction_that_makes_it() public {
        address foretold = launcher.predict(offeringCode, address(this), "one");
        vm.expectEmit();
        emit ISatelliteFactory.SatelliteLaunched(offeringCode, foretold, address(this));
        address made = _launch("one");
        same(made, foretold, "address");
        same(Offering(made).terms().token, address(token), "set up");
        vm.expectRevert(abi.encodeWithSelector(IOffering.OfferingAlreadyInitialised.selector, address(token)));
        Offering(made).initialize(_terms());
    }

    function test_nobody_takes_the_place_of_anothers_satellite() public {
        vm.prank(outsider);
        address theirs = launcher.launch(offeringCode, "one", abi.encodeCall(Offering.initialize, (_terms())));
        holds(_launch("one") != theirs, "salts are the maker's own");
        vm.expectRevert(Errors.FailedDeployment.selector);
        this.launch("one");
    }

    function test_a_set_up_that_fails_leaves_nothing() public {
        IOffering.Terms memory bad = _terms();
        bad.tokenCap = 0;
        vm.expectRevert(abi.encodeWithSelector(IOffering.InvalidTerms.selector, bytes32("tokenCap")));
        launcher.launch(offeringCode, "one", abi.encodeCall(Offering.initialize, (bad)));
        same(launcher.predict(offeringCode, address(this), "one").code.length, 0, "no code");
        vm.expectRevert(abi.encodeWithSelector(Address.AddressEmptyCode.selector, outsider));
        launcher.launch(outsider, "one", "");
    }

    function launch(bytes32 salt) external returns (address) {
        return _launch(salt);
    }

    function _launch(bytes32 salt) private returns (address) {
        return launcher.launch(offeringCode, salt, abi.encodeCall(Offering.initialize, (_terms())));
    }
}
