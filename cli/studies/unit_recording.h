// States of all units of a network along stretches of text, and what the task tells of each step. Pure; the
// same bytes at any number of threads: stretches are run in blocks of a fixed size.
#pragma once

#include <string>
#include <vector>

#include "cli/subjects/network_view.h"

namespace rssviz::cli {

// Traces whose columns are units: all but outputs. Of several layers those that name their layer.
std::vector<std::string> unit_traces(const models::Network& network);

// The first steps of these sequences, in order.
std::vector<models::Tokens> at_most(std::vector<models::Tokens> sequences, long long steps);

// Tokens and columns of sequences, in order; states are left out.
models::StateTrace annotated_steps(const NetworkView& view, const models::Network& network,
                                   const std::vector<models::Tokens>& sequences, const Execution& execution);

// points x units of all traces side by side. A sequence of more than 1,500 tokens is cut: into pieces of
// 1,000, each read from the zero state 200 tokens before it.
Matrix unit_states(const NetworkView& view, const models::Network& network,
                   const std::vector<std::string>& traces, const std::vector<models::Tokens>& sequences,
                   const Execution& execution);

}  // namespace rssviz::cli
