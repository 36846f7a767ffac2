// Units brought to one scale before distances are taken: none; z-scores, each unit centred and divided by its
// standard deviation; whitened, the principal components each divided by theirs. Values; one thread.
#pragma once

#include <string_view>

#include "core/row_blocks.h"

namespace rssviz::embed {

enum class Scale { none, zscore, whiten };
std::string_view name_of(Scale scale);
Scale scale_named(std::string_view name);  // Error{usage} listing the names

struct Scaling {
  VectorD mean{};     // units; empty for Scale::none
  MatrixD factors{};  // zscore: 1 x units; whiten: directions x units; empty for Scale::none
  Scale scale{Scale::none};

  // points: points x units. Error{data} where units differ.
  Matrix apply(MatrixRef points) const;
};

// points: points x units, finite. A unit that never changes becomes 0; directions without variance are left
// out.
Scaling fit_scaling(const RowBlocks& points, Scale scale);

// Rows as the scaling makes them of others; both must outlive this.
class ScaledRows final : public RowBlocks {
 public:
  ScaledRows(const RowBlocks& from, const Scaling& scaling) : from_(from), scaling_(scaling) {}
  Eigen::Index rows() const override { return from_.rows(); }
  Eigen::Index cols() const override;
  MatrixRef read(Eigen::Index first, Eigen::Index count, Matrix& room) const override;

 private:
  const RowBlocks& from_;
  const Scaling& scaling_;
};

}  // namespace rssviz::embed
