// Folders of LSTMVis (Strobelt et al. 2016; documented with its program, revision e0628ca of 2021) as they
// are: lstm.yml, HDF5 files and dictionaries.
#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cli/subjects/dictionary.h"
#include "cli/subjects/match_corpus.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/hdf5.h"
#include "core/formats/json.h"
#include "core/formats/npy_rows.h"
#include "core/formats/yaml.h"
#include "core/number_text.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

using formats::Json;

// A matrix in memory that lives as long as it is read.
class OwnRows final : public RowBlocks {
 public:
  explicit OwnRows(Matrix matrix) : matrix_(std::move(matrix)) {}
  Eigen::Index rows() const override { return matrix_.rows(); }
  Eigen::Index cols() const override { return matrix_.cols(); }
  MatrixRef read(Eigen::Index first, Eigen::Index count, Matrix&) const override {
    return matrix_.middleRows(first, count);
  }

 private:
  Matrix matrix_;
};

std::string keys_of(const Json& object) {
  std::string all;
  for (const auto& [key, value] : object.items()) all += (all.empty() ? "" : ", ") + key;
  return all.empty() ? "none" : all;
}

// A place in lstm.yml: errors name it and what there is.
struct Place {
  const Json* json{nullptr};
  std::string where{};  // "lstm.yml: states.types[0]"

  [[noreturn]] void refuse(const std::string& why) const { fail(ErrorKind::data, where + ": " + why); }
  bool has(const std::string& key) const {
    return json->is_object() && json->contains(key) && !(*json)[key].is_null();
  }
  Place at(const std::string& key) const {
    if (!json->is_object()) refuse("isn't a record of keys");
    if (!has(key)) refuse("the key '" + key + "' is missing (keys: " + keys_of(*json) + ")");
    return {&(*json)[key], where + (where.ends_with(".yml") ? ": " : ".") + key};
  }
  Place at(std::size_t i) const { return {&(*json)[i], where + "[" + std::to_string(i) + "]"}; }
  const std::string& text() const {
    if (!json->is_string()) refuse("isn't a text");
    return json->get_ref<const std::string&>();
  }
  std::string text_or(const std::string& key, const std::string& otherwise) const {
    return has(key) ? at(key).text() : otherwise;
  }
  std::string choice(const std::string& key, const std::vector<std::string>& known,
                     const std::string& otherwise) const {
    const std::string value = text_or(key, otherwise);
    if (std::find(known.begin(), known.end(), value) != known.end()) return value;
    std::string all;
    for (const std::string& one : known) all += (all.empty() ? "" : ", ") + one;
    at(key).refuse("'" + value + "' is none of " + all);
  }
};

double number_of(const Place& place) {
  const std::string& text = place.text();
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc{} || result.ptr != text.data() + text.size() || !std::isfinite(value))
    place.refuse("'" + text + "' is no number");
  return value;
}

class FolderReader {
 public:
  explicit FolderReader(const fs::path& folder) : folder_(folder) {
    const fs::path yaml = fs::exists(folder / "lstm.yml") ? folder / "lstm.yml" : folder / "lstm.yaml";
    record_ = formats::read_yaml(yaml);
    root_ = {&record_, yaml.string()};
    if (!record_.is_object()) root_.refuse("isn't a record of keys");
    corpus_.inputs.push_back(yaml);
  }

  MatchCorpus read() {
    corpus_.kind = "LSTMVis folder";
    corpus_.name = root_.text_or("name", folder_.filename().string());
    corpus_.about = root_.text_or("description", "");
    read_words();
    read_sets();
    if (root_.has("meta")) read_annotations(root_.at("meta"));
    note_unread();
    return std::move(corpus_);
  }

