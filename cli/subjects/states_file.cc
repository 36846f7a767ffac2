#include "cli/subjects/states_file.h"

#include <utility>

#include "core/formats/array_source.h"

namespace rssviz::cli {

StatesFile read_states(const std::vector<std::string>& sources) {
  formats::Archive archive = formats::read_states(sources);
  StatesFile read;
  if (archive.contains("sequence") && archive.contains("step")) {
    read.places.sequence = formats::to_integers(archive.at("sequence"), sources.back() + ": sequence");
    read.places.step = formats::to_integers(archive.at("step"), sources.back() + ": step");
  }
  if (archive.contains("stage") && archive.contains("point")) {
    read.stage = formats::to_integers(archive.at("stage"), sources.back() + ": stage");
    read.point = formats::to_integers(archive.at("point"), sources.back() + ": point");
  }
  read.states = std::move(archive.at("states"));
  return read;
}

}  // namespace rssviz::cli
