// SPDX-License-Identifier: MIT
pragma solidity ^0.8.0;

import {ERC20Mock} from "@morpho-org/morpho-blue/src/mocks/ERC20Mock.sol";
import {IIrm} from "@morpho-org/morpho-blue/src/interfaces/IIrm.sol";
import {Id, Market, MarketParams} from "@morpho-org/morpho-blue/src/interfaces/IMorpho.sol";
import {MarketParamsLib} from "@morpho-org/morpho-blue/src/libraries/MarketParamsLib.sol";

/// A token of the package's mocks that says its name and decimals, as those that people hold do. No constructor: its code is put at
/// the address of the token that it stands for.
contract NamedToken is ERC20Mock {
    string public symbol;
    uint8 public decimals;

    function name(string memory symbol_, uint8 decimals_) external {
        symbol = symbol_;
        decimals = decimals_;
    }
}

/// Stands in for AdaptiveCurveIrm, whose package is not published: the same rule, written again from its documentation, so that
/// Morpho accrues by a rate that moves. It is no proof of the curve, which is held against Morpho's SDK elsewhere.
contract AdaptiveCurve is IIrm {
    using MarketParamsLib for MarketParams;

    int256 internal constant WAD = 1e18;
    int256 internal constant TARGET = 0.9e18;
    int256 internal constant SPEED = int256(50e18) / 365 days;
    int256 internal constant INITIAL = int256(0.04e18) / 365 days;
    int256 internal constant LEAST = int256(0.001e18) / 365 days;
    int256 internal constant MOST = int256(2e18) / 365 days;
    int256 internal constant LN_2 = 0.693147180559945309e18;

    mapping(Id => int256) public rateAtTarget;

    function borrowRateView(MarketParams memory params, Market memory market) external view returns (uint256) {
        (int256 average,) = rates(params.id(), market);
        return uint256(average);
    }

    function borrowRate(MarketParams memory params, Market memory market) external returns (uint256) {
        (int256 average, int256 end) = rates(params.id(), market);
        rateAtTarget[params.id()] = end;
        return uint256(average);
    }

    function rates(Id id, Market memory market) internal view returns (int256 average, int256 end) {
        int256 used = market.totalSupplyAssets == 0
            ? int256(0)
            : int256(uint256(market.totalBorrowAssets) * 1e18 / market.totalSupplyAssets);
        int256 error = (used - TARGET) * WAD / (used > TARGET ? WAD - TARGET : TARGET);
        int256 start = rateAtTarget[id];
        if (start == 0) return (curve(INITIAL, error), INITIAL);
        int256 change = SPEED * error / WAD * int256(block.timestamp - market.lastUpdate);
        if (change == 0) return (curve(start, error), start);
        end = moved(start, change);
        average = curve((start + end + 2 * moved(start, change / 2)) / 4, error);
    }

    function curve(int256 atTarget, int256 error) internal pure returns (int256) {
        int256 slope = error < 0 ? WAD - WAD * WAD / 4e18 : int256(3e18);
        return (slope * error / WAD + WAD) * atTarget / WAD;
    }

    function moved(int256 rate, int256 change) internal pure returns (int256) {
        int256 next = rate * exponential(change) / WAD;
        return next < LEAST ? LEAST : next > MOST ? MOST : next;
    }

    function exponential(int256 x) internal pure returns (int256) {
        int256 doublings = (x + (x < 0 ? -LN_2 / 2 : LN_2 / 2)) / LN_2;
        int256 rest = x - doublings * LN_2;
        int256 ofRest = WAD + rest + rest * rest / WAD / 2;
        return doublings >= 0 ? ofRest << uint256(doublings) : ofRest >> uint256(-doublings);
    }
}
