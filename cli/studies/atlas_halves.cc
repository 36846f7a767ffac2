// States of a file as two stretches of text: atlas_study.h.
#include <algorithm>
#include <utility>

#include "cli/studies/atlas_study.h"
#include "core/error.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kLeastSteps = 200;

// Where the second half begins: at the sequence nearest to the middle, or the middle of a single one.
std::size_t middle_of(const std::vector<std::int32_t>& sequence) {
  const std::size_t half = sequence.size() / 2;
  std::size_t best = 0;
  const auto distance = [&](std::size_t at) { return at > half ? at - half : half - at; };
  for (std::size_t i = 1; i < sequence.size(); ++i)
    if (sequence[i] != sequence[i - 1] && (best == 0 || distance(i) < distance(best))) best = i;
  return best == 0 ? half : best;
}

std::vector<std::int32_t> rows_between(std::size_t begin, std::size_t end) {
  std::vector<std::int32_t> rows;
  for (std::size_t i = begin; i < end; ++i) rows.push_back(static_cast<std::int32_t>(i));
  return rows;
}

}  // namespace

AtlasText halves_of(const std::string& id, models::StateTrace trace, std::vector<std::string> columns,
                    std::vector<std::string> vocabulary, const AtlasOptions& options) {
  if (trace.points() < kLeastSteps)
    fail(ErrorKind::data, id + ": has " + std::to_string(trace.points()) + " states with a symbol; " +
                              std::to_string(kLeastSteps) +
                              " are needed to choose on some and judge on others");
  const std::size_t middle = middle_of(trace.sequence), most = static_cast<std::size_t>(options.steps);
  AtlasText text{.id = id, .traces = {trace.what}, .columns = std::move(columns)};
  text.vocabulary = std::move(vocabulary);
  text.choose = models::only_points(trace, rows_between(0, std::min(middle, most)));
  text.judge = models::only_points(trace, rows_between(middle, std::min(trace.points(), middle + most)));
  text.choose_states = std::exchange(text.choose.states, {});
  text.judge_states = std::exchange(text.judge.states, {});
  return text;
}

}  // namespace rssviz::cli
