#include "models/tasks/arrays/array_files.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/formats/npz.h"

namespace rssviz::models {
namespace fs = std::filesystem;

fs::path arrays_path(const fs::path& folder) { return folder / "arrays.npz"; }

void save_arrays(const ArrayTask& task, const ArrayOptions& options, const fs::path& folder) {
  formats::write_npz(arrays_path(folder), to_archive(task));
  formats::write_json(folder / "task.json", {{"task", "arrays"},
                                             {"inputs", task.inputs.cols()},
                                             {"outputs", task.output_names},
                                             {"steps", task.inputs.rows()},
                                             {"sequences", task.sequences.size()},
                                             {"arrays",
                                              {{"washout", options.washout},
                                               {"test_share", options.test_share},
                                               {"loss", name_of(options.loss)},
                                               {"state_between_sequences", options.carry ? "carry" : "zero"},
                                               {"window", options.window}}}});
}

ArrayTask load_arrays(const fs::path& folder) {
  const fs::path file = arrays_path(folder);
  return with_context(file.string(),
                      [&] { return array_task_from_archive(formats::read_npz(file), file.string()); });
}

ArrayOptions array_options_of(const formats::Json& record, const std::string& file) {
  const formats::Json& arrays = formats::member(record, "arrays", file);
  ArrayOptions options;
  options.washout = formats::field<int>(arrays, "washout", file);
  options.test_share = formats::field<double>(arrays, "test_share", file);
  options.carry = formats::field<std::string>(arrays, "state_between_sequences", file) == "carry";
  options.window = formats::field<int>(arrays, "window", file);
  const std::string loss = formats::field<std::string>(arrays, "loss", file);
  try {
    options.loss = array_loss_named(loss);
    options.check();
  } catch (const Error& error) {  // it isn't the command line that is wrong
    fail(ErrorKind::data, file + ": " + error.what());
  }
  return options;
}

}  // namespace rssviz::models
