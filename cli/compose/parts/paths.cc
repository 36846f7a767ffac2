#include "cli/compose/parts/paths.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "cli/subjects/roles.h"
#include "core/error.h"
#include "embed/embedding.h"

namespace rssviz::cli {

using render::Point;

namespace {

// Where the steps of a series lie: as the map has them, or placed by its transform.
std::vector<Point> places_of_steps(const NetworkView& view, const ShownMap& map, const models::Tokens& rows,
                                   const Execution& execution) {
  std::map<std::int32_t, Eigen::Index> place;
  for (std::size_t i = 0; i < view.trace.points(); ++i)
    place.emplace(view.trace.token[i], static_cast<Eigen::Index>(i));
  models::Tokens elsewhere;
  for (const std::int32_t row : rows)
    if (!place.contains(row)) elsewhere.push_back(row);
  Matrix placed(0, 2);
  if (!elsewhere.empty())
    placed = map.packing.moved(embed::transform(
        view.embedding, view.record(*view.network_at(-1), {elsewhere}, view.trace.what, execution).states,
        execution));
  std::vector<Point> at;
  Eigen::Index next = 0;
  for (const std::int32_t row : rows) {
    const auto found = place.find(row);
    const Matrix& coords = found == place.end() ? placed : map.coords;
    const Eigen::Index i = found == place.end() ? next++ : found->second;
    at.push_back({coords(i, 0), coords(i, 1)});
  }
  return at;
}

// Stretches that lie apart, of at most so many steps; of several sequences, one each.
std::vector<models::Tokens> stretches(const std::vector<models::Tokens>& sequences, std::size_t count,
                                      std::size_t steps) {
  std::vector<models::Tokens> chosen;
  const auto apart = [&](std::size_t i, std::size_t room) { return count < 2 ? 0 : i * room / (count - 1); };
  for (std::size_t i = 0; i < count && !sequences.empty(); ++i) {
    const models::Tokens& rows = sequences[apart(i, sequences.size() - 1)];
    const std::size_t length = std::min(steps, rows.size());
    const std::size_t first = sequences.size() > 1 ? 0 : apart(i, rows.size() - length);
    const auto begin = rows.begin() + static_cast<std::ptrdiff_t>(first);
    models::Tokens part(begin, begin + static_cast<std::ptrdiff_t>(length));
    if (std::find(chosen.begin(), chosen.end(), part) == chosen.end()) chosen.push_back(std::move(part));
  }
  return chosen;
}

// A simple sentence, then compound ones, up to `count`.
void add_differing(const NetworkView& view, std::size_t count, std::vector<models::Tokens>& chosen) {
  const std::vector<std::string> role = columns_for_role(view, nullptr, "compound");
  const models::IntColumn* const compound = role.empty() ? nullptr : view.trace.integer(role.front());
  // Sentences that leave their first word with different words spread over the map and keep their labels
  // apart.
  const auto begins_differently = [&](const models::Tokens& tokens) {
    return std::none_of(chosen.begin(), chosen.end(), [&](const models::Tokens& other) {
      return tokens.size() > 2 && other.size() > 2 && tokens[1] == other[1];
    });
  };
  for (const bool wanted : {false, true}) {
    std::size_t row = 0;
    for (const models::Tokens& tokens : view.sentences) {
      const bool is_compound = compound != nullptr && compound->values[row] == 1;
      row += tokens.size();
      if (chosen.size() >= (wanted ? count : std::min<std::size_t>(1, count))) break;
      if (is_compound == wanted && begins_differently(tokens)) chosen.push_back(tokens);
    }
  }
}

}  // namespace

SentencePath path_of(const NetworkView& view, const ShownMap& map, const models::Tokens& tokens,
                     const Execution& execution) {
  SentencePath path;
  path.tokens = tokens;
  for (const std::int32_t token : tokens)
    path.words.push_back(view.corpus->vocabulary[static_cast<std::size_t>(token)]);
  path.text = view.task->text(tokens);
  if (view.task->places() != nullptr) {
    path.at = places_of_steps(view, map, tokens, execution);
    return path;
  }
  // How far a sentence of the sample begins as this one does, and where.
  std::size_t shared = 0;
  std::size_t start = 0;
  std::size_t row = 0;
  for (const models::Tokens& sentence : view.sentences) {
    const auto stop = std::mismatch(tokens.begin(), tokens.end(), sentence.begin(), sentence.end()).first;
    const auto length = static_cast<std::size_t>(stop - tokens.begin());
    if (length > shared) {
      shared = length;
      start = row;
    }
    row += sentence.size();
  }
  const Matrix& coords = map.coords;
  for (std::size_t i = 0; i < shared; ++i) {
    const auto r = static_cast<Eigen::Index>(start + i);
    path.at.push_back({coords(r, 0), coords(r, 1)});
  }
  if (shared == tokens.size()) return path;
  const models::StateTrace trace = view.record(*view.network_at(-1), {tokens}, view.trace.what, execution);
  const Matrix placed = map.packing.moved(embed::transform(
      view.embedding, trace.states.bottomRows(static_cast<Eigen::Index>(tokens.size() - shared)), execution));
  for (Eigen::Index r = 0; r < placed.rows(); ++r) path.at.push_back({placed(r, 0), placed(r, 1)});
  return path;
}

std::vector<models::Tokens> followed_sentences(const NetworkView& view,
                                               const std::vector<std::string>& wanted, std::size_t count,
                                               std::size_t steps) {
  std::vector<models::Tokens> chosen;
  for (const std::string& text : wanted)
    if (!text.empty()) with_context("--sentence", [&] { chosen.push_back(view.task->parse(text)); });
  if (!chosen.empty()) return chosen;
  if (view.task->every_step()) return stretches(view.sentences, count, steps);
  add_differing(view, count, chosen);
  for (const models::Tokens& tokens : view.sentences) {
    if (chosen.size() >= count) break;
    if (std::find(chosen.begin(), chosen.end(), tokens) == chosen.end()) chosen.push_back(tokens);
  }
  return chosen;
}

models::Tokens followed_sentence(const NetworkView& view, const std::vector<std::string>& wanted,
                                 std::size_t steps) {
  if (wanted.size() > 1)
    fail(ErrorKind::usage, "--sentence is given " + std::to_string(wanted.size()) +
                               " times; one sentence is followed here (trajectories follows several)");
  return followed_sentences(view, wanted, 2, steps).back();
}

}  // namespace rssviz::cli
