#include "cli/pipeline/recipes/step_outputs.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/pipeline/recipes/names.h"
#include "core/error.h"
#include "core/formats/json_fields.h"
#include "core/sha256.h"

namespace rssviz::cli {
namespace fs = std::filesystem;
namespace {

constexpr const char* kManifests = "manifests";
constexpr const char* kWorkshops = ".making";

struct MadeFile {
  fs::path name{};  // below the folder
  std::uint64_t bytes{0};
  std::string digest{};
};

struct Manifest {
  std::string recipe{};
  std::vector<MadeFile> files{};
};

// Throws Error where it isn't there, or damaged.
Manifest read_manifest(const fs::path& path) {
  const std::string where = path.string();
  const formats::Json json = formats::read_json(path);
  Manifest manifest;
  manifest.recipe = formats::ascii_line(formats::member(json, "recipe", where));
  const formats::Json& files = formats::member(json, "files", where);
  if (!files.is_array()) fail(ErrorKind::data, where + ": files must be a list");
  for (const formats::Json& file : files) {
    MadeFile& made = manifest.files.emplace_back();
    made.name = formats::field<std::string>(file, "name", where);
    made.bytes = formats::field<std::uint64_t>(file, "bytes", where);
    made.digest = formats::field<std::string>(file, "sha256", where);
    // It may come from a stranger.
    if (!stays_below(made.name))
      fail(ErrorKind::data, where + ": " + made.name.string() + " is no file of the folder");
  }
  return manifest;
}

bool stands(const fs::path& path, const MadeFile& made) {
  std::error_code code;
  return fs::is_regular_file(path, code) && fs::file_size(path, code) == made.bytes &&
         sha256_of_file(path) == made.digest;
}

void move_file(const fs::path& from, const fs::path& to) {
  std::error_code code;
  fs::rename(from, to, code);
  if (code) fail(ErrorKind::io, to.string() + ": cannot be put in place (" + code.message() + ")");
}

}  // namespace

StepOutputs::StepOutputs(fs::path folder, std::string name, std::string place)
    : folder_(std::move(folder)),
      name_(std::move(name)),
      place_(std::move(place)),
      manifest_(folder_ / kManifests / place_ / (name_ + ".json")) {}

bool StepOutputs::has_manifest() const { return fs::exists(manifest_); }

bool StepOutputs::stand(const std::string& recipe) const {
  try {
    const Manifest manifest = read_manifest(manifest_);
    return manifest.recipe == recipe && !manifest.files.empty() &&
           std::all_of(manifest.files.begin(), manifest.files.end(),
                       [&](const MadeFile& made) { return stands(folder_ / made.name, made); });
  } catch (const Error&) {
    return false;  // what can't be judged is made again
  }
}

void StepOutputs::forget() const {
  std::error_code ignored;
  fs::remove(manifest_, ignored);
}

void StepOutputs::keep(const std::vector<fs::path>& files, const std::string& recipe) const {
  formats::Json manifest;
  manifest["format_version"] = 1;
  manifest["recipe"] = formats::parse_json(recipe, "recipe");
  manifest["files"] = formats::Json::array();
  for (const fs::path& file : files)
    manifest["files"].push_back({{"name", file.lexically_relative(folder_).generic_string()},
                                 {"bytes", fs::file_size(file)},
                                 {"sha256", sha256_of_file(file)}});
  formats::write_json(manifest_, manifest);
}

// What the step made before, and makes no more under any of these names.
void StepOutputs::remove_others(const std::vector<fs::path>& names) const {
  std::error_code ignored;
  Manifest before;
  try {
    before = read_manifest(manifest_);
  } catch (const Error&) {
    return;
  }
  for (const MadeFile& made : before.files) {
    const std::string file = made.name.filename().string();
    const bool ours =
        made.name.parent_path() == place_ && (file.starts_with(name_ + ".") || file.starts_with(name_ + "-"));
    if (ours && std::find(names.begin(), names.end(), made.name.filename()) == names.end())
      fs::remove(folder_ / made.name, ignored);
  }
}

void StepOutputs::put_in_place(const fs::path& made, const std::string& recipe) const {
  std::vector<fs::path> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(made))
    names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  remove_others(names);  // while the manifest still says what they are
  forget();
  std::error_code code;
  fs::create_directories(folder_ / place_, code);
  if (code)
    fail(ErrorKind::cannot_create,
         (folder_ / place_).string() + ": cannot make this folder (" + code.message() + ")");
  std::vector<fs::path> files;
  for (const fs::path& name : names) {
    files.push_back(folder_ / place_ / name);
    move_file(made / name, files.back());
  }
  keep(files, recipe);
}

Workshops::Workshops(const fs::path& folder) : path_(folder / kWorkshops) {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

Workshops::~Workshops() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

fs::path Workshops::open(const std::string& name) const {
  fs::path made = path_ / name;
  std::error_code code;
  fs::create_directories(made, code);
  if (code)
    fail(ErrorKind::cannot_create, made.string() + ": cannot make this folder (" + code.message() + ")");
  return made;
}

}  // namespace rssviz::cli
