#include "models/tasks/sentences/sentence_answers.h"

#include <algorithm>
#include <cmath>
#include <memory>

namespace rssviz::models {

SentenceAnswers answers_along(const KnownSoFar& known, const StateTrace& trace, std::size_t questions) {
  SentenceAnswers answers;
  const std::vector<std::int32_t> nothing(questions, -1);
  const std::size_t n = trace.points();
  for (std::size_t from = 0, to = 0; from < n; from = to) {
    for (to = from + 1; to < n && trace.sequence[to] == trace.sequence[from];) ++to;
    Tokens tokens;
    for (std::size_t i = from; i < to; ++i)
      if (trace.step[i] >= 0) tokens.push_back(trace.token[i]);  // nothing is heard at a zero state
    std::vector<std::vector<std::int32_t>> along = known.along(tokens);
    while (along.size() < to - from) along.insert(along.begin(), nothing);
    for (std::size_t i = from; i < to; ++i) {
      answers.so_far.push_back(along[i - from]);
      answers.stated.push_back(along.back());
      answers.is_final.push_back(i + 1 == to);
    }
  }
  return answers;
}

std::vector<std::int32_t> claims_of(const std::vector<OutputGroup>& groups,
                                    const Eigen::RowVectorXd& output) {
  std::vector<std::int32_t> claims;
  for (const OutputGroup& group : groups) {
    double largest = output[group.outputs.front()], sum = 0;
    std::int32_t claim = 0;
    for (std::size_t k = 1; k < group.outputs.size(); ++k)
      if (output[group.outputs[k]] > largest) {
        largest = output[group.outputs[k]];
        claim = static_cast<std::int32_t>(k);
      }
    for (const int place : group.outputs) sum += std::exp(output[place] - largest);
    claims.push_back(1 / sum < group.threshold ? -1 : claim);
  }
  return claims;
}

std::int32_t verdict_of(const std::vector<std::int32_t>& claims, const std::vector<std::int32_t>& answers) {
  std::int32_t verdict = 0;
  for (std::size_t q = 0; q < claims.size(); ++q) {
    if (answers[q] >= 0 && claims[q] != answers[q]) return 2;
    if (claims[q] != answers[q]) verdict = 1;
  }
  return verdict;
}

Judge sentences_judge(const SentenceFile& file, const std::vector<OutputGroup>& groups) {
  struct Kept {
    std::vector<OutputGroup> groups;
    std::vector<std::vector<std::int32_t>> answers;  // by sentence
    bool always{true};
  };
  auto kept = std::make_shared<Kept>();
  kept->groups = groups;
  for (std::size_t i = 0; i < file.sentences.size(); ++i) {
    std::vector<std::int32_t>& answers = kept->answers.emplace_back();
    for (const SentenceQuestion& question : file.questions) answers.push_back(question.answer[i]);
  }
  for (const SentenceQuestion& question : file.questions) kept->always = kept->always && question.always();
  return [kept = std::shared_ptr<const Kept>(kept)](std::span<const std::int32_t> rows, MatrixDRef outputs) {
    double not_exact = 0, not_valid = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::int32_t verdict =
          verdict_of(claims_of(kept->groups, outputs.row(static_cast<Eigen::Index>(i))),
                     kept->answers[static_cast<std::size_t>(rows[i])]);
      not_exact += verdict > 0 ? 1 : 0;
      not_valid += verdict > 1 ? 1 : 0;
    }
    const double n = std::max<double>(1, static_cast<double>(rows.size()));
    std::vector<NamedNumber> numbers{{"exact_error", not_exact / n}};
    if (!kept->always) numbers.insert(numbers.begin(), {"valid_error", not_valid / n});
    return numbers;
  };
}

}  // namespace rssviz::models
