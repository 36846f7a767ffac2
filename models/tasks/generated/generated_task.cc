#include "models/tasks/generated/generated_task.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>
#include <utility>

#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/json_fields.h"
#include "core/number_text.h"

namespace rssviz::models {
namespace {

using Type = TaskOption::Type;
namespace fs = std::filesystem;

constexpr int kMostSequences = 1'000'000;
constexpr int kMostSteps = 100'000;
constexpr long long kMostRows = 50'000'000;  // of all sequences together

void check(const GeneratedKind& kind, const GeneratedOptions& options) {
  check_range("sequences-train", options.train, options.train >= 1 && options.train <= kMostSequences,
              "1 to 1,000,000");
  check_range("sequences-test", options.test, options.test >= 1 && options.test <= kMostSequences,
              "1 to 1,000,000");
  check_range("trial-length", options.length, options.length >= 2 && options.length <= kMostSteps,
              "2 to 100,000");
  const long long rows = (static_cast<long long>(options.train) + options.test) * options.length;
  check_range("trial-length", options.length, rows <= kMostRows,
              "all sequences together have at most 50,000,000 steps");
  for (const GeneratedOption& option : kind.options) {
    const double value = options.value(option.name);
    const bool fits =
        value >= option.low && value <= option.high && (!option.whole || value == std::floor(value));
    check_range(option.name, value, fits,
                std::string(option.whole ? "a whole number from " : "") + formats::format_number(option.low) +
                    " to " + formats::format_number(option.high));
  }
}

// All columns, filled sequence by sequence.
std::shared_ptr<const ArrayData> data_of(const GeneratedKind& kind, const GeneratedOptions& options,
                                         std::uint64_t seed) {
  check(kind, options);
  const GeneratedShape shape = kind.shape(options);
  const Eigen::Index length = options.length, count = options.train + options.test;
  auto data = std::make_shared<ArrayData>();
  ArrayTask& task = data->task;
  task.inputs = Matrix::Zero(count * length, shape.inputs);
  task.targets = MatrixD::Zero(count * length, static_cast<Eigen::Index>(shape.outputs.size()));
  task.output_names = shape.outputs;
  for (const auto& [name, labels] : shape.classes) task.integers.push_back({name, {}, labels});
  for (const std::string& name : shape.numbers) task.floats.push_back({name, {}});
  for (Eigen::Index k = 0; k < count; ++k) {
    GeneratedSequence sequence{task.inputs.middleRows(k * length, length),
                               task.targets.middleRows(k * length, length)};
    sequence.classes.assign(shape.classes.size(),
                            std::vector<std::int32_t>(static_cast<std::size_t>(length)));
    sequence.numbers.assign(shape.numbers.size(), std::vector<float>(static_cast<std::size_t>(length)));
    Rng rng(seed, "task " + kind.name, static_cast<std::uint64_t>(k));
    kind.draw(options, rng, sequence);
    for (std::size_t c = 0; c < shape.classes.size(); ++c)
      task.integers[c].values.insert(task.integers[c].values.end(), sequence.classes[c].begin(),
                                     sequence.classes[c].end());
    for (std::size_t c = 0; c < shape.numbers.size(); ++c)
      task.floats[c].values.insert(task.floats[c].values.end(), sequence.numbers[c].begin(),
                                   sequence.numbers[c].end());
    Tokens& rows = task.sequences.emplace_back();
    for (Eigen::Index t = 0; t < length; ++t) rows.push_back(static_cast<std::int32_t>(k * length + t));
  }
  data->options.washout = 0;
  data->options.window = options.length;
  // Rounded up to exactly so many sequences.
  data->options.test_share = (static_cast<double>(options.test) - 0.5) / static_cast<double>(count);
  return data;
}

double number_of(const std::string& text, const std::string& option) {
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size())
    fail(ErrorKind::usage, "--" + option + ": '" + text + "' is not a number");
  return value;
}

std::vector<TaskOption> task_options(const GeneratedKind& kind) {
  std::vector<TaskOption> options{
      {"sequences-train", Type::integer, "200", "sequences to train on", {}},
      {"sequences-test", Type::integer, "50", "sequences to test on", {}},
      {"trial-length", Type::integer, "", "steps of a trial (default: 60; sine 100)", {}}};
  for (const GeneratedOption& option : kind.options)
    options.push_back({option.name,
                       option.whole ? Type::integer : Type::number,
                       formats::format_number(option.otherwise),
                       option.help,
                       {}});
  return options;
}

GeneratedOptions options_of(const GeneratedKind& kind, const TaskSource& source) {
  GeneratedOptions options;
  options.length = kind.length;
  const auto take = [&](const char* name, int& value, int most) {
    if (!source.value(name).empty()) value = source.integer(name, 1, most);
  };
  take("sequences-train", options.train, kMostSequences);
  take("sequences-test", options.test, kMostSequences);
  take("trial-length", options.length, kMostSteps);
  for (const GeneratedOption& option : kind.options) {
    const std::string text = source.value(option.name);
    options.own[option.name] = text.empty() ? option.otherwise : number_of(text, option.name);
  }
  return options;
}

std::shared_ptr<const Task> open(const GeneratedKind& kind, const fs::path& folder,
                                 const formats::Json& record) {
  using formats::field;
  const std::string file = (folder / "task.json").string();
  GeneratedOptions options;
  options.train = field<int>(record, "train", file);
  options.test = field<int>(record, "test", file);
  options.length = field<int>(record, "length", file);
  for (const GeneratedOption& option : kind.options)
    options.own[option.name] = field<double>(record, option.name, file);
  const auto seed = field<std::uint64_t>(record, "seed", file);
  try {
    return std::make_shared<const GeneratedTask>(kind, options, seed);
  } catch (const Error& error) {  // it isn't the command line that is wrong
    fail(ErrorKind::data, file + ": " + error.what());
  }
}

}  // namespace

