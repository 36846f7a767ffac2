#include "cli/subjects/compared_subjects.h"

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>

#include "cli/subjects/provenance.h"
#include "cli/subjects/states_file.h"
#include "core/error.h"
#include "core/formats/array_source.h"
#include "core/formats/json.h"

namespace rssviz::cli {

namespace {

constexpr std::size_t kMostSymbols = 64;
namespace fs = std::filesystem;

// The files' stems; of states.npz of several folders the folders; of several files of a folder both.
std::vector<std::string> names_of(const std::vector<fs::path>& files) {
  std::vector<std::string> stems, folders;
  for (const fs::path& file : files) {
    stems.push_back(formats::parse_source(file.string()).file.stem().string());
    folders.push_back(fs::absolute(file).parent_path().filename().string());
  }
  const auto unique = [](const std::vector<std::string>& names) {
    return std::set<std::string>(names.begin(), names.end()).size() == names.size();
  };
  if (unique(stems)) return stems;
  if (unique(folders)) return folders;
  std::vector<std::string> both;
  for (std::size_t i = 0; i < stems.size(); ++i)
    both.push_back(stems[i] == "states" ? folders[i] : folders[i] + " " + stems[i]);
  if (unique(both)) return both;
  for (std::size_t i = 0; i < stems.size(); ++i) stems[i] += " (" + std::to_string(i + 1) + ")";
  return stems;
}

std::vector<std::int32_t> integers_of(const formats::Archive& archive, const std::string& name,
                                      std::size_t points) {
  const auto found = archive.find(name);
  if (found == archive.end()) return {};
  const std::vector<std::int32_t> values = formats::to_integers(found->second, name);
  return values.size() == points ? values : std::vector<std::int32_t>();
}

MatrixD one_hot(const std::vector<std::int32_t>& values) {
  const std::set<std::int32_t> all(values.begin(), values.end());
  if (all.size() > kMostSymbols || all.size() < 2) return {};
  MatrixD made =
      MatrixD::Zero(static_cast<Eigen::Index>(values.size()), static_cast<Eigen::Index>(all.size()));
  for (std::size_t i = 0; i < values.size(); ++i)
    made(static_cast<Eigen::Index>(i),
         static_cast<Eigen::Index>(std::distance(all.begin(), all.find(values[i])))) = 1;
  return made;
}

// input_1, input_2, ... as columns; else symbols, else tokens, one-hot.
MatrixD inputs_of(const formats::Archive& archive, std::size_t points) {
  std::vector<std::vector<double>> columns;
  for (int k = 1;; ++k) {
    const auto found = archive.find("input_" + std::to_string(k));
    if (found == archive.end()) break;
    std::vector<double> values = formats::to_doubles(found->second, "input_" + std::to_string(k));
    if (values.size() != points) break;
    columns.push_back(std::move(values));
  }
  if (columns.empty() || columns.size() > kMostSymbols) {
    for (const char* name : {"symbol", "token"})
      if (const std::vector<std::int32_t> values = integers_of(archive, name, points); !values.empty())
        return one_hot(values);
    return {};
  }
  MatrixD made(static_cast<Eigen::Index>(points), static_cast<Eigen::Index>(columns.size()));
  for (std::size_t k = 0; k < columns.size(); ++k)
    for (std::size_t i = 0; i < points; ++i)
      made(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k)) = columns[k][i];
  return made;
}

// sequences x steps x units becomes points x units; of stages the last is taken.
void flatten(const formats::Archive& archive, formats::Array& states, ComparedSubject& subject) {
  if (states.shape.size() != 3) return;
  if (archive.contains("stage")) {
    const std::size_t bytes = states.data.size() / std::max<std::size_t>(1, states.shape[0]);
    states.data.erase(states.data.begin(), states.data.end() - static_cast<std::ptrdiff_t>(bytes));
    states.shape.erase(states.shape.begin());
    return;
  }
  const std::size_t steps = states.shape[1];
  states.shape = {states.shape[0] * steps, states.shape[2]};
  for (std::size_t i = 0; i < states.shape[0]; ++i) {
    subject.sequence.push_back(static_cast<std::int32_t>(i / steps));
    subject.step.push_back(static_cast<std::int32_t>(i % steps));
  }
}

ComparedSubject subject_of(const fs::path& file) {
  formats::Archive archive = formats::read_states({file.string()});
  formats::Array states = std::move(archive.at("states"));
  ComparedSubject subject;
  flatten(archive, states, subject);
  subject.states = formats::to_matrix(states, file.string() + ": states");
  const auto points = static_cast<std::size_t>(subject.states.rows());
  if (!subject.states.allFinite())
    fail(ErrorKind::data,
         file.string() + ": states has values that aren't finite; comparisons need all of them");
  if (subject.sequence.empty()) {
    subject.sequence = integers_of(archive, "sequence", points);
    subject.step = integers_of(archive, "step", points);
  }
  subject.inputs = inputs_of(archive, points);
  return subject;
}

// The settings of a recipe without those that a seed and a place make other.
std::string settled(const std::string& recipe) {
  const formats::Json parsed = formats::parse_json(recipe, "recipe");
  if (!parsed.is_object() || !parsed.contains("settings") || !parsed["settings"].is_object()) return recipe;
  formats::Json settings = parsed["settings"];
  settings.erase("seed");
  return settings.dump();
}

}  // namespace

std::vector<ComparedSubject> compared_subjects(const std::vector<fs::path>& files) {
  const std::vector<std::string> names = names_of(files);
  std::vector<ComparedSubject> subjects;
  for (std::size_t i = 0; i < files.size(); ++i) {
    subjects.push_back(subject_of(files[i]));
    subjects.back().name = names[i];
  }
  return subjects;
}

std::vector<std::string> groups_by_seed(const std::vector<fs::path>& files) {
  std::vector<std::string> groups;
  for (const fs::path& file : files) {
    const std::optional<std::string> states = recipe_of_output(file);
    const std::optional<std::string> run = recipe_of_output(fs::absolute(file).parent_path());
    if (!states || !run) return {};
    groups.push_back(settled(*run) + settled(*states));
  }
  if (std::set<std::string>(groups.begin(), groups.end()).size() == files.size()) return {};
  return groups;
}

}  // namespace rssviz::cli
