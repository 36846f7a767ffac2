// What the tests of this room share: tables from tests/embed/data, points made up, an Execution that is
// silent.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "core/matrix.h"
#include "core/parallel.h"
#include "core/progress.h"

namespace rssviz::embed::testing {

// A table of numbers without a header, from tests/embed/data.
MatrixD table(const std::string& name);

// Standard normal points; the same for the same arguments on every machine.
Matrix normal_points(Eigen::Index points, Eigen::Index units, std::uint64_t seed);
// `clusters` clouds of normal points with this deviation, centres standard normal times 3; point i is in
// cloud i % clusters.
Matrix clouds(Eigen::Index points, Eigen::Index units, Eigen::Index clusters, double deviation,
              std::uint64_t seed);

// Workers and a silent Progress that keeps the notes.
class Quiet final : public Progress {
 public:
  explicit Quiet(int threads = 1) : workers_(threads) {}
  void begin(std::string_view, std::size_t) override {}
  void advance(std::size_t) override {}
  void note(std::string_view message) override { notes.emplace_back(message); }
  void warn(std::string_view message) override { notes.emplace_back(message); }
  bool stop_requested() const override { return stop; }
  Execution execution() { return {workers_, *this}; }

  std::vector<std::string> notes{};
  bool stop{false};

 private:
  Workers workers_;
};

// What Error{kind} a piece of work throws; the empty string where it throws none.
template <class Work>
std::string message_of(Work&& work);

}  // namespace rssviz::embed::testing

#include "core/error.h"

template <class Work>
std::string rssviz::embed::testing::message_of(Work&& work) {
  try {
    std::forward<Work>(work)();
  } catch (const Error& error) {
    return std::to_string(exit_code(error.kind())) + ": " + error.what();
  }
  return {};
}
