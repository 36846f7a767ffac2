#include "cli/pipeline/runs/import_text.h"

#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/number_text.h"
#include "models/tasks/text/text_task.h"
#include "models/training/lesson.h"

namespace rssviz::cli {
namespace {

// The one array of a file, or the one called `symbols`.
const formats::Array& symbols_in(const formats::Archive& arrays, const std::string& file, bool alone) {
  if (alone && arrays.size() == 1) return arrays.begin()->second;
  const auto found = arrays.find("symbols");
  if (found == arrays.end())
    fail(ErrorKind::data, file +
                              ": has no array `symbols`, the alphabet's bytes in the order of the one-hot "
                              "code; give them with --symbols-file FILE.npy");
  return found->second;
}

models::Alphabet alphabet_of(const Settings& settings, const std::vector<models::ForeignFile>& files) {
  const bool apart = settings.has("symbols-file");
  const std::string file = apart ? settings.text("symbols-file") : files.front().name;
  const formats::Archive read = apart ? formats::read_arrays(file) : formats::Archive{};
  const formats::Array& array = symbols_in(apart ? read : files.front().arrays, file, apart);
  return with_context(file, [&] {
    std::vector<std::uint32_t> values;
    for (const std::int32_t value : formats::to_integers(array, "symbols"))
      values.push_back(static_cast<std::uint32_t>(value));
    return models::Alphabet(models::symbol_kind_named(settings.text("symbols")), std::move(values));
  });
}

}  // namespace

void refuse_of_text(const Settings& settings) {
  if (settings.text("task") == "text") {
    if (!settings.has("text")) fail(ErrorKind::usage, "--text is needed with --task text");
    if (models::is_reservoir(settings.text("cell")))
      fail(ErrorKind::usage, "--cell esn does not go with --task text; lstm, gru and rnn do");
    return;
  }
  for (const char* const option : {"text", "symbols", "symbols-file", "split", "split-by"})
    if (settings.given(option) && settings.text(option) != settings.table().find(option)->default_text)
      fail(ErrorKind::usage, "--" + std::string(option) + " belongs to --task text");
}

std::shared_ptr<const models::Task> text_task_of(const Settings& settings,
                                                 const std::vector<models::ForeignFile>& files) {
  constexpr int kWindow = 50;  // of account to training alone
  return models::text_task_in(settings.texts("text"), alphabet_of(settings, files),
                              models::split_options(settings.text("split-by"), settings.text("split")),
                              kWindow);
}

std::vector<models::StageMetrics> text_metrics_of(models::RecurrentRun run, const models::Task& task,
                                                  const std::string& file, const Execution& execution) {
  const auto symbols = static_cast<int>(task.corpus()->vocabulary.size());
  const models::RecurrentShape& shape = run.stages.back().shape;
  if (shape.inputs != symbols || shape.outputs != symbols)
    fail(ErrorKind::data, file + ": the network has " + std::to_string(shape.inputs) + " inputs and " +
                              std::to_string(shape.outputs) + " outputs, the alphabet " +
                              std::to_string(symbols) + " symbols");
  models::measure_stages(task.lesson(), execution, run);
  std::string losses;
  for (const models::StageMetrics& measured : run.metrics)
    losses += (losses.empty() ? "" : ", ") + std::string(models::name_of(measured.split)) + " " +
              decimals(measured.value("loss").value_or(0), 4);
  execution.progress.warn(file + ": " + losses + " nats a symbol");
  return run.metrics;
}

}  // namespace rssviz::cli
