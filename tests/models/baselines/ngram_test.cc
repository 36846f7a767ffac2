// Modified Kneser-Ney over a suffix array, against counting by hand and by brute force.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <numeric>
#include <set>
#include <string>
#include <vector>

#include "core/error.h"
#include "core/input_file.h"
#include "core/progress.h"
#include "core/rng.h"
#include "models/baselines/kneser_ney.h"
#include "models/baselines/ngram_run.h"
#include "models/baselines/suffix_array.h"
#include "models/data/text/text_corpus.h"

namespace rssviz::models {
namespace {

using Symbols = std::vector<std::int32_t>;

// A text whose later parts repeat earlier ones.
Symbols repeating_text(std::size_t size, std::int32_t symbols, std::uint64_t seed) {
  Rng rng(seed, "text");
  Symbols text;
  while (text.size() < size) {
    if (text.size() > 9 && rng.uniform() < 0.3) {
      const auto from = static_cast<std::size_t>(rng.below(text.size() - 8));
      for (std::size_t k = 0; k < 8; ++k) text.push_back(text[from + k]);
    } else {
      text.push_back(static_cast<std::int32_t>(rng.below(static_cast<std::uint64_t>(symbols))));
    }
  }
  text.resize(size);
  return text;
}

std::shared_ptr<const NgramIndex> index_of(const Symbols& text, std::int32_t symbols) {
  return std::make_shared<const NgramIndex>(text, symbols);
}

TEST(SuffixArray, SortsSuffixesAsComparingThemDoes) {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    const Symbols text = repeating_text(1 + seed * seed, seed % 2 == 0 ? 2 : 5, seed);
    Symbols wanted(text.size());
    std::iota(wanted.begin(), wanted.end(), 0);
    std::sort(wanted.begin(), wanted.end(), [&](std::int32_t a, std::int32_t b) {
      return std::lexicographical_compare(text.begin() + a, text.end(), text.begin() + b, text.end());
    });
    EXPECT_EQ(suffix_array(text, 5), wanted) << "seed " << seed;
  }
}

TEST(SuffixArray, SortsEqualSymbolsTheShortestFirst) {
  EXPECT_EQ(suffix_array(Symbols(5, 0), 1), (Symbols{4, 3, 2, 1, 0}));
  EXPECT_EQ(suffix_array(Symbols{}, 1), Symbols{});
  EXPECT_THROW(suffix_array(Symbols{0, 3}, 3), Error);
}

TEST(SuffixArray, CommonPrefixesOfBanana) {
  const Symbols banana{1, 0, 2, 0, 2, 0};  // b a n a n a
  const Symbols suffixes = suffix_array(banana, 3);
  EXPECT_EQ(suffixes, (Symbols{5, 3, 1, 0, 4, 2}));
  EXPECT_EQ(common_prefixes(banana, suffixes), (Symbols{-1, 1, 3, 0, 0, 2, -1}));
}

// What an index should hold of one order.
struct Counted {
  std::map<Symbols, std::int32_t> count{};
  std::map<Symbols, std::set<std::int32_t>> before{};
};

Counted count_ngrams(const Symbols& text, std::size_t order) {
  Counted counted;
  for (std::size_t i = 0; i + order <= text.size(); ++i) {
    const Symbols gram(text.begin() + static_cast<std::ptrdiff_t>(i),
                       text.begin() + static_cast<std::ptrdiff_t>(i + order));
    ++counted.count[gram];
    counted.before[gram].insert(i == 0 ? -1 : text[i - 1]);
  }
  return counted;
}

NgramIndex::Context context_of(const NgramIndex& index, const Symbols& gram) {
  NgramIndex::Context context = index.empty_context();
  for (std::size_t k = gram.size() - 1; k-- > 0;) context = index.longer(context, gram[k]);
  return context;
}

TEST(NgramIndex, CountsAsBruteForceDoes) {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    const Symbols text = repeating_text(400, seed % 2 == 0 ? 2 : 6, seed);
    const NgramIndex index(text, 6);
    for (std::size_t order = 1; order <= 12; ++order) {
      const Counted counted = count_ngrams(text, order);
      NgramIndex::CountsOfCounts with_count{}, with_preceders{};
      std::vector<Continuation> after;
      for (const auto& [gram, count] : counted.count) {
        const std::size_t preceders = counted.before.at(gram).size();
        if (count <= 4) with_count[static_cast<std::size_t>(count - 1)] += 1;
        if (preceders <= 4) with_preceders[preceders - 1] += 1;
        const NgramIndex::Context context = context_of(index, gram);
        ASSERT_TRUE(context.found());
        index.continuations(context, after);
        const auto found =
            std::find_if(after.begin(), after.end(),
                         [last = gram.back()](const Continuation& one) { return one.symbol == last; });
        ASSERT_NE(found, after.end());
        EXPECT_EQ(found->count, count);
        EXPECT_EQ(static_cast<std::size_t>(found->preceders), preceders);
      }
      EXPECT_EQ(index.with_count(static_cast<int>(order)), with_count) << order;
      EXPECT_EQ(index.with_preceders(static_cast<int>(order)), with_preceders) << order;
    }
  }
}

TEST(NgramIndex, FindsNoContextThatTheTextHasNot) {
  const NgramIndex index(Symbols{0, 1, 0, 1, 2}, 4);
  EXPECT_FALSE(index.longer(index.empty_context(), 3).found());
  EXPECT_FALSE(index.longer(index.longer(index.empty_context(), 0), 0).found());  // "00"
  std::vector<Continuation> after;
  index.continuations(index.longer(index.empty_context(), 2), after);  // "2" ends the text
  EXPECT_TRUE(after.empty());
}

