// States of sequences step by step, with one class a sequence: what probes and figures of geometry are made
// of. From a run or from a file: nobody asks. Plain values; safe to read from any thread.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "core/matrix.h"
#include "models/data/state_trace.h"

namespace rssviz::models {

struct StepStates {
  std::vector<std::int32_t> steps{};                 // the numbers of the steps, ascending
  std::vector<std::vector<std::int32_t>> members{};  // by step: the sequences that have it, ascending
  std::vector<Matrix> states{};                      // by step: members x units
  // By step: members x classes, in the order of the classes; empty where no output stands for each class.
  std::vector<Matrix> outputs{};
  std::vector<std::int32_t> classes{};  // one a sequence: place in class_names
  std::vector<std::string> class_names{};
  std::vector<std::int32_t> kept{};  // one a sequence: which of those given it is, since some have no class
  std::vector<std::string> notes{};  // what was left out or taken one of two ways, a line each

  int units() const { return states.empty() ? 0 : static_cast<int>(states.front().cols()); }
  int count() const { return static_cast<int>(class_names.size()); }
  // Whether every sequence has every step.
  bool is_rectangular() const;
  // The classes of the members of a step.
  std::vector<std::int32_t> classes_at(std::size_t step) const;
};

// What a StepStates is made from: points in any order.
struct LabelledPoints {
  MatrixRef states;                    // points x units
  std::vector<std::int32_t> sequence;  // points
  std::vector<std::int32_t> step;      // points; -1: left out
  IntColumn classes;                   // points; of a sequence that of its last step with one counts
  MatrixRef outputs;                   // points x outputs, or no columns
  std::vector<std::string> output_names;
};

// The output that stands for each class, by name, or by place where there are as many outputs as classes;
// none where neither fits.
std::vector<Eigen::Index> outputs_of_classes(const std::vector<std::string>& class_names,
                                             const std::vector<std::string>& output_names,
                                             Eigen::Index outputs);

// Throws Error{data} beginning with `file` for fewer than two steps, fewer than two classes, a class with one
// sequence, states that aren't finite or of which no unit varies.
StepStates step_states(const LabelledPoints& points, const std::string& file);
// Of a recorded trace. Error{data} naming the columns that it has where there is no such column of classes.
StepStates step_states(const StateTrace& trace, const std::string& column, const std::string& file);

}  // namespace rssviz::models
