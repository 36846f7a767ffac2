#include "cli/pipeline/steps/teachers.h"

#include <Eigen/Cholesky>
#include <map>
#include <string>
#include <vector>

#include "core/error.h"
#include "models/data/state_trace.h"
#include "models/tasks/csl/csl_task.h"
#include "models/weights/run_files.h"

namespace rssviz::cli {
namespace {

// The recorded sentences, from the tokens of the archive.
std::vector<models::Tokens> recorded_sentences(const formats::Archive& archive) {
  const auto numbers = [&](const char* name) {
    return formats::to_integers(formats::require(archive, name, "states"), name);
  };
  const std::vector<std::int32_t> sequence = numbers("sequence"), token = numbers("token");
  std::vector<models::Tokens> sentences;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (i == 0 || sequence[i] != sequence[i - 1]) sentences.emplace_back();
    if (token[i] >= 0) sentences.back().push_back(token[i]);
  }
  return sentences;
}

void add_targets(const models::CslTask& task, formats::Archive& archive) {
  const models::Corpus& corpus = *task.corpus();
  std::map<models::Tokens, std::size_t> row_of;
  for (std::size_t i = 0; i < corpus.sequences.size(); ++i) row_of.try_emplace(corpus.sequences[i], i);
  const std::vector<models::Tokens> sentences = recorded_sentences(archive);
  MatrixD teachers(static_cast<Eigen::Index>(sentences.size()), corpus.targets.cols());
  std::vector<std::int32_t> clauses;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    const auto found = row_of.find(sentences[i]);
    if (found == row_of.end())
      fail(ErrorKind::data, "--teachers: \"" + task.text(sentences[i]) +
                                "\" is in no set of the run, so that nothing teaches it");
    teachers.row(static_cast<Eigen::Index>(i)) = corpus.targets.row(static_cast<Eigen::Index>(found->second));
    for (const models::IntColumn& column : corpus.columns)
      if (column.name == "clause_1" || column.name == "clause_2")
        clauses.push_back(column.values[found->second]);
  }
  archive["teachers"] = formats::from_matrix(teachers);
  archive["clauses"] = formats::from_vector(clauses);
  archive["clauses"].shape = {sentences.size(), 2};
  std::vector<std::string> texts;
  for (std::size_t clause = 0; clause < task.grammar().clauses().size(); ++clause)
    texts.push_back(task.text(task.grammar().sentence(static_cast<int>(clause))));
  archive["clause_texts"] = formats::from_strings(texts);
}

// Over the states that the readout was trained on: after the last word, or after every word.
void add_inverse(const LoadedRun& run, const std::filesystem::path& folder, formats::Archive& archive,
                 const Execution& execution) {
  const models::EsnTrainingOptions options = models::load_esn_run(folder).options;
  const std::vector<models::Tokens> sentences = run.task->sequences({"train", 0, 1});
  const models::StateTrace trace =
      run.task->record(*run.network_at(-1), sentences, {"reservoir", false}, execution);
  const bool every = options.learning == models::Learning::continuous;
  const Eigen::Index size = trace.states.cols() + 1;
  Eigen::MatrixXd system = options.regularization * Eigen::MatrixXd::Identity(size, size);
  for (std::size_t i = 0; i < trace.points(); ++i) {
    const bool last = i + 1 == trace.points() || trace.sequence[i + 1] != trace.sequence[i];
    if (!every && !last) continue;
    Eigen::VectorXd s(size);
    s << 1, trace.states.row(static_cast<Eigen::Index>(i)).transpose().cast<double>();
    system.selfadjointView<Eigen::Lower>().rankUpdate(s);
  }
  const Eigen::LLT<Eigen::MatrixXd, Eigen::Lower> factor(system);
  if (factor.info() != Eigen::Success) fail(ErrorKind::numeric, "--teachers: P can't be computed");
  archive["P"] = formats::from_matrix(MatrixD(factor.solve(Eigen::MatrixXd::Identity(size, size))));
  archive["alpha"] = formats::from_number(options.regularization);
}

}  // namespace

void add_teachers(const LoadedRun& run, const std::filesystem::path& folder, formats::Archive& archive,
                  const Execution& execution) {
  const auto* const task = dynamic_cast<const models::CslTask*>(run.task.get());
  if (task == nullptr)
    fail(ErrorKind::usage, "--teachers belongs to runs of --task csl; this one is of " + run.task->name());
  add_targets(*task, archive);
  if (models::is_reservoir(run.run->cell()) && run.imported_from.empty())
    add_inverse(run, folder, archive, execution);
}

}  // namespace rssviz::cli