GeneratedTask::GeneratedTask(const GeneratedKind& kind, const GeneratedOptions& options, std::uint64_t seed)
    : ArraysTask(data_of(kind, options, seed)), kind_(&kind), options_(options), seed_(seed) {
  const GeneratedShape shape = kind.shape(options);
  colour_ = shape.colour;
  colour_is_class_ = false;
  for (const auto& column : shape.classes) colour_is_class_ |= column.first == colour_;
}

std::string GeneratedTask::description() const { return kind_->describe(options_); }

Wording GeneratedTask::wording() const {
  Wording wording = ArraysTask::wording();
  wording.sequence = "trial";
  wording.sequences = "trials";
  return wording;
}

std::vector<std::string> GeneratedTask::role(std::string_view name) const {
  if (name == "class" && colour_is_class_) return {colour_};
  return Task::role(name);
}

std::vector<Fact> GeneratedTask::facts() const {
  return {{"task", kind_->name + ": " + description(), ""},
          {"input", kind_->input, ""},
          {"target", kind_->target + ", after every step", ""},
          {"first state", "0 before each trial", ""},
          {"length of trials", with_commas(options_.length) + " steps", ""},
          {"trained on", with_commas(options_.train) + " trials", ""},
          {"tested on", with_commas(options_.test) + " other trials", ""},
          {"seed of the trials", std::to_string(seed_), ""}};
}

void GeneratedTask::save(const fs::path& folder) const {
  formats::Json record{{"task", kind_->name},
                       {"seed", seed_},
                       {"train", options_.train},
                       {"test", options_.test},
                       {"length", options_.length}};
  for (const GeneratedOption& option : kind_->options) record[option.name] = options_.value(option.name);
  formats::write_json(folder / "task.json", record);
}

TaskEntry generated_entry(const GeneratedKind& kind) {
  return {
      kind.name, kind.summary, task_options(kind),
      [&kind](const TaskSource& source) {
        return std::make_shared<const GeneratedTask>(kind, options_of(kind, source), source.seed);
      },
      [&kind](const fs::path& folder, const formats::Json& record) { return open(kind, folder, record); }};
}

}  // namespace rssviz::models
