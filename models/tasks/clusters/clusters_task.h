// Generated clusters with a delay: a point near one of some centres is given at the first step, then nothing,
// and the class of its cluster is read after the last step. After Farrell, Recanatesi, Moore, Lajoie and
// Shea-Brown 2022 (doi 10.1038/s42256-022-00498-0): whether training compresses or expands dimension depends
// on the dimension of the inputs and on the gain of the recurrent weights before training.
#pragma once

#include <memory>

#include "models/tasks/catalogue.h"
#include "models/tasks/classes/class_task.h"

namespace rssviz::models {

// All of it changes results.
struct ClustersSpec {
  int ambient_dim{10};  // numbers of an input
  int clusters{60};
  int classes{2};      // clusters are dealt to them evenly, at random
  int delay{10};       // steps without input after the one with
  double spread{0.2};  // sd of the points around their centre, along each axis; centres have sd 1
  int train{2000};
  int test{1000};

  // Throws Error{usage} naming field, value and range.
  void check() const;
};

// Centres and points are normal: streams (seed, "cluster centres"), (seed, "cluster points", sequence).
ClassTaskData cluster_data(const ClustersSpec& spec, const ClassOptions& options, std::uint64_t seed);

class ClustersTask final : public ClassTask {
 public:
  ClustersTask(const ClustersSpec& spec, const ClassOptions& options, std::uint64_t seed)
      : ClassTask(cluster_data(spec, options, seed)), spec_(spec) {}

  std::string name() const override { return "clusters"; }
  std::string description() const override;
  Wording wording() const override;
  std::vector<Fact> facts() const override;
  void save(const std::filesystem::path& folder) const override;

 private:
  ClustersSpec spec_;
};

std::vector<TaskOption> clusters_task_options();
std::shared_ptr<const Task> make_clusters_task(const TaskSource& source);
std::shared_ptr<const Task> open_clusters_task(const std::filesystem::path& folder,
                                               const formats::Json& record);

}  // namespace rssviz::models
