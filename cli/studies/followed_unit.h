// One unit along a passage of what a network is tested on, beside a property of the text: what a film of a
// unit that counts is made of. Pure; the same bytes at any number of threads.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cli/subjects/network_view.h"

namespace rssviz::cli {

struct FollowOptions {
  std::string
      property{};      // a column of numbers or two classes; "": the first of the task's role `properties`
  std::string what{};  // which trace: cell, hidden, a gate; "": the network's
  int unit{-1};        // -1: the one whose state goes along most with the property on training sequences
  int steps{128};       // of the passage, at most
};

struct FollowedUnit {
  std::string property{}, what{};
  int unit{0};
  bool chosen{false};           // on training sequences, by correlation
  double correlation{0};        // of state and property over all test sequences
  double most_trained{0};       // largest value of the property in training sequences
  models::Tokens tokens{};      // of the passage
  std::vector<double> truth{};  // the property after each
  std::vector<double> state{};  // of the unit after each
  double slope{0}, offset{0};  // the line by which the state tells the property, fitted on training sequences
};
// The passage: the stretch of the test sequence with the largest value of the property, begun where it was
// smallest before. Throws Error{data} for a task without properties, Error{usage} for a unit that isn't
// there.
FollowedUnit follow_unit(const NetworkView& view, const FollowOptions& options, const Execution& execution);

}  // namespace rssviz::cli
