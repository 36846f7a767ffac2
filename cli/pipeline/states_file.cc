#include "cli/pipeline/states_file.h"

#include <charconv>
#include <utility>

#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/npz.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

std::string only_matrix(const formats::Archive& archive, const fs::path& file) {
  std::string only;
  int matrices = 0;
  std::string names;
  for (const auto& [name, array] : archive) {
    names += (names.empty() ? "" : ", ") + name;
    if (array.dtype == formats::DType::text || (array.shape.size() != 2 && array.shape.size() != 3)) continue;
    ++matrices;
    only = name;
  }
  if (matrices == 1) return only;
  fail(ErrorKind::data, file.string() +
                            ": has no array 'states', nor a single matrix that could be them; it has " +
                            (names.empty() ? "none" : names));
}

StatesFile read_archive(const fs::path& file) {
  formats::Archive archive = formats::read_npz(file);
  StatesFile read;
  if (archive.count("sequence") > 0 && archive.count("step") > 0) {
    read.places.sequence = formats::to_integers(archive.at("sequence"), file.string() + ": sequence");
    read.places.step = formats::to_integers(archive.at("step"), file.string() + ": step");
  }
  if (archive.count("stage") > 0 && archive.count("point") > 0) {
    read.stage = formats::to_integers(archive.at("stage"), file.string() + ": stage");
    read.point = formats::to_integers(archive.at("point"), file.string() + ": point");
  }
  const std::string name = archive.count("states") > 0 ? "states" : only_matrix(archive, file);
  read.states = std::move(archive.at(name));
  return read;
}

formats::Array read_table(const fs::path& file) {
  const formats::Table table = formats::read_csv(file);
  Matrix states(static_cast<Eigen::Index>(table.rows.size()), static_cast<Eigen::Index>(table.header.size()));
  for (Eigen::Index r = 0; r < states.rows(); ++r)
    for (Eigen::Index c = 0; c < states.cols(); ++c) {
      const std::string& field = table.rows[static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
      const auto result = std::from_chars(field.data(), field.data() + field.size(), states(r, c));
      if (result.ec != std::errc{} || result.ptr != field.data() + field.size())
        fail(ErrorKind::data, file.string() + ": line " + std::to_string(r + 2) + ", column " +
                                  table.header[static_cast<std::size_t>(c)] + ": '" + field +
                                  "' is not a number");
    }
  return formats::from_matrix(states);
}

}  // namespace

StatesFile read_states(const fs::path& file) {
  const std::string suffix = file.extension().string();
  if (suffix == ".npy") return {formats::read_npy(file), {}, {}, {}};
  if (suffix == ".npz") return read_archive(file);
  if (suffix == ".csv") return {read_table(file), {}, {}, {}};
  fail(ErrorKind::data, file.string() + ": states are read from .npz, .npy and .csv");
}

}  // namespace rssviz::cli