 private:
  // The file that a reference names.
  fs::path file_of(const Place& reference) {
    const Place files = root_.at("files");
    const std::string& name = reference.text();
    if (!files.has(name))
      reference.refuse("files has no '" + name + "' (it has " + keys_of(*files.json) + ")");
    const fs::path path = folder_ / files.at(name).text();
    if (!fs::exists(path))
      fail(ErrorKind::no_input,
           path.string() + ": is missing; " + files.where + " names it as '" + name + "'");
    if (std::find(corpus_.inputs.begin(), corpus_.inputs.end(), path) == corpus_.inputs.end())
      corpus_.inputs.push_back(path);
    return path;
  }

  fs::path arrays_of(const Place& reference) {
    const fs::path path = file_of(reference);
    if (!formats::is_hdf5(path)) reference.refuse(path.string() + " is no HDF5 file (.h5, .hdf5)");
    return path;
  }

  const Dictionary& dictionary_of(const Place& reference) {
    const std::string name = reference.text();
    if (const auto known = dictionaries_.find(name); known != dictionaries_.end()) return known->second;
    return dictionaries_[name] = read_dictionary(file_of(reference));
  }

  static formats::Array read_array(const fs::path& file, const std::string& path) {
    formats::Archive archive = formats::read_hdf5(file, path);
    std::string name = path;
    while (name.starts_with('/')) name.erase(0, 1);
    const auto found = archive.find(name);
    if (found == archive.end())
      fail(ErrorKind::data, file.string() + ":/" + name + ": is a group, not a data set");
    return std::move(found->second);
  }

  static std::vector<std::int64_t> ids_of(const formats::Array& array, const std::string& name) {
    std::vector<std::int64_t> ids;
    for (const double value : formats::to_doubles(array, name)) {
      if (!(std::abs(value) < 9e15) || value != std::floor(value))
        fail(ErrorKind::data, name + ": holds " + std::to_string(value) + ", which is no whole number");
      ids.push_back(static_cast<std::int64_t>(value));
    }
    return ids;
  }

  void note_unknown(const std::string& what, std::size_t unknown) {
    if (unknown > 0)
      corpus_.notes.push_back(what + ": " + with_commas(static_cast<long long>(unknown)) +
                              " values aren't in its dictionary and are shown as #number");
  }

  void read_words() {
    const Place place = root_.at("word_sequence");
    const fs::path file = arrays_of(place.at("file"));
    const std::string path = place.at("path").text();
    const formats::Array array = read_array(file, path);
    const std::string name = file.string() + ":/" + path;
    if (array.shape.empty() || array.shape.size() > 2)
      fail(ErrorKind::data, name + ": is neither a list of words nor sequences x words");
    word_ids_ = ids_of(array, name);
    const std::size_t steps = word_ids_.size();
    if (steps == 0) fail(ErrorKind::data, name + ": holds no words");
    corpus_.sequences = {{}, steps};
    const std::size_t length = array.shape.back();
    for (std::size_t first = 0; first < steps; first += length) corpus_.sequences.starts.push_back(first);
    Dictionary words;
    if (place.has("dict_file"))
      words = dictionary_of(place.at("dict_file"));
    else
      for (const std::int64_t id : word_ids_) words.emplace(id, std::to_string(id));
    if (!place.has("dict_file"))
      corpus_.notes.push_back("word_sequence has no dict_file: words are shown as numbers");
    NamedValues named = name_values(word_ids_, words);
    if (place.has("dict_file")) note_unknown("word_sequence", named.unknown);
    corpus_.words = std::move(named.places);
    corpus_.vocabulary = std::move(named.labels);
  }

  void read_sets() {
    const Place states = root_.at("states");
    const Place types = states.at("types");
    if (!types.json->is_array() || types.json->empty()) types.refuse("isn't a list of state sets");
    for (std::size_t i = 0; i < types.json->size(); ++i) {
      const Place type = types.at(i);
      StateSet set;
      set.name = type.at("path").text();
      const std::string kind = type.choice("type", {"state", "output"}, "state");
      set.about = (type.has("layer") ? "layer " + type.at("layer").text() + ", " : std::string()) +
                  (kind == "state" ? "states" : "outputs");
      set.transform = type.choice("transform", {"tanh", "none"}, "tanh") == "tanh" ? models::Transform::tanh
                                                                                   : models::Transform::none;
      set.positive = type.choice("unsigned", {"true", "false", "True", "False"}, "false").front() != 'f' &&
                     type.text_or("unsigned", "false").front() != 'F';
      const fs::path file = arrays_of(type.has("file") ? type.at("file") : states.at("file"));
      set.open = [file, path = set.name] { return rows_of(file, path); };
      corpus_.sets.push_back(std::move(set));
    }
    std::stable_partition(corpus_.sets.begin(), corpus_.sets.end(),
                          [](const StateSet& set) { return set.about.ends_with("states"); });
  }

