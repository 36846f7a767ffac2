// Several tests at once. A claim that holds "if all hold" needs no correction; one that holds if "any" does
// needs Holm's (1979), or the maximum statistic (maximum_statistic.h). And the other way: one p out of
// those of several networks, each against draws of its own (Fisher 1925; Stouffer et al. 1949).
// Pure functions; safe on any thread. Throw Error{usage} naming the p that is out of range.
#pragma once

#include <span>
#include <vector>

#include "models/analysis/statistics/tested_values.h"

namespace rssviz::models {

// Each p corrected for the number of tests by Holm's step-down rule, in the order given; 0 <= p <= 1. The
// chance that any true null falls below a level is at most that level, however the tests hang together.
std::vector<double> holm(std::span<const double> p);

// The chance that a draw of the null lies as far out as `value`: (1 + draws that do) / (1 + draws), so that
// it is never 0 (Phipson and Smyth 2010). Equal counts as far. Both tails: twice the smaller, at most 1.
double rank_p(double value, std::span<const double> draws, Tail tail);

// One p of independent one-tailed ones, 0 < p <= 1. Fisher: strong where one network stands out; Stouffer:
// where all lean the same way. Error{data} for none.
double fisher_p(std::span<const double> p);
double stouffer_p(std::span<const double> p);

}  // namespace rssviz::models
