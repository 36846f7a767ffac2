#include "models/baselines/input_trace.h"

#include <span>
#include <utility>

#include "core/error.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

// A trace of the inputs is its own state and has no outputs.
class TraceOfInputs : public Network {
 public:
  std::string_view cell() const override { return "input-trace"; }
  int outputs() const override { return 0; }
  std::vector<std::string> trace_names() const override { return {"trace"}; }
  Matrix trace(std::string_view name, MatrixRef states, MatrixRef,
               std::span<const std::int32_t>) const override {
    if (name != "trace") unknown_trace(*this, name);
    return states;
  }
  Matrix read_out(MatrixRef states) const override { return Matrix(states.rows(), 0); }
  MatrixD read_out_double(MatrixRef states) const override { return MatrixD(states.rows(), 0); }
};

class InputTrace final : public TraceOfInputs {
 public:
  InputTrace(int inputs, double leak_rate) : inputs_(inputs), leak_(static_cast<float>(leak_rate)) {}
  int inputs() const override { return inputs_; }
  int state_size() const override { return inputs_; }
  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    next = (1.0F - leak_) * previous;
    for (std::size_t i = 0; i < tokens.size(); ++i) next(static_cast<Eigen::Index>(i), tokens[i]) += leak_;
  }

 private:
  int inputs_;
  float leak_;
};

// For each leak rate the traces of all inputs, one rate after the other.
class RowTraces final : public TraceOfInputs {
 public:
  RowTraces(Matrix rows, std::vector<double> leak_rates)
      : rows_(std::move(rows)), leak_rates_(std::move(leak_rates)) {}
  int inputs() const override { return static_cast<int>(rows_.rows()); }
  int state_size() const override {
    return static_cast<int>(rows_.cols()) * static_cast<int>(leak_rates_.size());
  }
  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    const Eigen::Index width = rows_.cols();
    for (std::size_t k = 0; k < leak_rates_.size(); ++k) {
      const auto leak = static_cast<float>(leak_rates_[k]);
      const Eigen::Index first = static_cast<Eigen::Index>(k) * width;
      for (std::size_t i = 0; i < tokens.size(); ++i) {
        const auto row = static_cast<Eigen::Index>(i);
        next.row(row).segment(first, width) =
            (1.0F - leak) * previous.row(row).segment(first, width) + leak * rows_.row(tokens[i]);
      }
    }
  }

 private:
  Matrix rows_;
  std::vector<double> leak_rates_;
};

}  // namespace

std::unique_ptr<Network> make_input_trace(int inputs, double leak_rate) {
  check_range("leak_rate", leak_rate, leak_rate > 0 && leak_rate <= 1, "above 0, at most 1");
  return std::make_unique<InputTrace>(inputs, leak_rate);
}

std::unique_ptr<Network> make_input_traces(Matrix rows, std::vector<double> leak_rates) {
  for (const double leak : leak_rates)
    check_range("leak_rate", leak, leak > 0 && leak <= 1, "above 0, at most 1");
  return std::make_unique<RowTraces>(std::move(rows), std::move(leak_rates));
}

std::vector<Tokens> shuffled_words(const std::vector<Tokens>& sequences, std::uint64_t seed) {
  std::vector<Tokens> result = sequences;
  for (std::size_t s = 0; s < result.size(); ++s) {
    if (result[s].size() < 4) continue;
    Rng rng(seed, "shuffled words", s);
    rng.shuffle(std::span<std::int32_t>(result[s]).subspan(1, result[s].size() - 2));
  }
  return result;
}

}  // namespace rssviz::models
