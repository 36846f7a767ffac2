#include "models/tasks/split_sequences.h"

#include <algorithm>
#include <string>

#include "core/error.h"

namespace rssviz::models {

std::vector<Tokens> sequences_of_split(const Corpus& corpus, const Sample& sample, bool whole) {
  if (sample.count < 0)
    fail(ErrorKind::usage, "--sample: " + std::to_string(sample.count) + " is below 0; 0 means all");
  if (whole && sample.which == "all") return corpus.sequences;
  for (const Split split : kSplits) {
    if (sample.which != name_of(split)) continue;
    if (sample.count == 0) return corpus.sequences_of(corpus.indices(split));
    const auto most = static_cast<long long>(corpus.indices(split).size());
    return corpus.sequences_of(
        sample_rows(corpus, split, static_cast<int>(std::min(sample.count, most)), sample.seed));
  }
  fail(ErrorKind::usage, "--sequences " + sample.which + ": the splits are train, validation" +
                             (whole ? ", test and all" : " and test"));
}

}  // namespace rssviz::models
