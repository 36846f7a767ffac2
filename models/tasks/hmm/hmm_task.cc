#include "models/tasks/hmm/hmm_task.h"

#include <nlohmann/json.hpp>
#include <numeric>
#include <utility>

#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/number_text.h"
#include "core/rng.h"

namespace rssviz::models {
namespace {

using Type = TaskOption::Type;
namespace fs = std::filesystem;

constexpr int kMost = 1'000'000;

int drawn(const VectorD& shares, Rng& rng) {
  double left = rng.uniform() * shares.sum();
  Eigen::Index k = 0;
  while (k + 1 < shares.size() && left >= shares[k]) left -= shares[k++];
  while (k > 0 && shares[k] <= 0) --k;  // rounding may end on one that can't be
  return static_cast<int>(k);
}

struct Walk {
  std::vector<int> symbols{}, states{};  // symbols: one more than states, the target of the last
};

Walk walked(const HiddenMarkov& model, int length, Rng& rng) {
  Walk walk;
  int state = drawn(model.stationary(), rng);
  for (int t = 0; t <= length; ++t) {
    VectorD joint(static_cast<Eigen::Index>(model.symbols.size() * model.states.size()));
    for (std::size_t x = 0; x < model.symbols.size(); ++x)
      joint.segment(static_cast<Eigen::Index>(x * model.states.size()),
                    static_cast<Eigen::Index>(model.states.size())) =
          model.transitions[x].row(state).transpose();
    const int pair = drawn(joint, rng);
    walk.symbols.push_back(pair / static_cast<int>(model.states.size()));
    state = pair % static_cast<int>(model.states.size());
    if (t < length) walk.states.push_back(state);
  }
  return walk;
}

std::shared_ptr<const ArrayData> data_of(const HiddenMarkov& model, const HmmOptions& options,
                                         std::uint64_t seed) {
  auto data = std::make_shared<ArrayData>();
  data->task = hmm_sequences(model, options, seed);
  data->options.washout = 0;
  data->options.loss = ArrayLoss::error;
  data->options.window = options.length;
  // Rounded up to exactly so many sequences.
  data->options.test_share = (options.test - 0.5) / (options.train + options.test);
  return data;
}

std::vector<std::string> symbols_of(const HiddenMarkov& model, const ArrayTask& task) {
  std::vector<std::string> symbols;
  for (Eigen::Index row = 0; row < task.inputs.rows(); ++row) {
    Eigen::Index symbol = 0;
    task.inputs.row(row).maxCoeff(&symbol);
    symbols.push_back(model.symbols[static_cast<std::size_t>(symbol)]);
  }
  return symbols;
}

}  // namespace

void HmmOptions::check() const {
  check_range("sequences-train", train, train >= 1 && train <= kMost, "1 to 1000000");
  check_range("sequences-test", test, test >= 1 && test <= kMost, "1 to 1000000");
  check_range("sequence-length", length, length >= 2 && length <= kMost, "2 to 1000000");
}

std::string belief_column(const std::string& state) { return "belief_" + state; }
std::string next_column(const std::string& symbol) { return "next_" + symbol; }

ArrayTask hmm_sequences(const HiddenMarkov& model, const HmmOptions& options, std::uint64_t seed) {
  options.check();
  const auto rows = static_cast<Eigen::Index>(options.train + options.test) * options.length;
  const auto symbols = static_cast<Eigen::Index>(model.symbols.size());
  ArrayTask task{Matrix::Zero(rows, symbols), MatrixD::Zero(rows, symbols), {}, model.symbols, {}, {}};
  IntColumn state{"state", {}, model.states}, symbol{"symbol", {}, model.symbols};
  for (const std::string& name : model.states) task.floats.push_back({belief_column(name), {}});
  for (const std::string& name : model.symbols) task.floats.push_back({next_column(name), {}});
  Eigen::Index row = 0;
  for (int s = 0; s < options.train + options.test; ++s) {
    const bool trains = s < options.train;
    Rng rng(seed, trains ? "hmm train" : "hmm test",
            static_cast<std::uint64_t>(trains ? s : s - options.train));
    const Walk walk = walked(model, options.length, rng);
    VectorD belief = model.stationary();
    Tokens& places = task.sequences.emplace_back(static_cast<std::size_t>(options.length));
    std::iota(places.begin(), places.end(), static_cast<std::int32_t>(row));
    for (std::size_t t = 0; t < walk.states.size(); ++t, ++row) {
      task.inputs(row, walk.symbols[t]) = 1;
      task.targets(row, walk.symbols[t + 1]) = 1;
      belief = model.after(belief, walk.symbols[t]);
      for (std::size_t k = 0; k < model.states.size(); ++k)
        task.floats[k].values.push_back(static_cast<float>(belief[static_cast<Eigen::Index>(k)]));
      const VectorD next = model.next(belief);
      for (std::size_t x = 0; x < model.symbols.size(); ++x)
        task.floats[model.states.size() + x].values.push_back(
            static_cast<float>(next[static_cast<Eigen::Index>(x)]));
      state.values.push_back(walk.states[t]);
      symbol.values.push_back(walk.symbols[t]);
    }
  }
  task.integers = {std::move(state), std::move(symbol)};
  return task;
}

HmmTask::HmmTask(HiddenMarkov model, const HmmOptions& options, std::uint64_t seed)
    : HmmTask(model, options, seed, data_of(model, options, seed)) {}

HmmTask::HmmTask(HiddenMarkov model, const HmmOptions& options, std::uint64_t seed,
                 std::shared_ptr<const ArrayData> data)
    : ArraysTask(data, symbols_of(model, data->task)),
      model_(std::move(model)),
      options_(options),
      seed_(seed) {}

std::string HmmTask::description() const {
  return "next symbol of the hidden Markov model " + model_.name + ", " +
         std::to_string(model_.symbols.size()) + " symbols, " + std::to_string(model_.states.size()) +
         " states";
}

Wording HmmTask::wording() const {
  Wording wording = ArraysTask::wording();
  wording.sequence = "sequence";
  wording.sequences = "sequences";
  wording.step = "symbol";
  wording.steps = "symbols";
  return wording;
}

std::vector<Measure> HmmTask::measures() const {
  return {{"loss", "not the next symbol", false, {Split::test, Split::train}}};
}

ColorColumn HmmTask::color() const { return {"state", "hidden state", ""}; }

std::vector<std::string> HmmTask::role(std::string_view name) const {
  if (name == "outer") return {"state"};
  if (name == "inner") return {"symbol"};
  std::vector<std::string> columns;
  if (name == "beliefs")
    for (const std::string& state : model_.states) columns.push_back(belief_column(state));
  if (name == "next")
    for (const std::string& symbol : model_.symbols) columns.push_back(next_column(symbol));
  if (!columns.empty()) return columns;
  return Task::role(name);
}

std::string HmmTask::title_of(std::string_view column) const {
  if (column == "state") return "hidden state";
  for (const std::string& state : model_.states)
    if (column == belief_column(state)) return "belief in " + state;
  for (const std::string& symbol : model_.symbols)
    if (column == next_column(symbol)) return "probability that " + symbol + " is next";
  return std::string(column);
}

std::vector<Fact> HmmTask::facts() const {
  const auto count = [](int sequences) {
    return with_commas(sequences) + (sequences == 1 ? " sequence" : " sequences");
  };
  return {{"task", "hmm: " + description(), ""},
          {"input", "one symbol a step, one-hot", ""},
          {"first state", "0 before each sequence; hidden states start from the stationary distribution", ""},
          {"target", "the next symbol, a class, after every step", ""},
          {"length of sequences", with_commas(options_.length) + " symbols", ""},
          {"trained on", count(options_.train), ""},
          {"tested on",
           count(options_.test) + " of a stream of their own; short ones may be among those trained on", ""},
          {"seed of the corpus", std::to_string(seed_), ""}};
}

void HmmTask::save(const fs::path& folder) const {
  formats::Json record;
  record["task"] = "hmm";
  record["name"] = model_.name;
  record["model"] = to_json(model_);
  record["seed"] = seed_;
  record["train"] = options_.train;
  record["test"] = options_.test;
  record["length"] = options_.length;
  formats::write_json(folder / "task.json", record);
}

TaskEntry hmm_entry() {
  return {"hmm",
          "the next symbol of a hidden Markov model, with the beliefs about its state",
          {{"hmm",
            Type::text,
            "mess3",
            "a hidden Markov model: mess3, rrxor, golden-mean, or a file (.json)",
            {}},
           {"sequences-train", Type::integer, "200", "sequences to train on", {}},
           {"sequences-test", Type::integer, "50", "sequences to test on", {}},
           {"sequence-length", Type::integer, "100", "symbols of a sequence", {}}},
          [](const TaskSource& source) {
            HmmOptions options;
            options.train = source.integer("sequences-train", 1, kMost);
            options.test = source.integer("sequences-test", 1, kMost);
            options.length = source.integer("sequence-length", 2, kMost);
            return std::make_shared<const HmmTask>(hidden_markov(source.value("hmm")), options, source.seed);
          },
          [](const fs::path& folder, const formats::Json& record) {
            using formats::field;
            const std::string file = (folder / "task.json").string();
            HmmOptions options{field<int>(record, "train", file), field<int>(record, "test", file),
                               field<int>(record, "length", file)};
            HiddenMarkov model = hidden_markov_of(formats::member(record, "model", file),
                                                  field<std::string>(record, "name", file), file);
            try {
              return std::make_shared<const HmmTask>(std::move(model), options,
                                                     field<std::uint64_t>(record, "seed", file));
            } catch (const Error& error) {  // it isn't the command line that is wrong
              fail(ErrorKind::data, file + ": " + error.what());
            }
          }};
}

}  // namespace rssviz::models
