#include "cli/studies/similarity_study.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <numeric>

#include "core/error.h"
#include "core/rng.h"
#include "models/analysis/geometry/similarity.h"
#include "models/analysis/geometry/state_dynamics.h"
#include "models/analysis/statistics/rank_statistics.h"

namespace rssviz::cli {

namespace {

using models::ComparedStates;
using models::SequenceOfRows;

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();
constexpr int kMostComponents = 40;
constexpr double kKept = 0.999;

void require_alike(const std::vector<ComparedSubject>& subjects) {
  const ComparedSubject& first = subjects.front();
  for (const ComparedSubject& other : subjects) {
    const auto differ = [&](const std::string& what) {
      fail(ErrorKind::data, first.name + " and " + other.name + " can't be compared: " + what +
                                "; record both over the same sequences (rssviz record RUN --inputs FILE)");
    };
    if (other.states.rows() != first.states.rows())
      differ(std::to_string(first.states.rows()) + " states against " + std::to_string(other.states.rows()));
    if (other.sequence != first.sequence) differ("their states are of other sequences");
    if (other.step != first.step) differ("their states are of other steps");
    if (other.inputs.rows() == first.inputs.rows() && other.inputs.cols() == first.inputs.cols() &&
        other.inputs != first.inputs)
      differ(
          "the same steps have other inputs in both (seeds draw sequences too: train with one "
          "--corpus-seed)");
  }
}

// Rows of each sequence by step.
std::vector<SequenceOfRows> sequences_of(const ComparedSubject& subject) {
  std::map<std::int32_t, SequenceOfRows> by_sequence;
  for (std::size_t i = 0; i < subject.sequence.size(); ++i)
    by_sequence[subject.sequence[i]].push_back(static_cast<int>(i));
  std::vector<SequenceOfRows> sequences;
  for (auto& [number, rows] : by_sequence) {
    if (!subject.step.empty())
      std::stable_sort(rows.begin(), rows.end(), [&](int a, int b) {
        return subject.step[static_cast<std::size_t>(a)] < subject.step[static_cast<std::size_t>(b)];
      });
    sequences.push_back(rows);
  }
  return sequences;
}

std::vector<int> shuffled(std::size_t count, Rng& rng) {
  std::vector<int> order(count);
  std::iota(order.begin(), order.end(), 0);
  rng.shuffle(std::span<int>(order));
  return order;
}

// One network, ready for all its comparisons.
struct Prepared {
  ComparedStates whole{};    // of all units
  ComparedStates leading{};  // of the leading components: for nulls
  MatrixD scores{};          // of the dynamics
};

Prepared prepared(const ComparedSubject& subject, const SimilarityOptions& options) {
  Prepared made;
  const bool without = options.without.any();
  made.whole = models::compared_states(without ? without_causes(subject, options.without) : subject.states,
                                       subject.sequence, options.unit_scaled);
  const Matrix scaled = made.whole.states.cast<float>();
  const int most = std::max(kMostComponents, options.most_rank);
  const models::Components components = models::leading_components(scaled, most);
  int kept = 0;
  for (double share = 0;
       kept < std::min<int>(kMostComponents, static_cast<int>(components.shares.size())) && share < kKept;
       ++kept)
    share += components.shares[static_cast<std::size_t>(kept)];
  made.leading = models::compared_states(components.scores.leftCols(std::max(1, kept)).cast<float>(),
                                         subject.sequence, false);
  const MatrixD scores =
      without ? models::leading_components(
                    models::compared_states(subject.states, subject.sequence, options.unit_scaled)
                        .states.cast<float>(),
                    options.most_rank)
                    .scores
              : components.scores;
  made.scores = scores.leftCols(std::min<Eigen::Index>(options.most_rank, scores.cols()));
  return made;
}

void set_null(std::vector<double> draws, PairSimilarity& pair) {
  pair.null_low = draws.empty() ? kNaN : models::quantile(draws, 0.025);
  pair.null_high = draws.empty() ? kNaN : models::quantile(draws, 0.975);
}

// Alignment and Procrustes distance of a pair, with both nulls from the same permutations.
std::pair<PairSimilarity, PairSimilarity> geometry_of(const Prepared& a, const Prepared& b, std::size_t pair,
                                                      const SimilarityOptions& options) {
  PairSimilarity cka, procrustes;
  cka.value = models::linear_cka(a.whole, b.whole);
  procrustes.value = models::procrustes_distance(a.whole, b.whole);
  const auto sequences = static_cast<std::size_t>(a.leading.sums.rows());
  std::vector<double> aligned, apart;
  Rng rng(options.seed, "shuffled sequences", pair);
  for (int draw = 0; draw < options.permutations; ++draw) {
    const models::ShuffledSimilarity by_chance =
        models::shuffled_similarity(a.leading, b.leading, shuffled(sequences, rng));
    aligned.push_back(by_chance.cka);
    apart.push_back(by_chance.procrustes);
  }
  set_null(std::move(aligned), cka);
  set_null(std::move(apart), procrustes);
  return {cka, procrustes};
}

struct DynamicsChoice {
  models::DynamicsOptions options{};
  double unexplained{std::numeric_limits<double>::infinity()};
};

// Every other sequence trains, the others judge; of settings within 1 % of the best the smallest.
DynamicsChoice chosen_dynamics(const std::vector<Prepared>& networks,
                               const std::vector<ComparedSubject>& subjects,
                               const std::vector<SequenceOfRows>& sequences,
                               const SimilarityOptions& options) {
  std::vector<SequenceOfRows> train, judge;
  for (std::size_t s = 0; s < sequences.size(); ++s) (s % 2 == 0 ? train : judge).push_back(sequences[s]);
  Eigen::Index most = options.most_rank;
  for (const Prepared& one : networks) most = std::min(most, one.scores.cols());
  std::vector<DynamicsChoice> all;
  double best = std::numeric_limits<double>::infinity();
  for (int rank = 1; rank <= most; ++rank)
    for (int delays = 1; delays <= options.most_delays; ++delays) {
      DynamicsChoice choice{{rank, delays, 1e-6}, 0};
      for (std::size_t n = 0; n < networks.size(); ++n) {
        const models::LinearDynamics fit =
            models::fit_dynamics(networks[n].scores, subjects[n].inputs, train, judge, choice.options);
        // Of all components, so that fewer of them are not better for that alone.
        const double all_variance = networks[n].scores.squaredNorm();
        const double kept = networks[n].scores.leftCols(rank).squaredNorm();
        choice.unexplained +=
            (1 - (1 - fit.unexplained) * kept / all_variance) / static_cast<double>(networks.size());
      }
      if (!std::isfinite(choice.unexplained)) continue;
      best = std::min(best, choice.unexplained);
      all.push_back(choice);
    }
  for (const DynamicsChoice& choice : all)
    if (choice.unexplained <= best + 0.01) return choice;
  return {};
}

std::vector<std::complex<double>> spectrum_of(const Prepared& network, const ComparedSubject& subject,
                                              std::span<const SequenceOfRows> sequences,
                                              const models::DynamicsOptions& options) {
  return models::fit_dynamics(network.scores, subject.inputs, sequences, {}, options).eigenvalues;
}

// Distances between random halves of the sequences of one network.
std::vector<double> halves_of(const Prepared& network, const ComparedSubject& subject,
                              const std::vector<SequenceOfRows>& sequences,
                              const models::DynamicsOptions& how, std::size_t stream,
                              const SimilarityOptions& options) {
  std::vector<double> draws;
  Rng rng(options.seed, "halves of sequences", stream);
  for (int draw = 0; draw < options.permutations; ++draw) {
    const std::vector<int> order = shuffled(sequences.size(), rng);
    std::vector<SequenceOfRows> halves[2];
    for (std::size_t k = 0; k < order.size(); ++k)
      halves[k % 2].push_back(sequences[static_cast<std::size_t>(order[k])]);
    draws.push_back(models::eigenvalue_distance(spectrum_of(network, subject, halves[0], how),
                                                spectrum_of(network, subject, halves[1], how)));
  }
  return draws;
}

void add_dynamics(const std::vector<Prepared>& networks, const std::vector<ComparedSubject>& subjects,
                  const SimilarityOptions& options, const Execution& execution, SimilarityStudy& study) {
  const std::vector<SequenceOfRows> sequences = sequences_of(subjects.front());
  std::size_t longest = 0;
  for (const SequenceOfRows& rows : sequences) longest = std::max(longest, rows.size());
  if (sequences.size() < 4 || longest < 3) return;
  const DynamicsChoice choice = chosen_dynamics(networks, subjects, sequences, options);
  if (!std::isfinite(choice.unexplained)) return;
  study.dynamics = true;
  study.rank = choice.options.rank;
  study.delays = choice.options.delays;
  study.unexplained = choice.unexplained;
  std::vector<std::vector<std::complex<double>>> spectra(networks.size());
  std::vector<std::vector<double>> halves(networks.size());
  execution.workers.for_each(networks.size(), [&](std::size_t n) {
    spectra[n] = spectrum_of(networks[n], subjects[n], sequences, choice.options);
    halves[n] = halves_of(networks[n], subjects[n], sequences, choice.options, n, options);
  });
  for (std::size_t a = 0; a < networks.size(); ++a)
    for (std::size_t b = a + 1; b < networks.size(); ++b) {
      PairSimilarity pair{a, b, Similarity::dynamics, models::eigenvalue_distance(spectra[a], spectra[b])};
      std::vector<double> draws = halves[a];
      draws.insert(draws.end(), halves[b].begin(), halves[b].end());
      set_null(std::move(draws), pair);
      study.pairs.push_back(pair);
    }
}

// Leaves of average linkage (Sokal and Michener 1958): the two closest groups are joined, the larger first.
std::vector<int> linkage_order(const SimilarityStudy& study, std::size_t count) {
  std::vector<std::vector<int>> groups;
  for (std::size_t n = 0; n < count; ++n) groups.push_back({static_cast<int>(n)});
  const auto likeness = [&](const std::vector<int>& a, const std::vector<int>& b) {
    double sum = 0;
    for (const int i : a)
      for (const int j : b)
        sum += study.value(Similarity::cka, static_cast<std::size_t>(i), static_cast<std::size_t>(j));
    return sum / static_cast<double>(a.size() * b.size());
  };
  while (groups.size() > 1) {
    std::size_t left = 0, right = 1;
    double most = -std::numeric_limits<double>::infinity();
    for (std::size_t a = 0; a < groups.size(); ++a)
      for (std::size_t b = a + 1; b < groups.size(); ++b)
        if (const double like = likeness(groups[a], groups[b]); like > most) {
          most = like;
          left = a;
          right = b;
        }
    groups[left].insert(groups[left].end(), groups[right].begin(), groups[right].end());
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(right));
  }
  return groups.front();
}

}  // namespace