  // Steps x units by blocks; sequences x steps x units flattened.
  static std::unique_ptr<RowBlocks> rows_of(const fs::path& file, const std::string& path) {
    const std::string source = file.string() + ":/" + path;
    if (std::unique_ptr<RowBlocks> rows = formats::open_rows(source)) return rows;
    formats::Array array = read_array(file, path);
    if (array.shape.size() != 3)
      fail(ErrorKind::data, source + ": is neither steps x units nor sequences x steps x units");
    array.shape = {array.shape[0] * array.shape[1], array.shape[2]};
    return std::make_unique<OwnRows>(formats::to_matrix(array, source));
  }

  void read_annotations(const Place& meta) {
    if (!meta.json->is_object()) meta.refuse("isn't a record of annotations");
    for (const auto& [name, value] : meta.json->items()) {
      const Place place{&value, meta.where + "." + name};
      MatchAnnotation annotation;
      annotation.name = name;
      const std::string general = place.choice("type", {"general", "wordvec"}, "general");
      if (place.has("vis")) read_look(place.at("vis"), annotation);
      if (general == "wordvec")
        read_word_vectors(place, annotation);
      else
        read_values(place, annotation);
      corpus_.annotations.push_back(std::move(annotation));
    }
  }

  // How LSTMVis draws it: what its values are.
  static void read_look(const Place& vis, MatchAnnotation& annotation) {
    const std::string type = vis.choice("type", {"discrete", "scalar", "wordvec"}, "discrete");
    annotation.kind = type == "scalar"     ? MatchAnnotation::Kind::numbers
                      : type == "discrete" ? MatchAnnotation::Kind::classes
                                           : MatchAnnotation::Kind::words;
    if (!vis.has("range")) return;
    const Place range = vis.at("range");
    if (range.json->is_array()) {
      if (range.json->size() != 2) range.refuse("isn't [least, most]");
      annotation.range = {number_of(range.at(0)), number_of(range.at(1))};
      return;
    }
    const std::string& text = range.text();
    const std::size_t dots = text.find("...");
    if (text == "dict") return;
    if (dots == std::string::npos) range.refuse("'" + text + "' is none of dict, a...b, [least, most]");
    const Json ends{text.substr(0, dots), text.substr(dots + 3)};
    annotation.range = {number_of({&ends[0], range.where}), number_of({&ends[1], range.where})};
  }

  // A value for each step, or for each word where `index` says so.
  void read_values(const Place& place, MatchAnnotation& annotation) {
    const fs::path file = arrays_of(place.at("file"));
    const std::string path = place.at("path").text(), name = file.string() + ":/" + path;
    const std::vector<double> values = formats::to_doubles(read_array(file, path), name);
    const bool by_word = place.choice("index", {"self", "word_sequence"}, "self") == "word_sequence";
    const std::size_t steps = word_ids_.size();
    if (!by_word && values.size() != steps) refuse_length(name, values.size(), place);
    std::size_t outside = 0;
    std::vector<double> at(steps, std::nan(""));
    for (std::size_t t = 0; t < steps; ++t) {
      const std::int64_t from = by_word ? word_ids_[t] : static_cast<std::int64_t>(t);
      if (from >= 0 && from < static_cast<std::int64_t>(values.size()))
        at[t] = values[static_cast<std::size_t>(from)];
      else
        ++outside;
    }
    if (outside > 0)
      corpus_.notes.push_back("meta." + annotation.name + ": " +
                              with_commas(static_cast<long long>(outside)) + " steps have words beyond its " +
                              std::to_string(values.size()) + " values");
    if (annotation.kind == MatchAnnotation::Kind::numbers) {
      annotation.numbers.assign(at.begin(), at.end());
      return;
    }
    annotation.kind = MatchAnnotation::Kind::classes;
    name_classes(place, at, name, annotation);
  }

