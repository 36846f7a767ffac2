// The words, the table and the caption of the figure `nesting`. Pure.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "cli/studies/nesting_study.h"
#include "core/formats/csv.h"
#include "models/analysis/statistics/rank_statistics.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

using NestingValue = std::function<double(const NestingNumbers&)>;
// Between which 95 % of the draws with permuted labels lie, and their mean.
models::Interval null_of(const NestingStudy& study, const NestingValue& value);
double null_mean(const NestingStudy& study, const NestingValue& value);

// What captions, legends and columns call the levels.
struct NestingNames {
  std::string part{}, outer{}, inner{};  // "clause", "object 1", "object 2"
  std::string given{};                   // "object 2 given 1"
  std::string where{};                   // "second clause": where both are known; "" without parts
  models::Wording words{};

  std::string alone() const { return words.steps + " alone"; }
};
NestingNames names_of(const NestingStudy& study);

formats::Table table_of(const std::vector<NestingStudy>& studies);
// `seeds`: networks in all of each study.
render::Caption caption_of(const std::vector<NestingStudy>& studies, int seeds);

}  // namespace rssviz::cli
