// What a Network implements beside Network where most of a step doesn't depend on the token: all steps from
// one state share it, so that a trie of sequences (prefix_trie.h) computes it once. Immutable; safe to use
// from any thread.
#pragma once

#include <cstdint>

#include "core/matrix.h"

namespace rssviz::models {

class SharesSteps {
 public:
  virtual ~SharesSteps() = default;
  // Numbers of what is shared.
  virtual int parts_of_steps() const = 0;
  // What steps from `states` (rows x state_size) share: rows x parts_of_steps().
  virtual void begin_steps(MatrixRef states, Eigen::Ref<Matrix> parts) const = 0;
  // `next` = the step from `state` with `token`, given the state's parts: what Network::step does for a row.
  virtual void finish_step(const float* state, const float* parts, std::int32_t token, float* next) const = 0;
};

}  // namespace rssviz::models
