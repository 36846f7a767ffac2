// A task that exists in tests alone runs through every kind of a run: it is drawn, or refused by the role
// that it has no column for.
#include <gtest/gtest.h>

#include "cli/compose/figure_kind.h"
#include "cli/compose/kind_tables.h"
#include "core/error.h"
#include "embed/align/stages.h"
#include "embed/embedding.h"
#include "tests/models/tasks/made_up_task.h"

namespace rssviz::cli {
namespace {

embed::EmbedOptions small_map() {
  embed::EmbedOptions options;
  options.umap.n_neighbors = 5;
  options.umap.epochs = 20;
  return options;
}

NetworkView made_up_view(const Execution& execution) {
  NetworkView view;
  const auto task = std::make_shared<const models::MadeUpTask>();
  models::RecurrentOptions options;
  options.cell = models::Cell::gru;
  options.units = 6;
  options.epochs = 3;
  view.task = task;
  view.run = models::make_run(std::make_shared<const models::RecurrentRun>(
      models::train_recurrent(task->lesson(), options, 1, execution)));
  view.id = "made-up";
  view.name = view.run->name();
  view.cell = view.run->cell();
  view.description = view.run->description();
  view.training = view.run->training("sequences", "the last letter", false);
  view.stage_names = view.run->stage_names("sequence", false);
  view.stages = view.run->stages();
  view.metrics = view.run->metrics();
  view.stage_seconds.assign(static_cast<std::size_t>(view.stages), 1.0);
  view.corpus = task->corpus();
  view.sentences = task->sequences({"test", 0, 1});
  view.trace = view.record(*view.network_at(-1), view.sentences, "", execution);
  view.states_name = view.trace.what + " states";
  view.sample = task->sample_text(view.trace, "test");
  view.embedding = embed::embed(view.trace.states, small_map(), execution);
  view.stage_trace = view.trace;
  std::vector<Matrix> stages;
  for (int stage = 0; stage < view.stages; ++stage)
    stages.push_back(view.record(*view.network_at(stage), view.sentences, "", execution).states);
  embed::StagesOptions aligned;
  aligned.umap = small_map().umap;
  view.aligned = embed::align_stages(stages, aligned, execution);
  view.retrained = [run = view.run, task](std::uint64_t seed, const Execution& how) {
    return run->retrained(task->lesson(), seed, how);
  };
  return view;
}

template <class Kind>
bool drawn_or_refused(const Kind& kind, const NetworkView& view, const Execution& execution) {
  const Settings settings = settings_of(kind, Settings(table_of(kind)));
  try {
    require_roles(kind, {&view}, settings);
    kind.make({{&view}, settings, execution});
    return true;
  } catch (const Error& error) {
    EXPECT_TRUE(error.kind() == ErrorKind::data || error.kind() == ErrorKind::usage)
        << kind.name << ": " << error.what();
    if (!kind.needs.empty() || !kind.of_task.empty()) {
      EXPECT_NE(std::string(error.what()).find("doesn't know"), std::string::npos)
          << kind.name << ": " << error.what();
    }
    return false;
  }
}

}  // namespace

TEST(MadeUpTask, RunsThroughEveryKindDrawnOrRefusedByRole) {
  const Workers workers(2);
  SilentProgress progress;
  const Execution execution{workers, progress};
  const NetworkView view = made_up_view(execution);
  std::vector<std::string> drawn;
  const auto of_a_run = [](Networks of) { return of == Networks::one || of == Networks::several; };
  for (const FigureKind& kind : figure_kinds())
    if (of_a_run(kind.of) && drawn_or_refused(kind, view, execution)) drawn.push_back(kind.name);
  for (const FilmKind& kind : film_kinds())
    if (of_a_run(kind.of) && drawn_or_refused(kind, view, execution)) drawn.push_back(kind.name);
  for (const char* name : {"trajectories", "output-map", "outputs", "activity", "winglets", "learning-curves",
                           "learning-strip", "null", "learning-lstm"})
    EXPECT_NE(std::find(drawn.begin(), drawn.end(), name), drawn.end()) << name;
}

}  // namespace rssviz::cli
