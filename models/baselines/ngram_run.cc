#include "models/baselines/ngram_run.h"

#include <algorithm>
#include <cmath>
#include <mutex>
#include <utility>

#include "core/error.h"
#include "core/number_text.h"

namespace rssviz::models {
namespace {

// State: the symbols read so far, the newest first, each by its number + 1; 0 where none was read yet.
class NgramNetwork final : public Network {
 public:
  explicit NgramNetwork(std::shared_ptr<const KneserNey> model) : model_(std::move(model)) {}
  std::string_view cell() const override { return "ngram"; }
  int inputs() const override { return model_->symbols(); }
  int outputs() const override { return model_->symbols(); }
  int state_size() const override { return std::max(1, model_->order() - 1); }
  void step(MatrixRef previous, std::span<const std::int32_t> tokens,
            Eigen::Ref<Matrix> next) const override {
    next.rightCols(state_size() - 1) = previous.leftCols(state_size() - 1);
    for (std::size_t i = 0; i < tokens.size(); ++i)
      next(static_cast<Eigen::Index>(i), 0) = static_cast<float>(tokens[i] + 1);
  }
  std::vector<std::string> trace_names() const override { return {"output"}; }
  Matrix trace(std::string_view name, MatrixRef states, MatrixRef,
               std::span<const std::int32_t>) const override {
    if (name != "output") unknown_trace(*this, name);
    return read_out(states);
  }
  Matrix read_out(MatrixRef states) const override { return read_out_double(states).cast<float>(); }
  MatrixD read_out_double(MatrixRef states) const override {
    MatrixD outputs(states.rows(), outputs_());
    std::vector<std::int32_t> history;
    std::vector<double> p(static_cast<std::size_t>(model_->symbols()));
    for (Eigen::Index i = 0; i < states.rows(); ++i) {
      history.clear();
      for (Eigen::Index k = states.cols() - 1; k >= 0; --k)
        if (states(i, k) > 0) history.push_back(static_cast<std::int32_t>(states(i, k)) - 1);
      model_->probabilities(history, p);
      for (std::size_t s = 0; s < p.size(); ++s) outputs(i, static_cast<Eigen::Index>(s)) = std::log(p[s]);
    }
    return outputs;
  }

 private:
  Eigen::Index outputs_() const { return model_->symbols(); }

  std::shared_ptr<const KneserNey> model_;
};

class CountedRun final : public Run {
 public:
  explicit CountedRun(std::shared_ptr<const NgramRun> run) : run_(std::move(run)) {}
  std::string cell() const override { return "ngram"; }
  std::string name() const override {
    return run_->order == kInfiniteOrder ? "∞-gram" : std::to_string(run_->order) + "-gram";
  }
  std::string article() const override { return "A"; }
  int stages() const override { return 1; }
  int inputs() const override { return run_->symbols; }
  std::uint64_t seed() const override { return run_->seed; }
  const std::vector<StageMetrics>& metrics() const override { return run_->metrics; }
  std::unique_ptr<Network> network_at(int stage) const override {
    if (stage > 0)
      fail(ErrorKind::usage, "there is no stage " + std::to_string(stage) + "; n-grams have stage 0 alone");
    std::call_once(counted_, [&] {
      model_ = std::make_shared<const KneserNey>(
          std::make_shared<const NgramIndex>(run_->text, run_->symbols), run_->order);
    });
    return make_ngram_network(model_);
  }
  std::unique_ptr<Network> over(int, const Matrix&, const std::vector<Tokens>&) const override {
    fail(ErrorKind::data, "n-grams take symbols, not rows of numbers");
  }
  // Nothing is drawn: counted again it is the same.
  std::unique_ptr<Network> retrained(const Lesson&, std::uint64_t, const Execution&) const override {
    return network_at(-1);
  }
  bool states_stay() const override { return false; }
  CountedBy counted_by() const override { return CountedBy::sequences; }
  TrainedAt trained_at(bool) const override { return TrainedAt::every; }
  bool logits() const override { return true; }
  std::string description() const override {
    return "modified Kneser-Ney " + name() + " over " + with_commas(run_->symbols) + " symbols";
  }
  std::string training(const std::string&, const std::string&, bool) const override {
    return "counted over " + with_commas(static_cast<long long>(run_->text.size())) + " symbols";
  }
  std::vector<std::string> stage_names(const std::string&, bool) const override {
    return {with_commas(static_cast<long long>(run_->text.size())) + " symbols"};
  }
  std::vector<Fact> facts(const Lesson*) const override {
    std::string orders;
    for (std::size_t k = 0; k < run_->fallbacks.size() && k < 8; ++k)
      orders += (k == 0 ? "" : ", ") + std::to_string(run_->fallbacks[k]);
    if (run_->fallbacks.size() > 8) orders += ", ...";
    return {
        {"model",
         "interpolated modified Kneser-Ney (Chen and Goodman 1999), a baseline without hidden states", ""},
        {"order", order_text(run_->order) + ", the predicted symbol included", ""},
        {"lowest order", "interpolated with 1 / " + with_commas(run_->symbols), ""},
        {"discounts",
         orders.empty() ? "by the closed form at every order"
                        : "by the closed form; 0.5, 1, 1.5 where it fails: order " + orders,
         ""},
        {"counted over", with_commas(static_cast<long long>(run_->text.size())) + " symbols", ""}};
  }

 private:
  std::shared_ptr<const NgramRun> run_;
  mutable std::once_flag counted_;
  mutable std::shared_ptr<const KneserNey> model_{};
};

}  // namespace

bool is_ngram(std::string_view cell) { return cell == "ngram"; }

std::string order_text(int order) { return order == kInfiniteOrder ? "inf" : std::to_string(order); }

std::shared_ptr<const Run> make_run(std::shared_ptr<const NgramRun> run) {
  return std::make_shared<const CountedRun>(std::move(run));
}

std::unique_ptr<Network> make_ngram_network(std::shared_ptr<const KneserNey> model) {
  return std::make_unique<NgramNetwork>(std::move(model));
}

double piece_loss(const KneserNey& model, std::span<const std::int32_t> piece, const Execution& execution) {
  double nats = 0;
  for (const double loss : symbol_losses(model, piece, 1, execution)) nats += loss;
  return nats;
}

}  // namespace rssviz::models
