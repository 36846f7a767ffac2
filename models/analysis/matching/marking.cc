#include "models/analysis/matching/marking.h"

#include <algorithm>
#include <bit>
#include <numeric>

#include "core/rng.h"
#include "models/analysis/statistics/multiple_tests.h"

namespace rssviz::models {
namespace {

std::int64_t count_of(std::uint64_t word) { return std::popcount(word); }

// Hits, marked and wanted steps of one piece of the corpus, for two markings.
struct Piece {
  std::int64_t hits[2]{0, 0}, marked[2]{0, 0};
};

std::vector<std::size_t> piece_starts(const SequenceStarts& sequences) {
  constexpr std::size_t kLeastSequences = 20, kStepsOfPiece = 100;
  if (sequences.count() >= kLeastSequences) return sequences.starts;
  std::vector<std::size_t> starts;
  for (std::size_t t = 0; t < sequences.steps; t += kStepsOfPiece) starts.push_back(t);
  return starts;
}

double f1_of(std::int64_t hits, std::int64_t marked, std::int64_t wanted) {
  return MarkScore{hits, marked, wanted}.f1();
}

// Each step's last n words as a number, one for equal ones; -1 where the sequence has fewer before it.
std::vector<std::int32_t> word_runs(std::span<const std::int32_t> words, const SequenceStarts& sequences,
                                    const std::vector<std::int32_t>& shorter, std::size_t n) {
  if (n == 1) return {words.begin(), words.end()};
  // Equal where the last n - 1 words and the word before them are.
  std::vector<std::pair<std::pair<std::int32_t, std::int32_t>, std::size_t>> keys;
  std::vector<std::int32_t> runs(words.size(), -1);
  for (std::size_t s = 0; s < sequences.count(); ++s)
    for (std::size_t t = sequences.starts[s] + n - 1; t < sequences.end(s); ++t)
      if (shorter[t] >= 0 && words[t - n + 1] >= 0) keys.push_back({{shorter[t], words[t - n + 1]}, t});
  std::sort(keys.begin(), keys.end());
  std::int32_t number = -1;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (i == 0 || keys[i].first != keys[i - 1].first) ++number;
    runs[keys[i].second] = number;
  }
  return runs;
}

// Runs of words by how often the wanted steps of `half` follow them.
std::vector<char> telling_runs(const std::vector<std::int32_t>& runs, const StepSet& wanted,
                               const StepSet& half) {
  const std::int32_t most = runs.empty() ? -1 : *std::max_element(runs.begin(), runs.end());
  struct Told {
    std::int32_t run;
    std::int64_t hits, all;
  };
  std::vector<Told> told(static_cast<std::size_t>(most + 1));
  for (std::size_t i = 0; i < told.size(); ++i) told[i].run = static_cast<std::int32_t>(i);
  std::int64_t wanted_steps = 0;
  for (std::size_t t = 0; t < runs.size(); ++t) {
    if (!half.has(t)) continue;
    wanted_steps += wanted.has(t);
    if (runs[t] < 0) continue;
    Told& one = told[static_cast<std::size_t>(runs[t])];
    ++one.all;
    one.hits += wanted.has(t);
  }
  std::vector<char> kept(told.size(), 0);
  std::erase_if(told, [](const Told& one) { return one.all == 0; });  // a share of none has no order
  std::sort(told.begin(), told.end(), [](const Told& a, const Told& b) {
    const std::int64_t left = a.hits * b.all, right = b.hits * a.all;
    if (left != right) return left > right;
    return a.run < b.run;
  });
  std::int64_t hits = 0, all = 0;
  std::size_t end = 0;
  double best = 0;
  for (std::size_t i = 0; i < told.size() && told[i].hits > 0; ++i) {
    hits += told[i].hits;
    all += told[i].all;
    if (f1_of(hits, all, wanted_steps) > best) best = f1_of(hits, all, wanted_steps), end = i + 1;
  }
  for (std::size_t i = 0; i < end; ++i) kept[static_cast<std::size_t>(told[i].run)] = 1;
  return kept;
}

StepSet complement(const StepSet& set) {
  StepSet other(set.steps);
  for (std::size_t w = 0; w < set.bits.size(); ++w) other.bits[w] = ~set.bits[w];
  if (set.steps % 64 != 0) other.bits.back() &= (std::uint64_t{1} << (set.steps % 64)) - 1;
  return other;
}

}  // namespace

std::int64_t StepSet::count() const {
  std::int64_t sum = 0;
  for (const std::uint64_t word : bits) sum += count_of(word);
  return sum;
}

StepSet both(const StepSet& a, const StepSet& b) {
  StepSet result = a;
  for (std::size_t w = 0; w < result.bits.size(); ++w) result.bits[w] &= b.bits[w];
  return result;
}

