// The matrices of `similarity`, and below each its colours with the ranges that they are held against.
#pragma once

#include <limits>
#include <string>
#include <vector>

#include "cli/studies/similarity_study.h"
#include "render/figure/figure.h"

namespace rssviz::cli {

struct ValueRange {
  double low{std::numeric_limits<double>::quiet_NaN()}, high{std::numeric_limits<double>::quiet_NaN()};
  void take(double value);
};

// What chance gives: from the least to the largest end of all pairs' nulls.
ValueRange chance_of(const SimilarityStudy& study, Similarity measure);
// Of pairs within a group, whose networks differ by their seed alone; NaN without groups.
ValueRange seeds_of(const SimilarityStudy& study, Similarity measure, const std::vector<std::string>& groups);

render::Panel similarity_matrix(const SimilarityStudy& study, Similarity measure,
                                const std::vector<ComparedSubject>& subjects, const std::string& palette);
// The colours from low to high; above them chance (grey) and other seeds (black).
render::Panel similarity_scale(const SimilarityStudy& study, Similarity measure,
                               const std::vector<std::string>& groups, const std::string& palette);

}  // namespace rssviz::cli
