#include "cli/studies/followed_unit.h"

#include <algorithm>
#include <cmath>

#include "core/error.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {
namespace {

constexpr std::int64_t kSequences = 200;  // to choose on, and to judge on

std::string property_of(const NetworkView& view, const FollowOptions& options) {
  if (!options.property.empty()) return options.property;
  const std::vector<std::string> names = view.task->role("properties");
  if (names.empty())
    fail(ErrorKind::data,
         view.id + ": its task names no properties of its steps; name a column with --property");
  return names.front();
}

std::vector<double> values_of(const models::StateTrace& trace, const std::string& column) {
  std::vector<double> values;
  if (const models::FloatColumn* const numbers = trace.number(column)) {
    for (const float value : numbers->values) values.push_back(static_cast<double>(value));
    return values;
  }
  for (const std::int32_t value : trace.require_integer(column).values)
    values.push_back(static_cast<double>(value));
  return values;
}

std::vector<double> state_of(const models::StateTrace& trace, int unit) {
  std::vector<double> state;
  for (Eigen::Index i = 0; i < trace.states.rows(); ++i)
    state.push_back(static_cast<double>(trace.states(i, unit)));
  return state;
}

int most_correlated(const models::StateTrace& trace, const std::vector<double>& truth) {
  int best = 0;
  double most = -1;
  for (int unit = 0; unit < static_cast<int>(trace.states.cols()); ++unit) {
    const double r = std::abs(models::pearson(state_of(trace, unit), truth));
    if (!(r > most)) continue;
    most = r;
    best = unit;
  }
  return best;
}

// The line of least squares from x to y.
void fit_line(const std::vector<double>& x, const std::vector<double>& y, FollowedUnit& followed) {
  double mean_x = 0, mean_y = 0, squares = 0, together = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    mean_x += x[i] / static_cast<double>(x.size());
    mean_y += y[i] / static_cast<double>(x.size());
  }
  for (std::size_t i = 0; i < x.size(); ++i) {
    squares += (x[i] - mean_x) * (x[i] - mean_x);
    together += (x[i] - mean_x) * (y[i] - mean_y);
  }
  followed.slope = squares > 0 ? together / squares : 0;
  followed.offset = mean_y - followed.slope * mean_x;
}

// Where the passage begins: behind the last smallest value before the peak, at most `steps` before its
// sequence's end or the next such fall.
std::size_t passage_start(const std::vector<double>& truth, const std::vector<std::int32_t>& sequence,
                          std::size_t peak, std::size_t steps) {
  std::size_t first = peak;
  while (first > 0 && sequence[first - 1] == sequence[peak]) --first;
  if (peak + steps / 4 < first + steps) return first;
  std::size_t start = peak;
  for (std::size_t i = peak; i > first && peak - i + 1 < steps; --i)
    if (truth[i - 1] <= truth[start]) start = i - 1;
  return start;
}

}  // namespace

FollowedUnit follow_unit(const NetworkView& view, const FollowOptions& options, const Execution& execution) {
  FollowedUnit followed;
  followed.property = property_of(view, options);
  const auto network = view.network_at(-1);
  const models::StateTrace train =
      view.record(*network, view.task->sequences({"train", kSequences, 1}), options.what, execution);
  const models::StateTrace test =
      view.record(*network, view.task->sequences({"test", kSequences, 1}), options.what, execution);
  followed.what = test.what;
  const std::vector<double> learned = values_of(train, followed.property),
                            truth = values_of(test, followed.property);
  followed.chosen = options.unit < 0;
  followed.unit = followed.chosen ? most_correlated(train, learned) : options.unit;
  if (followed.unit >= test.states.cols())
    fail(ErrorKind::usage, "--unit: there is no unit " + std::to_string(followed.unit) + "; they are 0 to " +
                               std::to_string(test.states.cols() - 1));
  const std::vector<double> state = state_of(test, followed.unit);
  fit_line(state_of(train, followed.unit), learned, followed);
  followed.correlation = models::pearson(state, truth);
  followed.most_trained = *std::max_element(learned.begin(), learned.end());
  const auto peak = static_cast<std::size_t>(std::max_element(truth.begin(), truth.end()) - truth.begin());
  const std::size_t first =
      passage_start(truth, test.sequence, peak, static_cast<std::size_t>(options.steps));
  for (std::size_t i = first; i < truth.size() && i < first + static_cast<std::size_t>(options.steps) &&
                              test.sequence[i] == test.sequence[peak];
       ++i) {
    followed.tokens.push_back(test.token[i]);
    followed.truth.push_back(truth[i]);
    followed.state.push_back(state[i]);
  }
  return followed;
}

}  // namespace rssviz::cli
