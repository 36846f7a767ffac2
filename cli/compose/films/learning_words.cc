#include "cli/compose/films/learning_words.h"

#include <algorithm>
#include <vector>

#include "cli/compose/parts/learning_chart.h"
#include "core/number_text.h"

namespace rssviz::cli {

std::string measures_in_words(const NetworkView& view) {
  std::string text;
  const bool one = view.task->measures().size() == 1;  // its curves have the names of what it is measured on
  for (const Curve& curve : curves_of(view)) {
    std::vector<double> values;
    for (int stage = 0; stage < view.stages; ++stage) {
      const models::StageMetrics* const row = models::find_metrics(view.metrics, stage, curve.split);
      const std::optional<double> value = row == nullptr ? std::nullopt : row->value(curve.value);
      if (value) values.push_back(*value);
    }
    if (values.empty()) continue;
    const std::string name = one ? measure_title(*view.task) : curve.name;
    text += (text.empty() ? "" : ", ") + name + " (" + name_of_split(*view.task, curve.split) + ") from " +
            decimals(values.front(), 3) + " to " + decimals(values.back(), 3);
  }
  return text;
}

std::string judged_in_words(const FollowedSentence& followed, const NetworkView& view) {
  std::string text;
  for (std::size_t stage = 0; stage < followed.judged.size(); ++stage) {
    const std::int32_t judged = followed.judged[stage];
    if (stage > 0 && followed.judged[stage - 1] == judged) continue;
    const std::string said = judgement_text(judged, *view.task), name = view.stage_names[stage];
    text += stage == 0 ? said + " at first (" + name + ")" : ", " + said + " from " + name + " on";
  }
  return text;
}

std::string drift_in_words(const NetworkView& view) {
  double moved = 0, alone = 0;
  const std::vector<embed::StageDrift>& drift = view.aligned.drift;
  for (std::size_t k = 1; k < drift.size(); ++k) {
    moved += drift[k].movement;
    alone += drift[k].null_movement;
  }
  const double stages = std::max(1., static_cast<double>(drift.size()) - 1);
  return "by " + percent(moved / stages) +
         " of the map's size from stage to stage on average; the layout alone, the null, by " +
         percent(alone / stages);
}

}  // namespace rssviz::cli
