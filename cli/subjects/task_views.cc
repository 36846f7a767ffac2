#include "cli/subjects/task_views.h"

#include <algorithm>
#include <array>

#include "core/error.h"
#include "models/tasks/csl/csl_annotations.h"

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
  view.text = [corpus = data.corpus](const models::Tokens& tokens) {
    std::string text;
    for (const std::int32_t token : tokens) {
      const std::string& word = corpus->vocabulary[static_cast<std::size_t>(token)];
      if (word != "BEGIN" && word != "END") text += (text.empty() ? "" : " ") + word;
    }
    return text;
  };
  view.color = {"heard_object_1", "first object named", "none yet"};
  return view;
}

std::vector<models::Tokens> sampled_sequences(const models::Corpus& corpus, models::Split split,
                                              long long count, std::uint64_t seed) {
  if (count < 0) fail(ErrorKind::usage, "--sample: " + std::to_string(count) + " is below 0; 0 means all");
  if (count == 0) return corpus.sequences_of(corpus.indices(split));
  const auto most = static_cast<long long>(corpus.indices(split).size());
  return corpus.sequences_of(
      models::sample_rows(corpus, split, static_cast<int>(std::min(count, most)), seed));
}

}  // namespace rssviz::cli
