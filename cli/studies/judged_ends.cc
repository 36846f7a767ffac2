#include "cli/studies/judged_ends.h"

#include <algorithm>

#include "models/recording/prefix_trie.h"

namespace rssviz::cli {
namespace {

models::IntColumn only_rows(const models::IntColumn& column, const std::vector<std::size_t>& rows) {
  models::IntColumn out{column.name, {}, column.labels};
  for (const std::size_t row : rows) out.values.push_back(column.values[row]);
  return out;
}

std::vector<std::size_t> rows_after_end(const NetworkView& view, const models::StateTrace& trace) {
  const models::IntColumn& final = trace.require_integer(view.task->role("ends").front());
  std::vector<std::size_t> rows;
  for (std::size_t i = 0; i < trace.points(); ++i)
    if (final.values[i] == 1) rows.push_back(i);
  return rows;
}

// The rows of a trace after the last word of each sentence, with their columns.
models::StateTrace final_rows(const NetworkView& view, const models::StateTrace& trace) {
  const std::vector<std::size_t> rows = rows_after_end(view, trace);
  models::StateTrace out;
  out.what = trace.what;
  out.vocabulary = trace.vocabulary;
  out.output_names = trace.output_names;
  out.states.resize(static_cast<Eigen::Index>(rows.size()), trace.states.cols());
  out.outputs.resize(static_cast<Eigen::Index>(rows.size()), trace.outputs.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    out.states.row(static_cast<Eigen::Index>(i)) = trace.states.row(static_cast<Eigen::Index>(rows[i]));
    out.outputs.row(static_cast<Eigen::Index>(i)) = trace.outputs.row(static_cast<Eigen::Index>(rows[i]));
    out.sequence.push_back(trace.sequence[rows[i]]);
    out.step.push_back(trace.step[rows[i]]);
    out.token.push_back(trace.token[rows[i]]);
    out.index.push_back(static_cast<std::int32_t>(i));
  }
  out.n_distinct = static_cast<std::int32_t>(rows.size());
  for (const models::IntColumn& column : trace.integers) out.set(only_rows(column, rows));
  return out;
}

// What the network carries after the last step of each sequence, which is what it reads out: a trace may show
// something else of it. Sequences x state_size.
Matrix carried_at_ends(const models::Network& network, const std::vector<models::Tokens>& sequences,
                       const Execution& execution) {
  const models::PrefixTrie trie = models::build_trie(sequences);
  const Matrix states = models::states_of(network, trie, execution);
  Matrix ends(static_cast<Eigen::Index>(sequences.size()), states.cols());
  for (std::size_t i = 0; i < sequences.size(); ++i)
    ends.row(static_cast<Eigen::Index>(i)) = states.row(trie.last(i));
  return ends;
}

}  // namespace

std::vector<std::int32_t> worst_judgement(const models::Task& task,
                                          const std::vector<models::IntColumn>& columns) {
  const std::vector<std::string> judged = task.role("judged");
  std::vector<std::int32_t> worst;
  for (const models::IntColumn& column : columns) {
    if (std::find(judged.begin(), judged.end(), column.name) == judged.end()) continue;
    worst.resize(column.values.size(), 0);
    for (std::size_t i = 0; i < worst.size(); ++i) worst[i] = std::max(worst[i], column.values[i]);
  }
  return worst;
}

JudgedEnds judge_ends(const NetworkView& view, const std::vector<int>& stages, const Execution& execution) {
  const std::vector<models::Tokens> sequences = view.task->sequences({"test", 0, 1});
  const std::unique_ptr<models::Network> network = view.network_at(-1);
  const models::StateTrace all = view.record(*network, sequences, view.trace.what, execution);
  const Matrix carried = carried_at_ends(*network, sequences, execution);
  JudgedEnds result;
  result.ends = final_rows(view, all);
  const Matrix placed = embed::transform(view.embedding, result.ends.states, execution);
  for (Eigen::Index i = 0; i < placed.rows(); ++i) result.at.push_back({placed(i, 0), placed(i, 1)});
  const std::vector<std::size_t> rows = rows_after_end(view, all);
  result.judged.resize(stages.size());
  result.outputs.resize(stages.size());
  execution.workers.for_each(stages.size(), [&](std::size_t s) {
    result.outputs[s] = view.network_at(stages[s])->read_out(carried);
    // Tasks judge whole sentences; only the outputs after END are looked at.
    Matrix whole = Matrix::Zero(static_cast<Eigen::Index>(all.points()), result.outputs[s].cols());
    for (std::size_t i = 0; i < rows.size(); ++i)
      whole.row(static_cast<Eigen::Index>(rows[i])) = result.outputs[s].row(static_cast<Eigen::Index>(i));
    const std::vector<std::int32_t> worst = worst_judgement(*view.task, view.task->judge(all, whole));
    for (const std::size_t row : rows) result.judged[s].push_back(worst[row]);
  });
  return result;
}

std::array<long long, 3> count_judged(const std::vector<std::int32_t>& judged) {
  std::array<long long, 3> counts{};
  for (const std::int32_t value : judged) ++counts[static_cast<std::size_t>(value)];
  return counts;
}

}  // namespace rssviz::cli
