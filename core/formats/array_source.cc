#include "core/formats/array_source.h"

#include <glob.h>

#include <algorithm>
#include <charconv>
#include <cstring>

#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/hdf5.h"
#include "core/formats/npz.h"
#include "core/formats/safetensors.h"
#include "core/text.h"

namespace rssviz::formats {
namespace fs = std::filesystem;
namespace {

const char* const kHdf5Suffixes[] = {".h5", ".hdf5", ".he5"};

// A table whose first line is numbers too has no header.
bool read_field(const std::string& field, float& value) {
  const char* const end = field.data() + field.size();
  const auto result = std::from_chars(field.data(), end, value);
  return result.ec == std::errc{} && result.ptr == end;
}

Array read_table(const fs::path& file, char separator) {
  Table table = read_csv(file, separator);
  float value = 0;
  bool bare = true;
  for (const std::string& name : table.header) bare = bare && read_field(name, value);
  std::size_t first_line = 2;
  if (bare) {
    table.rows.insert(table.rows.begin(), table.header);
    first_line = 1;
  }
  Matrix states(static_cast<Eigen::Index>(table.rows.size()), static_cast<Eigen::Index>(table.header.size()));
  float* next = states.data();
  for (std::size_t r = 0; r < table.rows.size(); ++r)
    for (std::size_t c = 0; c < table.header.size(); ++c)
      if (!read_field(table.rows[r][c], *next++))
        fail(ErrorKind::data, file.string() + ": line " + std::to_string(r + first_line) + ", column " +
                                  (bare ? std::to_string(c + 1) : table.header[c]) + ": '" +
                                  table.rows[r][c] + "' is not a number");
  return from_matrix(states);
}

std::string text_of(const std::vector<std::size_t>& shape) {
  std::string text;
  for (const std::size_t side : shape) text += (text.empty() ? "" : " x ") + std::to_string(side);
  return text.empty() ? "a single value" : text;
}

bool is_matrix(const Array& array) {
  return array.dtype != DType::text && (array.shape.size() == 2 || array.shape.size() == 3);
}

// Renames to `states` the only array that can be them.
void find_states(Archive& archive, const std::string& source) {
  if (archive.contains("states")) return;
  std::string found;
  std::string names;
  int matrices = 0;
  for (const auto& [name, array] : archive) {
    names += (names.empty() ? "" : ", ") + name + " (" + text_of(array.shape) + ")";
    if (!is_matrix(array)) continue;
    ++matrices;
    found = name;
  }
  if (matrices != 1)
    fail(ErrorKind::data, source +
                              ": has no array 'states', nor a single matrix that could be them (it has: " +
                              (names.empty() ? "none" : names) +
                              (is_hdf5(parse_source(source).file) ? "); choose one: FILE.h5:/path" : ")"));
  Array states = std::move(archive[found]);
  archive.erase(found);
  archive["states"] = std::move(states);
}

// Digits compare as numbers.
bool natural_less(const std::string& a, const std::string& b) {
  std::size_t i = 0, j = 0;
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  while (i < a.size() && j < b.size()) {
    if (!digit(a[i]) || !digit(b[j])) {
      if (a[i] != b[j]) return static_cast<unsigned char>(a[i]) < static_cast<unsigned char>(b[j]);
      ++i;
      ++j;
      continue;
    }
    while (i < a.size() && a[i] == '0') ++i;
    while (j < b.size() && b[j] == '0') ++j;
    std::size_t m = i, n = j;
    while (m < a.size() && digit(a[m])) ++m;
    while (n < b.size() && digit(b[n])) ++n;
    if (m - i != n - j) return m - i < n - j;
    const int order = a.compare(i, m - i, b, j, n - j);
    if (order != 0) return order < 0;
    i = m;
    j = n;
  }
  if ((a.size() - i == 0) != (b.size() - j == 0)) return a.size() - i == 0;
  return a < b;
}

}  // namespace

bool is_hdf5(const fs::path& file) {
  return std::find(std::begin(kHdf5Suffixes), std::end(kHdf5Suffixes), suffix_of(file)) !=
         std::end(kHdf5Suffixes);
}

ArraySource parse_source(const std::string& text) {
  for (const char* const suffix : kHdf5Suffixes) {
    const std::size_t at = text.find(std::string(suffix) + ":/");
    if (at != std::string::npos)
      return {text.substr(0, at + std::strlen(suffix)), text.substr(at + std::strlen(suffix) + 1)};
  }
  return {text, ""};
}

Archive read_arrays(const std::string& source) {
  const ArraySource from = parse_source(source);
  const std::string suffix = suffix_of(from.file);
  if (suffix == ".npy") return {{"states", read_npy(from.file)}};
  if (suffix == ".npz") return read_npz(from.file);
  if (suffix == ".csv") return {{"states", read_table(from.file, ',')}};
  if (suffix == ".tsv") return {{"states", read_table(from.file, '\t')}};
  if (suffix == ".safetensors") return read_safetensors(from.file);
  if (is_hdf5(from.file)) {
    Archive archive = read_hdf5(from.file, from.inside);
    if (from.inside.empty() || archive.size() != 1) return archive;
    return {{"states", std::move(archive.begin()->second)}};
  }
  if (suffix == ".pkl" || suffix == ".pickle" || suffix == ".pt" || suffix == ".pth" || suffix == ".joblib")
    fail(ErrorKind::data,
         source +
             ": is pickled by Python and not read; save plain arrays, e.g. np.savez('states.npz', "
             "states=np.asarray(states)), or np.savez('weights.npz', **{k: v.numpy() for k, v in "
             "model.state_dict().items()})");
  fail(ErrorKind::data,
       source + ": arrays are read from .npy, .npz, .csv, .tsv, .h5 (FILE.h5:/path) and .safetensors");
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

Archive read_states(const std::vector<std::string>& sources) {
  Archive archive;
  Array stacked;
  std::vector<std::int32_t> stages;
  for (const std::string& source : sources) {
    archive = read_arrays(source);
    find_states(archive, source);
    const Array& states = archive["states"];
    if (!is_matrix(states))
      fail(ErrorKind::data, source + ": states have shape " + text_of(states.shape) +
                                "; points x units, or stages x points x units, are needed");
    if (states.size() == 0)
      fail(ErrorKind::data,
           source + ": states have shape " + text_of(states.shape) + ": there is nothing in them");
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