StepSet marked_by(const CellBits& cells, std::span<const int> chosen) {
  StepSet marked(cells.steps);
  if (chosen.empty()) return marked;
  const auto first = cells.cell(static_cast<std::size_t>(chosen.front()));
  marked.bits.assign(first.begin(), first.end());
  for (const int cell : chosen.subspan(1)) {
    const auto more = cells.cell(static_cast<std::size_t>(cell));
    for (std::size_t w = 0; w < marked.bits.size(); ++w) marked.bits[w] &= more[w];
  }
  return marked;
}

StepSet steps_of_class(std::span<const std::int32_t> classes, std::int32_t value) {
  StepSet set(classes.size());
  for (std::size_t t = 0; t < classes.size(); ++t)
    if (classes[t] == value) set.add(t);
  return set;
}

MarkScore score_marks(const StepSet& marked, const StepSet& wanted, const StepSet* among) {
  MarkScore score;
  for (std::size_t w = 0; w < marked.bits.size(); ++w) {
    const std::uint64_t counted = among == nullptr ? ~std::uint64_t{0} : among->bits[w];
    score.hits += count_of(marked.bits[w] & wanted.bits[w] & counted);
    score.marked += count_of(marked.bits[w] & counted);
    score.wanted += count_of(wanted.bits[w] & counted);
  }
  return score;
}

WordMarks marks_of_words(std::span<const std::int32_t> words, const SequenceStarts& sequences,
                         const StepRange& range, const StepSet& wanted, std::size_t most) {
  // For each step of the range, the steps whose last n words are its own: fewer with each word more.
  std::vector<std::vector<std::uint32_t>> equal(range.end - range.begin);
  WordMarks best;
  for (std::size_t n = 1; n <= most; ++n) {
    StepSet marked(words.size());
    for (std::size_t r = range.begin; r < range.end; ++r) {
      std::vector<std::uint32_t>& steps = equal[r - range.begin];
      const bool has_words = r - sequences.starts[sequences.of(r)] + 1 >= n && words[r - n + 1] >= 0;
      if (n == 1 && has_words)
        for (std::size_t t = 0; t < words.size(); ++t)
          if (words[t] == words[r]) steps.push_back(static_cast<std::uint32_t>(t));
      if (!has_words) steps.clear();
      if (n > 1)
        std::erase_if(steps, [&](std::uint32_t t) {
          return t + 1 - sequences.starts[sequences.of(t)] < n || words[t + 1 - n] != words[r + 1 - n];
        });
      for (const std::uint32_t t : steps) marked.add(t);
    }
    const MarkScore score = score_marks(marked, wanted);
    if (best.n == 0 || score.f1() > best.score.f1()) best = {n, std::move(marked), score};
  }
  return best;
}

std::vector<double> scores_of_other_cells(const CellBits& cells, std::span<const int> chosen,
                                          const StepSet& wanted, int draws, std::uint64_t seed) {
  constexpr std::size_t kNearest = 8;
  const std::size_t count = cells.words == 0 ? 0 : cells.bits.size() / cells.words;
  std::vector<std::int64_t> time_on(count, 0);
  for (std::size_t c = 0; c < count; ++c)
    for (const std::uint64_t word : cells.cell(c)) time_on[c] += count_of(word);
  std::vector<std::vector<int>> nearest;
  for (const int cell : chosen) {
    std::vector<int>& order = nearest.emplace_back(count);
    std::iota(order.begin(), order.end(), 0);
    const std::int64_t own = time_on[static_cast<std::size_t>(cell)];
    std::stable_sort(order.begin(), order.end(), [&](int a, int b) {
      return std::abs(time_on[static_cast<std::size_t>(a)] - own) <
             std::abs(time_on[static_cast<std::size_t>(b)] - own);
    });
    order.resize(std::min(count, std::max(kNearest, chosen.size())));
  }
  std::vector<double> scores;
  for (int draw = 0; draw < draws; ++draw) {
    Rng rng(seed, "other cells", static_cast<std::uint64_t>(draw));
    std::vector<int> other;
    for (const std::vector<int>& from : nearest) {
      std::vector<int> left;
      for (const int cell : from)
        if (std::find(other.begin(), other.end(), cell) == other.end()) left.push_back(cell);
      other.push_back(left[static_cast<std::size_t>(rng.uniform() * static_cast<double>(left.size()))]);
    }
    scores.push_back(score_marks(marked_by(cells, other), wanted).f1());
  }
  return scores;
}

