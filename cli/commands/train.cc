#include <chrono>
#include <cstdio>
#include <nlohmann/json.hpp>

#include "cli/commands/commands.h"
#include "cli/compose/figure_kind.h"
#include "cli/compose/parts/error_text.h"
#include "cli/pipeline/runs/train_options.h"
#include "cli/pipeline/runs/train_run.h"
#include "cli/pipeline/steps/steps.h"
#include "cli/subjects/run_folder.h"
#include "core/error.h"
#include "core/formats/csv.h"

namespace rssviz::cli {

namespace {

void tell_of_steps(const CommandContext& context, const std::filesystem::path& folder) {
  const LoadedRun run = load_run_of_task(folder);
  const models::StageMetrics* const test =
      models::find_metrics(run.run->metrics(), run.stages() - 1, models::Split::test);
  const double loss = test == nullptr ? 0 : test->value("loss").value_or(0);
  const bool classes = run.task->classes() && run.task->places() != nullptr;
  const std::string name = classes ? "class" : run.task->measures().front().name;
  context.progress.say(folder.string() + ": trained; test " + (classes ? "share of wrong classes" : name) +
                       " " + formats::format_number(static_cast<float>(loss)));
  if (context.settings.flag("json"))
    std::puts(formats::Json{{"run", folder.string()}, {"loss", name}, {"test_loss", loss}}.dump(2).c_str());
}

}  // namespace

void train_command(const CommandContext& context) {
  if (!context.settings.has("cell")) fail(ErrorKind::usage, "--cell is needed: esn, lstm, gru or rnn");
  const Settings settings = with_preset(context.settings);
  if (!settings.has("output"))
    fail(ErrorKind::usage, "--output is needed: the folder of the run, e.g. -o out/" + settings.text("cell"));
  const std::filesystem::path folder = settings.text("output");
  train_run(settings, folder, train_recipe(settings, folder),
            settings.flag("resume") ? Resume::or_complain : Resume::no, {context.workers, context.progress});
  const NetworkView view = load_view(folder, kReadsMetrics);
  if (view.task->every_step()) {
    tell_of_steps(context, folder);
    return;
  }
  const models::StageMetrics* const test =
      models::find_metrics(view.metrics, view.stages - 1, models::Split::test);
  formats::Json result;
  result["run"] = folder.string();
  if (test != nullptr) {
    const std::vector<models::Measure> measures = view.task->measures();
    for (auto measure = measures.rbegin(); measure != measures.rend(); ++measure)
      result["test_" + measure->key] = test->value(measure->key).value_or(0);
    context.progress.say(folder.string() + ": " + view.name + " trained; " +
                         errors_line(view.metrics, *view.task, view.stages - 1, models::Split::test));
  }
  if (settings.flag("json")) std::puts(result.dump(2).c_str());
}

}  // namespace rssviz::cli
