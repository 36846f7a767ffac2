#include "cli/studies/grammar_errors.h"

#include "core/number_text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

double share(std::int64_t part, const models::SentenceCounts& of) {
  return of.sentences == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(of.sentences);
}

void add_row(int stage, const char* set, const char* objects, const models::SentenceCounts& counts,
             formats::Table& table) {
  table.rows.push_back({std::to_string(stage), set, objects, std::to_string(counts.sentences),
                        std::to_string(counts.not_valid), std::to_string(counts.not_exact),
                        formats::format_number(share(counts.not_valid, counts)),
                        formats::format_number(share(counts.not_exact, counts))});
}

}  // namespace

TestedStage test_stage(const models::Network& network, int stage, const TaskData& data,
                       const Execution& execution) {
  return {stage, models::test_grammar(network, *data.task, *data.corpus, execution)};
}

std::vector<TestedStage> test_stages(const LoadedRun& run, const std::string& stages,
                                     const Execution& execution) {
  models::check_grammar_size(*run.data.task);
  std::vector<int> numbers;
  if (stages == "all")
    for (int stage = 0; stage < run.stages(); ++stage) numbers.push_back(stage);
  else
    numbers.push_back(stage_number(stages, run.stages()));
  std::vector<TestedStage> tested;
  execution.progress.begin("testing every sentence", numbers.size());
  for (const int stage : numbers) {
    tested.push_back(test_stage(*run.network_at(stage), stage, run.data, execution));
    execution.progress.advance(tested.size());
  }
  return tested;
}

formats::Table grammar_table(const std::vector<TestedStage>& stages) {
  formats::Table table{
      {"stage", "set", "objects", "sentences", "not_valid", "not_exact", "valid_error", "exact_error"}, {}};
  for (const auto& [stage, counts] : stages) {
    add_row(stage, "all", "", counts.all(), table);
    add_row(stage, "training", "", counts.trained_on(), table);
    add_row(stage, "other", "", counts.not_trained_on(), table);
    add_row(stage, "other", "1", counts.by_set[0][0], table);
    add_row(stage, "other", "2", counts.by_set[0][1], table);
  }
  return table;
}

fs::path grammar_file(const fs::path& run) { return run / "test_all.csv"; }

std::string grammar_line(const models::GrammarCounts& counts) {
  const models::SentenceCounts other = counts.not_trained_on(), trained = counts.trained_on();
  return "not valid " + decimals(share(other.not_valid, other), 5) + ", not exact " +
         decimals(share(other.not_exact, other), 5) + " of " + with_commas(other.sentences) +
         " sentences not trained on; not valid " + decimals(share(trained.not_valid, trained), 4) +
         ", not exact " + decimals(share(trained.not_exact, trained), 4) + " of " +
         with_commas(trained.sentences) + " trained on";
}

}  // namespace rssviz::cli
