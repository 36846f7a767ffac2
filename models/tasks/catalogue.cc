#include "models/tasks/catalogue.h"

#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "core/error.h"
#include "models/tasks/arrays/array_files.h"
#include "models/tasks/clusters/clusters_task.h"
#include "models/tasks/context/context_task.h"
#include "models/tasks/csl/csl_record.h"
#include "models/tasks/csl/csl_task.h"
#include "models/tasks/flip_flop/flip_flop_task.h"
#include "models/tasks/grammar/grammar_task.h"
#include "models/tasks/hmm/hmm_task.h"
#include "models/tasks/images/images_task.h"
#include "models/tasks/integrate/integrate_task.h"
#include "models/tasks/reaches/reaches_task.h"
#include "models/tasks/sentences/sentences_task.h"
#include "models/tasks/sine/sine_task.h"
#include "models/tasks/text/text_task.h"

namespace rssviz::models {
namespace {

using Type = TaskOption::Type;
namespace fs = std::filesystem;

TaskEntry csl_entry() {
  return {
      "csl",
      "the cross-situational task",
      {{"objects", Type::integer, "4", "objects of the cross-situational task, 3 to 50", {}}},
      [](const TaskSource& source) { return make_csl_task(source.integer("objects", 0, 1000), source.seed); },
      [](const fs::path& folder, const formats::Json& record) {
        const TaskOfRun task = task_of_record(record, (folder / "task.json").string());
        return std::make_shared<const CslTask>(task.spec, task.seed);
      }};
}

TaskEntry arrays_entry() {
  return {"arrays",
          "inputs and targets of one's own",
          {{"inputs", Type::file, "", "steps x inputs, or sequences x steps x inputs", {}},
           {"targets", Type::file, "", "the output wanted after each step, or its class", {}},
           {"lengths",
            Type::file,
            "",
            "an array of the number of steps of each sequence, or a mask of 0 and 1",
            {}},
           {"axes", Type::text, "", "what the dimensions of inputs count, e.g. steps,sequences,inputs", {}},
           {"labels",
            Type::file,
            "",
            "a table with a row for each step, or for each sequence: columns for figures",
            {}},
           {"washout", Type::integer, "100", "first steps that don't count", {}},
           {"window", Type::integer, "50", "lstm, gru, rnn: steps that the gradient goes back at most", {}},
           {"test-share",
            Type::number,
            "0.2",
            "share kept for testing: the end of one series, the last of several sequences",
            {}},
           {"loss", Type::text, "rmse", "what is measured", {"rmse", "nrmse", "class"}},
           {"state-between-sequences",
            Type::text,
            "zero",
            "whether the state begins at 0 in each sequence",
            {"zero", "carry"}}},
          [](const TaskSource& source) { return std::make_shared<const ArraysTask>(source.arrays()); },
          [](const fs::path& folder, const formats::Json& record) {
            return std::make_shared<const ArraysTask>(std::make_shared<const ArrayData>(
                ArrayData{load_arrays(folder), array_options_of(record, (folder / "task.json").string())}));
          }};
}

TaskEntry grammar_entry() {
  return {"grammar", "the next word at every step of sentences of a grammar", grammar_task_options(),
          make_grammar_task, open_grammar_task};
}

// A grammar that is known by its own name.
TaskEntry parens_entry() {
  std::vector<TaskOption> options = grammar_task_options();
  std::erase_if(options, [](const TaskOption& option) { return option.name == "grammar"; });
  return {"parens", "nested brackets: the grammar of that name", std::move(options),
          [](const TaskSource& source) {
            TaskSource named = source;
            named.value = [&source](const std::string& option) {
              return option == "grammar" ? std::string("parens") : source.value(option);
            };
            return make_grammar_task(named);
          },
          open_grammar_task};
}

TaskEntry text_entry() {
  return {"text", "the next symbol of a text", text_task_options(), make_text_task, open_text_task};
}

TaskEntry sentences_entry() {
  return {"sentences", "classes, meanings or next words of sentences of one's own", sentences_task_options(),
          make_sentences_task, open_sentences_task};
}

TaskEntry images_entry() {
  return {"images", "the class of images that are given row by row", images_task_options(), make_images_task,
          open_images_task};
}

TaskEntry clusters_entry() {
  return {"clusters", "the class of a point after a delay: generated clusters", clusters_task_options(),
          make_clusters_task, open_clusters_task};
}

}  // namespace

int TaskSource::integer(const std::string& option, int low, int high) const {
  const std::string text = value(option);
  int number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || number < low || number > high)
    fail(ErrorKind::usage, "--" + option + ": '" + text + "' is not a whole number from " +
                               std::to_string(low) + " to " + std::to_string(high));
  return number;
}

const std::vector<TaskEntry>& task_catalogue() {
  static const std::vector<TaskEntry> entries{csl_entry(),
                                              arrays_entry(),
                                              sentences_entry(),
                                              grammar_entry(),
                                              parens_entry(),
                                              images_entry(),
                                              clusters_entry(),
                                              text_entry(),
                                              generated_entry(flip_flop_kind()),
                                              generated_entry(integrate_kind()),
                                              generated_entry(context_kind()),
                                              generated_entry(sine_kind()),
                                              generated_entry(reaches_kind()),
                                              hmm_entry()};
  return entries;
}

const TaskEntry& task_entry_named(const std::string& name) {
  std::string names;
  for (const TaskEntry& entry : task_catalogue()) {
    if (entry.name == name) return entry;
    names += (names.empty() ? "" : ", ") + entry.name;
  }
  fail(ErrorKind::usage, "there is no task '" + name + "'; there are " + names);
}

std::shared_ptr<const Task> open_task(const fs::path& folder) {
  const fs::path file = folder / "task.json";
  const formats::Json record = formats::read_json(file);
  const formats::Json name = record.is_object() ? record.value("task", formats::Json()) : formats::Json();
  if (name == "none") return nullptr;
  for (const TaskEntry& entry : task_catalogue())
    if (name == entry.name) return entry.open(folder, record);
  fail(ErrorKind::data, file.string() + ": the field task is " + name.dump() + ", which names no task");
}

}  // namespace rssviz::models
