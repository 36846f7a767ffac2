#include <algorithm>
#include <limits>
#include <string>
#include <vector>

#include "core/error.h"
#include "embed/neighbors/prepared.h"
#include "embed/neighbors/products.h"
#include "embed/neighbors/shortlist.h"

namespace rssviz::embed {
namespace {

constexpr Eigen::Index kQueryRows = 128;      // of a piece of work
constexpr Eigen::Index kReferenceRows = 512;  // of one matrix product: the block stays in cache
constexpr int kScan = 16;                     // estimates looked at together

// One row of products becomes estimates of squared distances; those under the threshold are kept.
void scan_row(const float* products, const float* norms, float query_norm, Eigen::Index count,
              Eigen::Index first, Eigen::Index skip, Shortlist& shortlist) {
  float estimates[kScan];
  for (Eigen::Index j = 0; j < count; j += kScan) {
    const auto width = static_cast<int>(std::min<Eigen::Index>(kScan, count - j));
    float smallest = std::numeric_limits<float>::infinity();
    for (int s = 0; s < width; ++s) {
      estimates[s] = query_norm + norms[j + s] - 2.F * products[j + s];
      smallest = estimates[s] < smallest ? estimates[s] : smallest;
    }
    if (!(smallest <= shortlist.threshold())) continue;
    for (int s = 0; s < width; ++s) {
      const Eigen::Index index = first + j + s;
      if (estimates[s] <= shortlist.threshold() && index != skip) {
        shortlist.add(estimates[s], static_cast<std::int32_t>(index));
      }
    }
  }
}

struct Search {
  MatrixRef queries;     // as compared: directions for the cosine
  MatrixRef references;  // the same matrix where self is meant
  const Prepared& ready_queries;
  const Prepared& ready_references;
  Metric metric;
  int k;          // to be found for each query
  int skip_self;  // whether query i leaves out reference i
  int column;     // where the found ones start in the result
};

// True distances of the candidates, sorted, into the result's row.
void refine(const Search& search, Eigen::Index query, const std::vector<Candidate>& candidates,
            std::vector<std::pair<double, std::int32_t>>& sorted, Neighbors& result) {
  sorted.clear();
  const Eigen::Index units = search.queries.cols();
  for (const Candidate& c : candidates) {
    const double squared =
        squared_distance(search.queries.row(query).data(), search.references.row(c.index).data(), units);
    sorted.emplace_back(squared, c.index);
  }
  std::partial_sort(sorted.begin(), sorted.begin() + search.k, sorted.end());
  for (int j = 0; j < search.k; ++j) {
    const auto& [squared, index] = sorted[static_cast<std::size_t>(j)];
    result.indices(query, search.column + j) = index;
    result.distances(query, search.column + j) = metric_distance(squared, search.metric);
  }
}

void search_block(const Search& search, Eigen::Index begin, Eigen::Index end, Neighbors& result) {
  const Eigen::Index rows = end - begin;
  const Eigen::Index references = search.references.rows();
  const auto& norms = search.ready_queries.norms;
  std::vector<Shortlist> shortlists;
  shortlists.reserve(static_cast<std::size_t>(rows));
  for (Eigen::Index i = begin; i < end; ++i) {
    shortlists.emplace_back(
        search.k, estimate_margin(norms[static_cast<std::size_t>(i)], search.ready_references.largest_norm,
                                  search.queries.cols()));
  }
  Matrix products(rows, kReferenceRows);
  for (Eigen::Index first = 0; first < references; first += kReferenceRows) {
    const Eigen::Index count = std::min(kReferenceRows, references - first);
    products.leftCols(count).noalias() = search.ready_queries.centred.middleRows(begin, rows) *
                                         search.ready_references.centred.middleRows(first, count).transpose();
    for (Eigen::Index i = 0; i < rows; ++i) {
      const Eigen::Index skip = search.skip_self != 0 ? begin + i : -1;
      scan_row(products.row(i).data(), search.ready_references.norms.data() + first,
               norms[static_cast<std::size_t>(begin + i)], count, first, skip,
               shortlists[static_cast<std::size_t>(i)]);
    }
  }
  std::vector<std::pair<double, std::int32_t>> sorted;
  for (Eigen::Index i = 0; i < rows; ++i) {
    refine(search, begin + i, shortlists[static_cast<std::size_t>(i)].finish(), sorted, result);
  }
}

void run_search(const Search& search, Neighbors& result, const Execution& execution) {
  const Eigen::Index queries = search.queries.rows();
  const auto blocks = static_cast<std::size_t>((queries + kQueryRows - 1) / kQueryRows);
  execution.workers.for_each(blocks, [&](std::size_t block) {
    execution.progress.check_stop();
    const Eigen::Index begin = static_cast<Eigen::Index>(block) * kQueryRows;
    search_block(search, begin, std::min(begin + kQueryRows, queries), result);
  });
}

}  // namespace

void check_k(int k, Eigen::Index available, std::string_view of) {
  if (k >= 1 && k <= available) return;
  fail(ErrorKind::data, "cannot find " + std::to_string(k) + " neighbours among " +
                            std::to_string(available) + " " + std::string(of));
}

void search_products(MatrixRef compared, Metric metric, int k, int column, Neighbors& result,
                     const Execution& execution) {
  const Prepared ready = prepare(compared, mean_row(compared));
  run_search({compared, compared, ready, ready, metric, k, 1, column}, result, execution);
}

Neighbors nearest_references(MatrixRef queries, MatrixRef reference, int k, Metric metric,
                             const Execution& execution) {
  if (queries.cols() != reference.cols()) {
    fail(ErrorKind::data, "points have " + std::to_string(queries.cols()) + " units, the reference has " +
                              std::to_string(reference.cols()));
  }
  check_k(k, reference.rows(), "reference points");
  check_finite(queries, "points");
  check_finite(reference, "reference points");
  const Matrix compared_queries = directions_or_points(queries, metric);
  const Matrix compared = directions_or_points(reference, metric);
  const Vector mean = mean_row(compared);
  const Prepared ready_queries = prepare(compared_queries, mean);
  const Prepared ready = prepare(compared, mean);
  Neighbors result{IndexMatrix(queries.rows(), k), Matrix(queries.rows(), k)};
  run_search({compared_queries, compared, ready_queries, ready, metric, k, 0, 0}, result, execution);
  return result;
}

}  // namespace rssviz::embed