TEST(KneserNey, UnigramsByHand) {
  // a a a b, of three symbols: no symbol occurs twice, so that discounts fall back: 1.5 of 3, .5 of 1, and
  // 2 / 4 is left for the uniform distribution.
  const KneserNey model(index_of({0, 0, 0, 1}, 3), 1);
  EXPECT_EQ(model.fallbacks(), std::vector<int>{1});
  std::vector<double> p(3);
  model.probabilities({}, p);
  EXPECT_DOUBLE_EQ(p[0], 1.5 / 4 + 0.5 / 3);
  EXPECT_DOUBLE_EQ(p[1], 0.5 / 4 + 0.5 / 3);
  EXPECT_DOUBLE_EQ(p[2], 0.5 / 3);
}

TEST(KneserNey, BigramsByHand) {
  // a b a c a b, of three symbols. Before a stand: nothing, b, c; before b: a; before c: a. Unigrams count 3,
  // 1 and 1 less 1.5, .5, .5: p = (1.5, .5, .5) / 5 + 2.5 / 5 / 3. After a: b twice, c once, less 1 and .5.
  const KneserNey model(index_of({0, 1, 0, 2, 0, 1}, 3), 2);
  EXPECT_EQ(model.fallbacks(), (std::vector<int>{1, 2}));
  std::vector<double> p(3);
  const Symbols history{2, 0};
  EXPECT_EQ(model.probabilities_and_length(history, p), 1);
  const double low_a = 1.5 / 5 + 0.5 / 3, low_b = 0.5 / 5 + 0.5 / 3;
  EXPECT_DOUBLE_EQ(p[0], 0.5 * low_a);
  EXPECT_DOUBLE_EQ(p[1], 1. / 3 + 0.5 * low_b);
  EXPECT_DOUBLE_EQ(p[2], 0.5 / 3 + 0.5 * low_b);
}

TEST(KneserNey, SumsToOneAfterAnyHistory) {
  const Symbols text = repeating_text(5000, 20, 3);
  const auto index = index_of(text, 24);
  for (const int order : {1, 2, 5, 20, kInfiniteOrder}) {
    const KneserNey model(index, order);
    Rng rng(7, "histories");
    for (int draw = 0; draw < 1000; ++draw) {
      Symbols history;
      const auto from = static_cast<std::ptrdiff_t>(rng.below(text.size() - 40));
      if (draw % 2 == 0) history.assign(text.begin() + from, text.begin() + from + 40);
      for (int k = 0; k < draw % 7; ++k) history.push_back(static_cast<std::int32_t>(rng.below(24)));
      std::vector<double> p(24);
      model.probabilities(history, p);
      EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.), 1, 1e-9);
      EXPECT_GT(*std::min_element(p.begin(), p.end()), 0);
    }
  }
}

TEST(KneserNey, SeesNothingBeyondItsOrder) {
  const Symbols text = repeating_text(3000, 4, 5);
  const KneserNey model(index_of(text, 4), 6);
  for (std::size_t from = 0; from < 200; ++from) {
    Symbols history(text.begin() + static_cast<std::ptrdiff_t>(from),
                    text.begin() + static_cast<std::ptrdiff_t>(from + 9));
    std::vector<double> p(4), q(4);
    model.probabilities(history, p);
    history[3] = (history[3] + 1) % 4;  // six symbols back
    model.probabilities(history, q);
    EXPECT_EQ(p, q);
  }
}

TEST(KneserNey, OrdersAreNamed) {
  EXPECT_EQ(ngram_order_named("20"), 20);
  EXPECT_EQ(ngram_order_named("inf"), kInfiniteOrder);
  EXPECT_THROW(ngram_order_named("0"), Error);
  EXPECT_THROW(ngram_order_named("2.5"), Error);
}

TEST(NgramRun, CarriesTheSymbolsThatItNeeds) {
  NgramRun run;
  run.order = 5;
  run.symbols = 6;
  run.text = repeating_text(2000, 6, 9);
  const KneserNey model(index_of(run.text, 6), 5);
  const auto network = make_run(std::make_shared<const NgramRun>(run))->network_at(-1);
  ASSERT_EQ(network->outputs(), 6);
  Matrix state = Matrix::Zero(1, network->state_size());
  Symbols history;
  std::vector<double> p(6);
  for (std::size_t t = 0; t < 50; ++t) {
    model.probabilities(history, p);
    const MatrixD outputs = network->read_out_double(state);
    for (std::size_t s = 0; s < 6; ++s)
      EXPECT_EQ(outputs(0, static_cast<Eigen::Index>(s)), std::log(p[s])) << t;
    history.push_back(run.text[t + 100]);
    Matrix next(1, network->state_size());
    network->step(state, std::vector<std::int32_t>{history.back()}, next);
    state = next;
  }
  EXPECT_EQ(network->trace_names(), std::vector<std::string>{"output"});
}

TEST(NgramPlan, IsRefusedWithBothNumbers) {
  const NgramPlan plan = plan_ngrams(100'000'000, 256);
  EXPECT_GT(plan.most(), 3e9);
  try {
    check_memory(plan, 1e9);
    FAIL();
  } catch (const Error& error) {
    EXPECT_NE(std::string(error.what()).find("only 1000 MB of memory are free"), std::string::npos)
        << error.what();
  }
  check_memory(plan, 0);
}

}  // namespace
}  // namespace rssviz::models