std::string name_of(Similarity measure) {
  if (measure == Similarity::cka) return "cka";
  return measure == Similarity::procrustes ? "procrustes" : "dynamics";
}

double SimilarityStudy::value(Similarity measure, std::size_t a, std::size_t b) const {
  if (a == b) return measure == Similarity::cka ? 1 : 0;
  for (const PairSimilarity& pair : pairs)
    if (pair.measure == measure && pair.a == std::min(a, b) && pair.b == std::max(a, b)) return pair.value;
  return kNaN;
}

SimilarityStudy study_similarity(const std::vector<ComparedSubject>& subjects,
                                 const SimilarityOptions& options, const Execution& execution) {
  if (subjects.size() < 2) fail(ErrorKind::usage, "similarity compares networks: two are needed, or more");
  require_alike(subjects);
  std::vector<Prepared> networks(subjects.size());
  execution.workers.for_each(subjects.size(), [&](std::size_t n) {
    networks[n] = with_context(subjects[n].name, [&] { return prepared(subjects[n], options); });
  });
  std::vector<std::pair<std::size_t, std::size_t>> places;
  for (std::size_t a = 0; a < subjects.size(); ++a)
    for (std::size_t b = a + 1; b < subjects.size(); ++b) places.emplace_back(a, b);
  std::vector<PairSimilarity> cka(places.size()), procrustes(places.size());
  execution.workers.for_each(places.size(), [&](std::size_t p) {
    const auto& [a, b] = places[p];
    std::tie(cka[p], procrustes[p]) = geometry_of(networks[a], networks[b], p, options);
    cka[p].a = procrustes[p].a = a;
    cka[p].b = procrustes[p].b = b;
    procrustes[p].measure = Similarity::procrustes;
  });
  SimilarityStudy study;
  study.pairs = cka;
  study.pairs.insert(study.pairs.end(), procrustes.begin(), procrustes.end());
  study.driven = std::any_of(subjects.begin(), subjects.end(),
                             [](const ComparedSubject& one) { return one.inputs.rows() > 0; });
  add_dynamics(networks, subjects, options, execution, study);
  study.order = linkage_order(study, subjects.size());
  return study;
}

}  // namespace rssviz::cli
