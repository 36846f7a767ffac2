#include "cli/studies/difficulty.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/error.h"
#include "embed/neighbors/neighbors.h"

namespace rssviz::cli {
namespace {

std::vector<std::size_t> last_rows(const models::StateTrace& trace) {
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (i + 1 == trace.points() || trace.sequence[i + 1] != trace.sequence[i]) rows.push_back(i);
  return rows;
}

Matrix states_at(const Matrix& states, const std::vector<std::size_t>& rows) {
  Matrix result(static_cast<Eigen::Index>(rows.size()), states.cols());
  for (std::size_t i = 0; i < rows.size(); ++i)
    result.row(static_cast<Eigen::Index>(i)) = states.row(static_cast<Eigen::Index>(rows[i]));
  return result;
}

DifficultSentence sentence_at(const NetworkView& view, const models::StateTrace& trace, std::size_t row,
                              const models::Tokens& tokens, const std::vector<std::string>& judged) {
  DifficultSentence sentence;
  sentence.text = view.task->text(tokens);
  sentence.words = static_cast<double>(tokens.size());
  sentence.margin = 2;
  for (std::size_t g = 0; g < view.task->groups().size(); ++g) {
    const OutputGroup& group = view.task->groups()[g];
    std::vector<double> outputs;
    for (const int k : group.outputs)
      outputs.push_back(static_cast<double>(trace.outputs(static_cast<Eigen::Index>(row), k)));
    const models::Decision decision = models::decide(outputs, group.threshold);
    if (decision.margin >= sentence.margin) continue;
    sentence.margin = decision.margin;
    sentence.group = g;
    sentence.decision = decision;
  }
  const OutputGroup& nearest = view.task->groups()[sentence.group];
  if (!nearest.stated.empty()) sentence.stated = trace.require_integer(nearest.stated).values[row];
  for (const std::string& name : judged)
    sentence.worst = std::max(sentence.worst, static_cast<int>(trace.require_integer(name).values[row]));
  return sentence;
}

// The share of errors among the neighbours of each point.
std::vector<double> rates(const embed::Neighbors& neighbors, const std::vector<std::int32_t>& wrong) {
  std::vector<double> result;
  for (Eigen::Index i = 0; i < neighbors.points(); ++i) {
    double sum = 0;
    for (int k = 0; k < neighbors.k(); ++k) sum += wrong[static_cast<std::size_t>(neighbors.indices(i, k))];
    result.push_back(sum / std::max(1, neighbors.k()));
  }
  return result;
}

using Scores = std::function<std::vector<double>(const std::vector<std::int32_t>&)>;

// `scores` of the errors: those that come from neighbours' errors must be counted again when errors are
// permuted.
ErrorPredictor predictor(const std::string& name, const Scores& scores,
                         const std::vector<std::int32_t>& wrong, int draws, std::uint64_t seed,
                         const Execution& execution) {
  ErrorPredictor made{name};
  const std::vector<double> score = scores(wrong);
  made.auroc = models::auroc(score, wrong);
  models::Resampling resampling;
  resampling.draws = draws;
  resampling.seed = seed;
  made.interval = models::bootstrap(
      wrong.size(),
      [&](std::span<const std::size_t> rows) {
        std::vector<double> some;
        std::vector<std::int32_t> errors;
        for (const std::size_t row : rows) {
          some.push_back(score[row]);
          errors.push_back(wrong[row]);
        }
        return models::auroc(some, errors);
      },
      resampling, execution);
  resampling.stage = "permuted errors";
  made.null = models::middle_of(models::permuted(
                                    wrong.size(),
                                    [&](std::span<const std::size_t> rows) {
                                      std::vector<std::int32_t> errors;
                                      for (const std::size_t row : rows) errors.push_back(wrong[row]);
                                      return models::auroc(scores(errors), errors);
                                    },
                                    resampling, execution),
                                resampling.coverage);
  return made;
}

Scores local_errors(MatrixRef states, const Execution& execution) {
  const int k = std::min<int>(kErrorNeighbors, static_cast<int>(states.rows()) - 1);
  auto neighbors = std::make_shared<const embed::Neighbors>(
      embed::nearest_neighbors(states, k, embed::Metric::euclidean, embed::Self::exclude, execution));
  return [neighbors](const std::vector<std::int32_t>& wrong) { return rates(*neighbors, wrong); };
}

// The sentences with their places, verdicts and margins, in order of these.
Difficulty judged_sentences(const NetworkView& view, const std::vector<models::Tokens>& test,
                            const models::StateTrace& trace, MatrixRef coords,
                            const std::vector<std::string>& judged) {
  const std::vector<std::size_t> rows = last_rows(trace);
  Difficulty found;
  for (std::size_t i = 0; i < test.size(); ++i) {
    DifficultSentence sentence = sentence_at(view, trace, rows[i], test[i], judged);
    const auto at = static_cast<Eigen::Index>(i);
    sentence.at = {coords(at, 0), coords(at, 1)};
    found.not_exact += sentence.worst > 0 ? 1 : 0;
    found.not_valid += sentence.worst > 1 ? 1 : 0;
    found.sentences.push_back(std::move(sentence));
  }
  found.order.resize(test.size());
  std::iota(found.order.begin(), found.order.end(), std::size_t{0});
  std::stable_sort(found.order.begin(), found.order.end(), [&](std::size_t a, std::size_t b) {
    return found.sentences[a].margin < found.sentences[b].margin;
  });
  return found;
}

}  // namespace

Difficulty measure_difficulty(const NetworkView& view, const DifficultyOptions& options,
                              const Execution& execution) {
  const std::vector<models::Tokens> test = view.task->sequences({"test", 0, 1});
  if (test.size() < 3)
    fail(ErrorKind::data, "difficult: needs at least 3 test " + view.task->wording().sequences);
  const models::StateTrace trace = view.record(*view.network_at(-1), test, view.trace.what, execution);
  const std::vector<std::size_t> rows = last_rows(trace);
  const Matrix states = states_at(trace.states, rows);
  const Matrix coords = embed::transform(view.embedding, states, execution);
  Difficulty found = judged_sentences(view, test, trace, coords, options.judged);
  std::vector<std::int32_t> wrong;
  std::vector<double> closeness, length;
  for (const DifficultSentence& sentence : found.sentences) {
    wrong.push_back(sentence.worst > 0 ? 1 : 0);
    closeness.push_back(-sentence.margin);
    length.push_back(sentence.words);
  }
  const models::StateTrace words = view.task->input_trace(test, execution);
  const Scores local = local_errors(states, execution);
  found.local_rate = local(wrong);
  const auto add = [&](const std::string& name, const Scores& scores) {
    found.predictors.push_back(predictor(name, scores, wrong, options.draws, options.seed, execution));
  };
  add("readout margin", [&](const std::vector<std::int32_t>&) { return closeness; });
  add("neighbours, states", local);
  add("neighbours, map", local_errors(coords, execution));
  add("neighbours, " + view.task->wording().steps, local_errors(states_at(words.states, rows), execution));
  add(view.task->wording().sequence + " length", [&](const std::vector<std::int32_t>&) { return length; });
  return found;
}

}  // namespace rssviz::cli
