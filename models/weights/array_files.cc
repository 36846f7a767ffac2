#include "models/weights/array_files.h"

#include <nlohmann/json.hpp>

#include "core/error.h"
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
  return array_task_from_archive(formats::read_npz(file), file.string());
}

ArrayOptions array_options_of(const formats::Json& record, const std::string& file) {
  try {
    const formats::Json& arrays = record.at("arrays");
    ArrayOptions options;
    options.washout = arrays.at("washout").get<int>();
    options.test_share = arrays.at("test_share").get<double>();
    options.loss = with_context(file, [&] { return array_loss_named(arrays.at("loss").get<std::string>()); });
    options.carry = arrays.at("state_between_sequences").get<std::string>() == "carry";
    options.window = arrays.at("window").get<int>();
    with_context(file, [&] { options.check(); });
    return options;
  } catch (const formats::Json::exception&) {
    fail(ErrorKind::data, file + ": a field of arrays is missing or of another kind");
  }
}

}  // namespace rssviz::models
