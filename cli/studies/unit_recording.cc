#include "cli/studies/unit_recording.h"

#include <algorithm>
#include <span>

#include "core/error.h"

namespace rssviz::cli {
namespace {

constexpr std::size_t kLong = 1500, kPiece = 1000, kWarming = 200;
constexpr std::size_t kTogether = 16;  // pieces of a block

// Tokens of a text: words that stand for themselves, in a sequence too long for one walk.
bool is_cut(const NetworkView& view, const std::vector<models::Tokens>& sequences) {
  return view.task->places() == nullptr &&
         std::any_of(sequences.begin(), sequences.end(),
                     [](const models::Tokens& one) { return one.size() > kLong; });
}

// Read from `first` on, kept from `begin` to `end`; the first kept token is point `point`.
struct Piece {
  const models::Tokens* sequence{nullptr};
  std::size_t first{0}, begin{0}, end{0}, point{0};
};

std::vector<Piece> pieces_of(const std::vector<models::Tokens>& sequences) {
  std::vector<Piece> pieces;
  std::size_t point = 0;
  for (const models::Tokens& one : sequences)
    for (std::size_t begin = 0; begin < one.size(); begin += kPiece) {
      const std::size_t end = std::min(one.size(), begin + kPiece);
      pieces.push_back({&one, begin < kWarming ? 0 : begin - kWarming, begin, end, point});
      point += end - begin;
    }
  return pieces;
}

// The states of some pieces side by side, into their points of `all`.
void walk(const models::Network& network, const std::vector<std::string>& traces,
          std::span<const Piece> pieces, Matrix& all) {
  Matrix state = Matrix::Zero(static_cast<Eigen::Index>(pieces.size()), network.state_size()), next = state;
  std::vector<std::int32_t> tokens(pieces.size());
  std::size_t longest = 0;
  for (const Piece& piece : pieces) longest = std::max(longest, piece.end - piece.first);
  for (std::size_t t = 0; t < longest; ++t) {
    for (std::size_t k = 0; k < pieces.size(); ++k)
      tokens[k] = (*pieces[k].sequence)[std::min(pieces[k].first + t, pieces[k].end - 1)];
    network.step(state, tokens, next);
    Eigen::Index column = 0;
    for (const std::string& name : traces) {
      const Matrix values = network.trace(name, next, state, tokens);
      for (std::size_t k = 0; k < pieces.size(); ++k) {
        const std::size_t at = pieces[k].first + t;
        if (at < pieces[k].begin || at >= pieces[k].end) continue;
        all.row(static_cast<Eigen::Index>(pieces[k].point + at - pieces[k].begin))
            .segment(column, values.cols()) = values.row(static_cast<Eigen::Index>(k));
      }
      column += values.cols();
    }
    state.swap(next);
  }
}

Eigen::Index units_of(const models::Network& network, const std::vector<std::string>& traces) {
  const Matrix zero = Matrix::Zero(1, network.state_size());
  Matrix next = zero;
  const std::vector<std::int32_t> token{0};
  network.step(zero, token, next);
  Eigen::Index units = 0;
  for (const std::string& name : traces) units += network.trace(name, next, zero, token).cols();
  return units;
}

}  // namespace

std::vector<std::string> unit_traces(const models::Network& network) {
  const std::vector<std::string> names = network.trace_names();
  std::vector<std::string> kept;
  for (const std::string& name : names) {
    const bool by_layer = std::find(names.begin(), names.end(), name + "_1") != names.end();
    if (name != "output" && !by_layer) kept.push_back(name);
  }
  return kept;
}

std::vector<models::Tokens> at_most(std::vector<models::Tokens> sequences, long long steps) {
  std::vector<models::Tokens> kept;
  for (models::Tokens& sequence : sequences) {
    if (steps <= 0) break;
    if (static_cast<long long>(sequence.size()) > steps) sequence.resize(static_cast<std::size_t>(steps));
    steps -= static_cast<long long>(sequence.size());
    kept.push_back(std::move(sequence));
  }
  return kept;
}

models::StateTrace annotated_steps(const NetworkView& view, const models::Network& network,
                                   const std::vector<models::Tokens>& sequences, const Execution& execution) {
  if (!is_cut(view, sequences)) {
    models::StateTrace trace = view.record(network, sequences, unit_traces(network).front(), execution);
    trace.states.resize(0, 0);
    return trace;
  }
  models::StateTrace trace;
  trace.vocabulary = view.corpus->vocabulary;
  for (std::size_t s = 0; s < sequences.size(); ++s)
    for (std::size_t t = 0; t < sequences[s].size(); ++t) {
      trace.sequence.push_back(static_cast<std::int32_t>(s));
      trace.step.push_back(static_cast<std::int32_t>(t));
      trace.token.push_back(sequences[s][t]);
    }
  view.task->annotate(trace);
  return trace;
}

Matrix unit_states(const NetworkView& view, const models::Network& network,
                   const std::vector<std::string>& traces, const std::vector<models::Tokens>& sequences,
                   const Execution& execution) {
  const Eigen::Index units = units_of(network, traces);
  Matrix all;
  if (!is_cut(view, sequences)) {
    Eigen::Index column = 0;
    for (const std::string& name : traces) {
      const Matrix one = view.record(network, sequences, name, execution).states;
      if (all.size() == 0) all.resize(one.rows(), units);
      all.middleCols(column, one.cols()) = one;
      column += one.cols();
    }
    return all;
  }
  const std::vector<Piece> pieces = pieces_of(sequences);
  all.resize(static_cast<Eigen::Index>(pieces.back().point + pieces.back().end - pieces.back().begin), units);
  execution.workers.for_each((pieces.size() + kTogether - 1) / kTogether, [&](std::size_t block) {
    execution.progress.check_stop();
    const std::size_t from = block * kTogether;
    walk(network, traces, std::span(pieces).subspan(from, std::min(kTogether, pieces.size() - from)), all);
  });
  return all;
}

}  // namespace rssviz::cli
