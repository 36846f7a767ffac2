// Answers of networks to the questions about sentences, and how they are judged. Pure functions; safe on any
// thread.
#pragma once

#include <cstdint>
#include <vector>

#include "core/matrix.h"
#include "models/data/state_trace.h"
#include "models/tasks/sentences/sentence_file.h"
#include "models/tasks/task.h"

namespace rssviz::models {

// Of each point of a trace: what is known so far, what the whole sentence states; a value a question, -1 for
// none.
struct SentenceAnswers {
  std::vector<std::vector<std::int32_t>> so_far{};
  std::vector<std::vector<std::int32_t>> stated{};
  std::vector<bool> is_final{};
};
SentenceAnswers answers_along(const KnownSoFar& known, const StateTrace& trace, std::size_t questions);

// The answer that outputs claim to each question: the largest of its softmax, or -1 where that is below the
// group's threshold.
std::vector<std::int32_t> claims_of(const std::vector<OutputGroup>& groups, const Eigen::RowVectorXd& output);
// 0: the claims are the answers; 1: something is claimed beside them that is left open; 2: an answer isn't
// claimed.
std::int32_t verdict_of(const std::vector<std::int32_t>& claims, const std::vector<std::int32_t>& answers);

// Shares of sentences: exact_error (verdict 1 or 2) and, where something is left open, valid_error (2).
Judge sentences_judge(const SentenceFile& file, const std::vector<OutputGroup>& groups);

}  // namespace rssviz::models
