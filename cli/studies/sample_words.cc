#include "cli/studies/sample_words.h"

#include <algorithm>
#include <set>
#include <vector>

namespace rssviz::cli {
namespace {

std::string split_that_has(const std::vector<models::Tokens>& sequences, const models::Corpus& corpus) {
  for (const auto& [name, rows] :
       {std::pair("test", &corpus.test), std::pair("validation", &corpus.validation),
        std::pair("train", &corpus.train)}) {
    std::set<models::Tokens> split;
    for (const std::int32_t row : *rows) split.insert(corpus.sequences[static_cast<std::size_t>(row)]);
    const bool all = std::all_of(sequences.begin(), sequences.end(),
                                 [&set = split](const models::Tokens& one) { return set.contains(one); });
    if (all) return name;
  }
  return "given";
}

}  // namespace

std::string sample_of_trace(const NetworkView& view, const models::StateTrace& trace) {
  const std::string text =
      view.task->sample_text(trace, split_that_has(models::sequences_behind(trace), *view.corpus));
  return text.empty() ? view.sample : text;
}

}  // namespace rssviz::cli
