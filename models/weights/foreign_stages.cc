#include <algorithm>

#include "core/error.h"
#include "models/weights/foreign_weights.h"

namespace rssviz::models {
namespace {

std::string text_of(const RecurrentShape& shape) {
  return std::to_string(shape.layers) + " x " + std::to_string(shape.units) + " units, " +
         std::to_string(shape.inputs) + (shape.inputs == 1 ? " input, " : " inputs, ") +
         std::to_string(shape.outputs) + (shape.outputs == 1 ? " output, " : " outputs, ") +
         std::string(name_of(shape.form.activation)) + ", " + std::string(name_of(shape.reading));
}

}  // namespace

ForeignStages import_stages(const std::vector<ForeignFile>& files, Cell cell, const ForeignOptions& options,
                            std::optional<bool> torch) {
  if (files.empty()) fail(ErrorKind::usage, "no files of weights are given");
  ForeignStages result;
  std::vector<std::string> notes;
  for (const ForeignFile& file : files) {
    result.last = torch.value_or(is_torch(file.arrays)) ? from_torch(file.arrays, cell, file.name, options)
                                                        : from_keras(file.arrays, cell, file.name, options);
    for (const std::string& note : result.last.notes)
      if (std::find(notes.begin(), notes.end(), note) == notes.end()) notes.push_back(note);
    const RecurrentShape& shape = result.last.parameters.shape;
    if (!result.stages.empty() && shape != result.stages.front().shape)
      fail(ErrorKind::data, file.name + ": has " + text_of(shape) + "; " + files.front().name + " has " +
                                text_of(result.stages.front().shape) + ": stages are of one network");
    result.stages.push_back(result.last.parameters);
  }
  result.last.notes = std::move(notes);
  return result;
}

}  // namespace rssviz::models
