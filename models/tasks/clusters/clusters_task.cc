#include "models/tasks/clusters/clusters_task.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <numeric>

#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/json_fields.h"
#include "core/number_text.h"
#include "core/rng.h"
#include "models/tasks/classes/class_options.h"

namespace rssviz::models {
namespace {

namespace fs = std::filesystem;
using Type = TaskOption::Type;

Matrix drawn_centres(const ClustersSpec& spec, std::uint64_t seed) {
  Rng rng(seed, "cluster centres", 0);
  Matrix centres(spec.clusters, spec.ambient_dim);
  for (Eigen::Index i = 0; i < centres.rows(); ++i)
    for (Eigen::Index k = 0; k < centres.cols(); ++k) centres(i, k) = static_cast<float>(rng.normal());
  return centres;
}

// The class of each cluster: as many clusters a class as can be.
std::vector<std::int32_t> dealt_classes(const ClustersSpec& spec, std::uint64_t seed) {
  std::vector<std::int32_t> order(static_cast<std::size_t>(spec.clusters));
  std::iota(order.begin(), order.end(), 0);
  Rng rng(seed, "cluster classes", 0);
  rng.shuffle(std::span<std::int32_t>(order));
  std::vector<std::int32_t> kind(order.size());
  for (std::size_t i = 0; i < order.size(); ++i)
    kind[static_cast<std::size_t>(order[i])] = static_cast<std::int32_t>(i) % spec.classes;
  return kind;
}

std::vector<std::string> counted_names(const char* word, int count) {
  std::vector<std::string> names;
  for (int k = 0; k < count; ++k) names.push_back(word + std::to_string(k + 1));
  return names;
}

}  // namespace

void ClustersSpec::check() const {
  check_range("ambient_dim", ambient_dim, ambient_dim >= 1 && ambient_dim <= 10000, "1 to 10000");
  check_range("classes", classes, classes >= 2 && classes <= 100, "2 to 100");
  check_range("clusters", clusters, clusters >= classes && clusters <= 10000,
              "the number of classes to 10000");
  check_range("delay", delay, delay >= 1 && delay <= 10000, "1 to 10000");
  check_range("spread", spread, spread >= 0 && std::isfinite(spread), "0 or more");
  check_range("train", train, train >= 2 && train <= 1'000'000, "2 to 1000000");
  check_range("test", test, test >= 2 && test <= 1'000'000, "2 to 1000000");
}

ClassTaskData cluster_data(const ClustersSpec& spec, const ClassOptions& options, std::uint64_t seed) {
  spec.check();
  options.check();
  const Matrix centres = drawn_centres(spec, seed);
  const std::vector<std::int32_t> kind = dealt_classes(spec, seed);
  auto made = std::make_shared<ClassSequences>();
  made->rows = 1;
  made->inputs = spec.ambient_dim;
  made->schedule = blank_schedule(1, 0, 0, spec.delay);
  made->class_names = counted_names("class ", spec.classes);
  SequenceColumn cluster{"cluster", "cluster", {}, counted_names("cluster ", spec.clusters)};
  for (int i = 0; i < spec.train + spec.test; ++i) {
    const std::int32_t of = i % spec.clusters;
    Rng rng(seed, "cluster points", static_cast<std::uint64_t>(i));
    for (Eigen::Index k = 0; k < centres.cols(); ++k)
      made->numbers.push_back(centres(of, k) + static_cast<float>(spec.spread * rng.normal()));
    made->classes.push_back(kind[static_cast<std::size_t>(of)]);
    cluster.values.push_back(of);
    (i < spec.train ? made->train : made->test).push_back(i);
  }
  ClassTaskData data;
  data.options = options;
  data.recorded = recorded_sequences(*made, seed);
  data.columns = {std::move(cluster)};
  data.seed = seed;
  data.trained = spec.train;
  data.tested = spec.test;
  data.sequences = std::move(made);
  return data;
}

std::string ClustersTask::description() const {
  return std::to_string(spec_.clusters) + " clusters of " + std::to_string(spec_.classes) + " classes in " +
         std::to_string(spec_.ambient_dim) + " dimensions, read after a delay of " +
         std::to_string(spec_.delay) + (spec_.delay == 1 ? " step" : " steps");
}

Wording ClustersTask::wording() const {
  Wording wording;
  wording.sequence = "point";
  wording.sequences = "points";
  wording.step = "step";
  wording.steps = "steps";
  wording.last = "the last step";
  return wording;
}

std::vector<Fact> ClustersTask::facts() const {
  std::vector<Fact> facts{{"task", "clusters: " + description(), ""},
                          {"centres", "normal, standard deviation 1 along each axis", ""},
                          {"points",
                           "normal around their centre, standard deviation " +
                               formats::format_number(spec_.spread) + "; given at the first step alone",
                           ""}};
  for (Fact& fact : shared_facts()) facts.push_back(std::move(fact));
  facts.push_back({"seed of the corpus", std::to_string(seed()), ""});
  return facts;
}

void ClustersTask::save(const fs::path& folder) const {
  formats::Json record;
  record["task"] = "clusters";
  record["seed"] = seed();
  record["ambient_dim"] = spec_.ambient_dim;
  record["clusters"] = spec_.clusters;
  record["cluster_classes"] = spec_.classes;
  record["delay"] = spec_.delay;
  record["spread"] = spec_.spread;
  record["points_train"] = spec_.train;
  record["points_test"] = spec_.test;
  put_class_options(data().options, record);
  formats::write_json(folder / "task.json", record);
}

std::vector<TaskOption> clusters_task_options() {
  std::vector<TaskOption> options{
      {"ambient-dim", Type::integer, "10", "numbers of an input", {}},
      {"clusters", Type::integer, "60", "clusters", {}},
      {"cluster-classes", Type::integer, "2", "classes that clusters are dealt to", {}},
      {"delay", Type::integer, "10", "steps without input after the one with", {}},
      {"spread", Type::number, "0.2", "sd of points around their centre (centres: 1)", {}},
      {"points-train", Type::integer, "2000", "points to train on", {}},
      {"points-test", Type::integer, "1000", "points to test on", {}}};
  for (TaskOption& option : class_task_options()) options.push_back(std::move(option));
  return options;
}

std::shared_ptr<const Task> make_clusters_task(const TaskSource& source) {
  constexpr int kMost = 1'000'000;
  ClustersSpec spec;
  spec.ambient_dim = source.integer("ambient-dim", 1, 10000);
  spec.clusters = source.integer("clusters", 2, 10000);
  spec.classes = source.integer("cluster-classes", 2, 100);
  spec.delay = source.integer("delay", 1, 10000);
  spec.spread = number_option(source, "spread");
  spec.train = source.integer("points-train", 2, kMost);
  spec.test = source.integer("points-test", 2, kMost);
  return std::make_shared<const ClustersTask>(spec, class_options(source), source.seed);
}

std::shared_ptr<const Task> open_clusters_task(const fs::path& folder, const formats::Json& record) {
  using formats::field;
  const std::string file = (folder / "task.json").string();
  ClustersSpec spec;
  spec.ambient_dim = field<int>(record, "ambient_dim", file);
  spec.clusters = field<int>(record, "clusters", file);
  spec.classes = field<int>(record, "cluster_classes", file);
  spec.delay = field<int>(record, "delay", file);
  spec.spread = field<double>(record, "spread", file);
  spec.train = field<int>(record, "points_train", file);
  spec.test = field<int>(record, "points_test", file);
  try {
    return std::make_shared<const ClustersTask>(spec, class_options_of(record, file),
                                                field<std::uint64_t>(record, "seed", file));
  } catch (const Error& error) {  // it isn't the command line that is wrong
    fail(ErrorKind::data, file + ": " + error.what());
  }
}

}  // namespace rssviz::models
