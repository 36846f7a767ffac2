#include "cli/compose/task_views.h"

#include <algorithm>
#include <numeric>

#include "core/rng.h"
#include "models/tasks/csl_annotations.h"

namespace rssviz::cli {

TaskData make_task(int objects, std::uint64_t seed) {
  models::CslSpec spec;
  spec.n_objects = objects;
  spec.check();
  TaskData data;
  data.task = std::make_shared<const models::CrossSituationalTask>(spec);
  data.corpus = std::make_shared<const models::Corpus>(models::make_corpus(*data.task, seed));
  data.seed = seed;
  return data;
}

TaskView task_view(const TaskData& data) {
  TaskView view;
  view.description = "cross-situational task with " + std::to_string(data.task->n_objects()) + " objects";
  const std::array<const char*, 3> questions{"object", "position", "colour"};
  int output = 0;
  for (int object = 0; object < 2; ++object)
    for (std::size_t attribute = 0; attribute < questions.size(); ++attribute) {
      OutputGroup group;
      group.question = questions[attribute];
      group.object = object;
      group.labels = models::attribute_labels(*data.task, static_cast<int>(attribute));
      const int size = data.task->group_sizes()[attribute];
      for (int i = 0; i < size; ++i) group.outputs.push_back(output++);
      group.threshold = 1.3 / size;
      view.groups.push_back(std::move(group));
    }
  view.judge = [task = data.task](const models::StateTrace& trace, MatrixRef outputs) {
    return models::output_columns(*task, trace, outputs);
  };
  view.annotate = [task = data.task](models::StateTrace& trace) {
    models::annotate_words(*task, trace);
    if (trace.outputs.cols() > 0) models::annotate_outputs(*task, trace);
  };
  view.parse = [task = data.task](const std::string& text) { return task->parse(text); };
  return view;
}

std::vector<std::int32_t> sample_rows(const std::vector<std::int32_t>& rows, int count, std::uint64_t seed) {
  if (count <= 0 || static_cast<std::size_t>(count) >= rows.size()) return rows;
  std::vector<std::size_t> places(rows.size());
  std::iota(places.begin(), places.end(), std::size_t{0});
  Rng(seed, "sample").shuffle(std::span(places));
  places.resize(static_cast<std::size_t>(count));
  std::sort(places.begin(), places.end());
  std::vector<std::int32_t> sample;
  for (const std::size_t place : places) sample.push_back(rows[place]);
  return sample;
}

}  // namespace rssviz::cli
