#include "core/formats/array_source.h"

#include <glob.h>

#include <algorithm>
#include <cstring>
#include <optional>

#include "core/error.h"
#include "core/formats/foreign_table.h"
#include "core/formats/hdf5.h"
#include "core/formats/keras_archive.h"
#include "core/formats/mat.h"
#include "core/formats/npz.h"
#include "core/formats/safetensors.h"
#include "core/formats/table_columns.h"
#include "core/natural_order.h"
#include "core/text.h"

namespace rssviz::formats {
namespace fs = std::filesystem;
namespace {

const char* const kHdf5Suffixes[] = {".h5", ".hdf5", ".he5"};

// Files whose arrays may be chosen by name.
const char* const kNamedSuffixes[] = {".npz", ".safetensors", ".keras", ".mat"};

Archive arrays_of_table(const fs::path& file, const std::string& unit_columns) {
  const ForeignTable table = read_table(file);
  TableUnits found = table_units(table, unit_columns, file.string());
  Archive archive{{"states", from_matrix(found.states)}};
  for (const TableColumn& column : found.columns)
    if (!column.name.empty()) archive.emplace(column.name, array_of(column));
  std::string notes;
  if (!table.is_plain()) notes = table.understood();
  for (const std::string& note : found.notes) notes += (notes.empty() ? "" : "\n") + note;
  if (!notes.empty()) archive[kReading] = from_string(notes);
  return archive;
}

std::string text_of(const std::vector<std::size_t>& shape) {
  std::string text;
  for (const std::size_t side : shape) text += (text.empty() ? "" : " x ") + std::to_string(side);
  return text.empty() ? "a single value" : text;
}

constexpr std::size_t kMostDimensions = 5;

bool is_matrix(const Array& array) {
  return array.dtype != DType::text && array.shape.size() >= 2 && array.shape.size() <= kMostDimensions;
}

// Of several matrices the one with most dimensions, where all others have its first two: masks, labels a
// step.
std::string deepest_of(const Archive& archive) {
  const Array* deepest = nullptr;
  std::string found;
  for (const auto& [name, array] : archive)
    if (!name.starts_with('@') && is_matrix(array) &&
        (deepest == nullptr || array.shape.size() > deepest->shape.size())) {
      deepest = &array;
      found = name;
    }
  for (const auto& [name, array] : archive) {
    if (name.starts_with('@') || !is_matrix(array) || &array == deepest) continue;
    if (array.shape.size() != 2 || deepest->shape.size() < 3 || array.shape[0] != deepest->shape[0] ||
        array.shape[1] != deepest->shape[1])
      return "";
  }
  return found;
}

void refuse_sparse(const Archive& archive, const std::string& source) {
  const auto format = archive.find("format");
  if (format == archive.end() || format->second.dtype != DType::text || !archive.contains("data") ||
      !archive.contains("shape"))
    return;
  fail(ErrorKind::data, source +
                            ": holds a sparse matrix of SciPy, which is not read; save it as "
                            "np.savez('states.npz', states=x.toarray())");
}

// Calls `states` the array that is chosen.
void choose_states(Archive& archive, const ArraySource& from) {
  const std::string name = name_inside(from);
  Array chosen = require(archive, name, from.file.string());
  archive.erase(name);
  archive["states"] = std::move(chosen);
}

// How one array of the file is named: FILE.npz:NAME, FILE.h5:/NAME.
std::string source_of(const std::string& source, const std::string& name) {
  const fs::path file = parse_source(source).file;
  return file.string() + (is_hdf5(file) ? ":/" : ":") + name;
}

// Which of several arrays is taken for the states, and what stands beside it.
void say_chosen(const std::string& found, const std::string& source, Archive& archive) {
  constexpr std::size_t kMostNamed = 8;
  std::string others;
  std::size_t count = 0;
  bool another = false;
  for (const auto& [name, array] : archive) {
    if (name.starts_with('@') || name == found) continue;
    another = another || is_matrix(array);
    if (count++ < kMostNamed) others += (others.empty() ? "" : ", ") + name;
  }
  if (count == 0) return;
  std::string note = "its array '" + found + "' (" + text_of(archive.at(found).shape) +
                     ") is taken for the states; beside it: " + others +
                     (count > kMostNamed ? " and " + std::to_string(count - kMostNamed) + " more" : "");
  if (another) note += "; to choose one: " + source_of(source, "NAME");
  const auto earlier = archive.find(kReading);
  archive[kReading] =
      from_string(earlier == archive.end() ? note : note + "\n" + to_string(earlier->second, kReading));
}

// Renames to `states` the only array that can be them.
void find_states(Archive& archive, const std::string& source) {
  if (archive.contains("states")) return;
  if (archive.contains(std::string(kUnread) + "states")) (void)require(archive, "states", source);
  std::string found;
  std::string names;
  int matrices = 0;
  std::string unread;
  for (const auto& [name, array] : archive) {
    if (name.starts_with('@')) continue;
    names += (names.empty() ? "" : ", ") + name + " (" + text_of(array.shape) + ")";
    if (!is_matrix(array)) continue;
    ++matrices;
    found = name;
  }
  refuse_sparse(archive, source);
  if (const std::string deepest = matrices > 1 ? deepest_of(archive) : ""; !deepest.empty()) {
    found = deepest;
    matrices = 1;
  }
  if (matrices != 1) {
    std::string choices;
    for (const auto& [name, array] : archive)
      if (!name.starts_with('@') && is_matrix(array))
        choices += (choices.empty() ? "" : " or ") + source_of(source, name);
    for (const std::string& note : reading_notes(archive)) unread += "; " + note;
    fail(ErrorKind::data, source +
                              ": has no array 'states', nor a single matrix that could be them (it has: " +
                              (names.empty() ? "none" : names) + ")" + unread +
                              (matrices > 1 ? "; choose one: " + choices : ""));
  }
  say_chosen(found, source, archive);
  Array states = std::move(archive[found]);
  archive.erase(found);
  archive["states"] = std::move(states);
}

}  // namespace

bool is_pickled(const fs::path& file) {
  const std::string suffix = suffix_of(file);
  return suffix == ".pkl" || suffix == ".pickle" || suffix == ".pt" || suffix == ".pth" ||
         suffix == ".joblib";
}

bool is_hdf5(const fs::path& file) {
  return std::find(std::begin(kHdf5Suffixes), std::end(kHdf5Suffixes), suffix_of(file)) !=
         std::end(kHdf5Suffixes);
}

ArraySource parse_source(const std::string& text) {
  const auto split = [&](const char* suffix, const char* mark) -> std::optional<ArraySource> {
    const std::size_t at = text.rfind(suffix + std::string(mark));
    const std::size_t colon = at + std::strlen(suffix);
    if (at == std::string::npos || colon + 1 >= text.size()) return std::nullopt;
    return ArraySource{text.substr(0, colon), text.substr(colon + 1)};
  };
  for (const char* const suffix : kHdf5Suffixes)
    if (const auto source = split(suffix, ":/")) return *source;
  for (const char* const suffix : kNamedSuffixes)
    if (const auto source = split(suffix, ":")) return *source;
  return {text, ""};
}

std::string name_inside(const ArraySource& source) {
  std::string name = source.inside;
  name.erase(0, std::min(name.find_first_not_of('/'), name.size()));
  return name;
}

namespace {

// All arrays of a file, of HDF5 those below what is chosen.
Archive read_whole(const ArraySource& from, const std::string& source, const ReadOptions& options) {
  const std::string suffix = suffix_of(from.file);
  if (suffix == ".npy") return {{"states", read_npy(from.file)}};
  if (suffix == ".npz") return read_npz(from.file);
  if (is_table(from.file)) return arrays_of_table(from.file, options.unit_columns);
  if (suffix == ".safetensors") return read_safetensors(from.file);
  if (suffix == ".keras") return read_keras_archive(from.file);
  if (suffix == ".mat") return read_mat(from.file);
  if (is_hdf5(from.file)) return read_hdf5(from.file, from.inside);
  if (is_pickled(from.file))
    fail(ErrorKind::data,
         source +
             ": is pickled by Python and not read; save plain arrays, e.g. np.savez('states.npz', "
             "states=np.asarray(states)), or np.savez('weights.npz', **{k: v.numpy() for k, v in "
             "model.state_dict().items()})");
  fail(ErrorKind::data, source +
                            ": arrays are read from .npy, .npz, .csv, .tsv, .txt, .h5 (FILE.h5:/path), .mat, "
                            ".safetensors and .keras");
}

}  // namespace

Archive read_arrays(const std::string& source, const ReadOptions& options) {
  const ArraySource from = parse_source(source);
  Archive archive = read_whole(from, source, options);
  if (from.inside.empty()) return archive;
  if (is_hdf5(from.file))
    return archive.size() == 1 ? Archive{{"states", std::move(archive.begin()->second)}} : archive;
  choose_states(archive, from);
  return {{"states", std::move(archive.at("states"))}};
}

std::vector<std::string> expand_patterns(const std::vector<std::string>& words) {
  std::vector<std::string> sources;
  for (const std::string& word : words) {
    if (word.find_first_of("*?[") == std::string::npos || fs::exists(word)) {
      sources.push_back(word);
      continue;
    }
    const ArraySource source = parse_source(word);
    glob_t matches{};
    const int status = ::glob(source.file.c_str(), GLOB_NOSORT, nullptr, &matches);
    std::vector<std::string> found;
    for (std::size_t i = 0; status == 0 && i < matches.gl_pathc; ++i)
      found.push_back(matches.gl_pathv[i] + (source.inside.empty() ? "" : ":" + source.inside));
    ::globfree(&matches);
    if (found.empty()) fail(ErrorKind::no_input, word + ": no file matches this pattern");
    std::sort(found.begin(), found.end(), natural_less);
    sources.insert(sources.end(), found.begin(), found.end());
  }
  return sources;
}

Archive read_states_of(const std::string& source, const ReadOptions& options) {
  const ArraySource from = parse_source(source);
  Archive archive;
  if (from.inside.empty() || is_hdf5(from.file)) {
    archive = read_arrays(source, options);
    find_states(archive, source);
  } else {
    archive = read_whole(from, source, options);
    choose_states(archive, from);
  }
  const Array& states = archive["states"];
  if (!is_matrix(states) && states.shape.size() > 5)
    fail(ErrorKind::data, source + ": states have " + std::to_string(states.shape.size()) + " dimensions (" +
                              text_of(states.shape) +
                              "); at most 5 are read, each named by --axes: join some of them (np.reshape)");
  if (!is_matrix(states))
    fail(ErrorKind::data,
         source + ": states have shape " + text_of(states.shape) +
             "; points x units, sequences x steps x units, or stages x points x units, are needed");
  if (states.size() == 0)
    fail(ErrorKind::data,
         source + ": states have shape " + text_of(states.shape) + ": there is nothing in them");
  return archive;
}

Archive read_states(const std::vector<std::string>& sources, const ReadOptions& options) {
  Archive archive;
  Array stacked;
  std::vector<std::int32_t> stages;
  for (const std::string& source : sources) {
    archive = read_states_of(source, options);
    const Array& states = archive["states"];
    if (sources.size() == 1) return archive;
    if (states.shape.size() != 2)
      fail(ErrorKind::data, source + ": states have shape " + text_of(states.shape) +
                                "; points x units are needed in each of several files");
    if (!stages.empty() && !std::equal(states.shape.begin(), states.shape.end(), stacked.shape.begin() + 1))
      fail(ErrorKind::data, source + ": states have shape " + text_of(states.shape) + ", those of " +
                                sources.front() + " " +
                                text_of({stacked.shape.begin() + 1, stacked.shape.end()}));
    const Array numbers = from_matrix(to_matrix(states, source));
    stacked.data.insert(stacked.data.end(), numbers.data.begin(), numbers.data.end());
    stacked.shape = {stages.size() + 1, states.shape[0], states.shape[1]};
    stages.push_back(static_cast<std::int32_t>(stages.size()));
  }
  archive["states"] = std::move(stacked);
  archive["stage"] = from_vector(stages);
  return archive;
}

}  // namespace rssviz::formats