double paired_f1_p(const StepSet& a, const StepSet& b, const StepSet& wanted, const SequenceStarts& sequences,
                   int draws, std::uint64_t seed, const StepSet* among) {
  const std::vector<std::size_t> starts = piece_starts(sequences);
  std::vector<Piece> pieces(starts.size());
  std::int64_t all_wanted = 0;
  for (std::size_t p = 0; p < starts.size(); ++p)
    for (std::size_t t = starts[p]; t < (p + 1 < starts.size() ? starts[p + 1] : sequences.steps); ++t) {
      if (among != nullptr && !among->has(t)) continue;
      const bool sought = wanted.has(t);
      all_wanted += sought;
      for (const int side : {0, 1}) {
        const bool marked = (side == 0 ? a : b).has(t);
        pieces[p].marked[side] += marked;
        pieces[p].hits[side] += marked && sought;
      }
    }
  const auto difference = [&](const auto& turned) {
    std::int64_t hits[2]{0, 0}, marked[2]{0, 0};
    for (std::size_t p = 0; p < pieces.size(); ++p)
      for (const int side : {0, 1}) {
        const int from = turned(p) ? 1 - side : side;
        hits[side] += pieces[p].hits[from];
        marked[side] += pieces[p].marked[from];
      }
    return f1_of(hits[0], marked[0], all_wanted) - f1_of(hits[1], marked[1], all_wanted);
  };
  const double observed = difference([](std::size_t) { return false; });
  std::vector<double> null;
  for (int draw = 0; draw < draws; ++draw) {
    Rng rng(seed, "dealt anew", static_cast<std::uint64_t>(draw));
    null.push_back(difference([&](std::size_t) { return rng.uniform() < 0.5; }));
  }
  return rank_p(observed, null, Tail::above);
}

Explanation explain_marks(const CellBits& cells, const StepSet& wanted, const StepSet& half,
                          std::size_t most) {
  const std::size_t count = cells.words == 0 ? 0 : cells.bits.size() / cells.words;
  const StepSet sought = both(wanted, half);
  StepSet current = half;
  Explanation best;
  best.chosen_on.wanted = sought.count();
  while (best.cells.size() < most) {
    int next = -1;
    MarkScore score = best.chosen_on;
    for (std::size_t c = 0; c < count; ++c) {
      MarkScore one{0, 0, best.chosen_on.wanted};
      const auto bits = cells.cell(c);
      for (std::size_t w = 0; w < cells.words; ++w) {
        one.marked += count_of(current.bits[w] & bits[w]);
        one.hits += count_of(current.bits[w] & bits[w] & sought.bits[w]);
      }
      if (one.f1() > score.f1()) next = static_cast<int>(c), score = one;
    }
    if (next < 0) break;
    best.cells.push_back(next);
    best.chosen_on = score;
    const auto bits = cells.cell(static_cast<std::size_t>(next));
    for (std::size_t w = 0; w < cells.words; ++w) current.bits[w] &= bits[w];
  }
  const StepSet other = complement(half);
  best.scored_on = score_marks(marked_by(cells, best.cells), wanted, &other);
  return best;
}

StepSet half_of(const SequenceStarts& sequences) {
  StepSet half(sequences.steps);
  if (sequences.count() == 1) {
    for (std::size_t t = 0; t < sequences.steps / 2; ++t) half.add(t);
    return half;
  }
  for (std::size_t s = 0; s < sequences.count(); s += 2)
    for (std::size_t t = sequences.starts[s]; t < sequences.end(s); ++t) half.add(t);
  return half;
}

WordMarks explain_by_words(std::span<const std::int32_t> words, const SequenceStarts& sequences,
                           const StepSet& wanted, const StepSet& half, std::size_t most) {
  const StepSet other = complement(half);
  WordMarks best;
  std::vector<std::int32_t> runs;
  for (std::size_t n = 1; n <= most; ++n) {
    runs = word_runs(words, sequences, runs, n);
    const std::vector<char> kept = telling_runs(runs, wanted, half);
    WordMarks one{n, StepSet(words.size()), {}};
    for (std::size_t t = 0; t < runs.size(); ++t)
      if (runs[t] >= 0 && kept[static_cast<std::size_t>(runs[t])] != 0) one.marked.add(t);
    one.score = score_marks(one.marked, wanted, &other);
    if (best.n == 0 || one.score.f1() > best.score.f1()) best = std::move(one);
  }
  return best;
}

std::vector<double> scores_of_turned(const CellBits& cells, const StepSet& wanted, const StepSet& half,
                                     std::size_t most, int draws, std::uint64_t seed) {
  const std::size_t steps = wanted.steps;
  const std::size_t least = std::min(steps / 2, std::max<std::size_t>(100, steps / 10));
  std::vector<double> scores;
  for (int draw = 0; draw < draws; ++draw) {
    Rng rng(seed, "turned", static_cast<std::uint64_t>(draw));
    const std::size_t by =
        least + static_cast<std::size_t>(rng.uniform() * static_cast<double>(steps - 2 * least + 1));
    StepSet turned(steps);
    for (std::size_t t = 0; t < steps; ++t)
      if (wanted.has(t)) turned.add((t + by) % steps);
    scores.push_back(explain_marks(cells, turned, half, most).scored_on.f1());
  }
  return scores;
}

}  // namespace rssviz::models
