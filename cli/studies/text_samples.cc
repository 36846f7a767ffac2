#include "cli/studies/text_samples.h"

#include "core/error.h"
#include "models/training/metrics.h"

namespace rssviz::cli {

bool writes_text(const models::Network& network) {
  return network.outputs() > 1 && network.outputs() == network.inputs();
}

std::optional<double> validation_loss(const NetworkView& view, int stage) {
  const models::StageMetrics* const row =
      models::find_metrics(view.metrics, stage, models::Split::validation);
  return row == nullptr ? std::nullopt : row->value("loss");
}

std::vector<StageSample> text_samples(const NetworkView& view, const std::vector<int>& stages,
                                      const models::Tokens& prefix, const models::SampleTextOptions& options,
                                      const Execution& execution) {
  std::vector<StageSample> samples;
  for (const int stage : stages) {
    execution.progress.check_stop();
    const auto network = view.network_at(stage);
    if (!writes_text(*network))
      fail(ErrorKind::data,
           view.id + ": its " + std::to_string(network->outputs()) + " outputs aren't the next of its " +
               std::to_string(network->inputs()) +
               " symbols; text is drawn from networks that predict the next one (--task text)");
    const auto place = static_cast<std::size_t>(stage);
    samples.push_back(
        {stage, place < view.stage_names.size() ? view.stage_names[place] : "stage " + std::to_string(stage),
         validation_loss(view, stage), models::sample_text(*network, prefix, options)});
  }
  return samples;
}

}  // namespace rssviz::cli