  void name_classes(const Place& place, const std::vector<double>& at, const std::string& name,
                    MatchAnnotation& annotation) {
    std::vector<std::int64_t> ids;
    for (const double value : at) {
      if (std::isnan(value)) continue;
      if (value != std::floor(value) || !(std::abs(value) < 9e15))
        fail(ErrorKind::data, name + ": holds " + std::to_string(value) +
                                  ", which is no class; vis: {type: scalar} says that these are numbers");
      ids.push_back(static_cast<std::int64_t>(value));
    }
    Dictionary words;
    if (place.has("dict"))
      words = dictionary_of(place.at("dict"));
    else
      for (const std::int64_t id : ids) words.emplace(id, std::to_string(id));
    NamedValues named = name_values(ids, words);
    note_unknown("meta." + annotation.name, named.unknown);
    annotation.labels = std::move(named.labels);
    std::size_t next = 0;
    for (const double value : at) annotation.classes.push_back(std::isnan(value) ? -1 : named.places[next++]);
  }

  void read_word_vectors(const Place& place, MatchAnnotation& annotation) {
    annotation.kind = MatchAnnotation::Kind::words;
    const fs::path file = arrays_of(place.at("file"));
    const std::string path = place.at("path").text(), name = file.string() + ":/" + path;
    const formats::Array array = read_array(file, path);
    if (array.shape.size() != 2 || array.shape[0] != word_ids_.size())
      refuse_length(name, array.shape.empty() ? 0 : array.shape[0], place);
    annotation.k = array.shape[1];
    const std::vector<std::int64_t> ids = ids_of(array, name);
    Dictionary words;
    if (place.has("dict")) words = dictionary_of(place.at("dict"));
    NamedValues named = name_values(ids, words);
    if (place.has("dict")) note_unknown("meta." + annotation.name, named.unknown);
    annotation.ids = std::move(named.places);
    annotation.labels = std::move(named.labels);
    annotation.weights.assign(ids.size(), 1.0F);
    if (!place.has("weights_path")) return;
    const std::string weights = place.at("weights_path").text();
    const formats::Array read = read_array(file, weights);
    if (read.shape != array.shape)
      fail(ErrorKind::data, file.string() + ":/" + weights + ": hasn't the shape of " + name);
    annotation.weights = formats::to_floats(read, weights);
  }

  [[noreturn]] void refuse_length(const std::string& name, std::size_t found, const Place& place) const {
    fail(ErrorKind::data, name + ": has " + std::to_string(found) + " rows for " +
                              std::to_string(word_ids_.size()) + " words (" + place.where + ")");
  }

  void note_unread() {
    static const std::vector<std::string> kRead{"name",          "description", "files",
                                                "word_sequence", "states",      "meta"};
    std::string unread;
    for (const auto& [key, value] : record_.items())
      if (std::find(kRead.begin(), kRead.end(), key) == kRead.end())
        unread += (unread.empty() ? "" : ", ") + key;
    if (!unread.empty()) corpus_.notes.push_back("not read of " + root_.where + ": " + unread);
  }

  fs::path folder_;
  Json record_{};
  Place root_{};
  MatchCorpus corpus_{};
  std::vector<std::int64_t> word_ids_{};
  std::map<std::string, Dictionary> dictionaries_{};
};

}  // namespace

bool is_lstmvis_folder(const fs::path& path) {
  return fs::is_directory(path) && (fs::exists(path / "lstm.yml") || fs::exists(path / "lstm.yaml"));
}

MatchCorpus load_lstmvis_folder(const fs::path& folder) { return FolderReader(folder).read(); }

}  // namespace rssviz::cli
