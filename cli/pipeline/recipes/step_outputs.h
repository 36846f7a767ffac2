// What a step of a recipe makes, kept together: a figure in its formats with captions and tables, a film with
// its posters, the files of a trained network. They are made aside and moved into place in one go; then
// manifests/NAME.json (of figures and films manifests/figures/NAME.json, manifests/films/NAME.json) names
// each with its size and SHA-256, and the recipe of them all. A step has been done where its manifest is of
// the same recipe and all that it names stands there unchanged. A value for one thread; the folder is locked
// by the one that runs the recipe (core/folder_lock.h).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace rssviz::cli {

class StepOutputs {
 public:
  // `folder`: of the run of a recipe. `name`: of the step. `place`: the folder below, "figures" or "films",
  // where the files of a drawing stand; "" for networks, each of which has its own.
  StepOutputs(std::filesystem::path folder, std::string name, std::string place = "");

  bool has_manifest() const;
  // Whether the manifest is of this recipe, and all its files stand there with its bytes.
  bool stand(const std::string& recipe) const;
  // Before the files change: what is half made must not look whole.
  void forget() const;
  // Last of all. `files`: below the folder. Throws Error{cannot_create} or {io}.
  void keep(const std::vector<std::filesystem::path>& files, const std::string& recipe) const;
  // Moves all files of the folder `made` into place, removes what the step made there before and makes no
  // more, and writes the manifest. Throws as keep.
  void put_in_place(const std::filesystem::path& made, const std::string& recipe) const;

 private:
  void remove_others(const std::vector<std::filesystem::path>& names) const;

  std::filesystem::path folder_;
  std::string name_;
  std::string place_;
  std::filesystem::path manifest_;
};

// Folders in which steps make their files before they are moved: .making/NAME. What a killed run left there
// is removed first, all of it at the end. Any thread.
class Workshops {
 public:
  // Only for who holds the folder.
  explicit Workshops(const std::filesystem::path& folder);
  ~Workshops();
  Workshops(const Workshops&) = delete;
  Workshops& operator=(const Workshops&) = delete;
  // An empty folder for a step. Throws Error{cannot_create}.
  std::filesystem::path open(const std::string& name) const;

 private:
  std::filesystem::path path_;
};

}  // namespace rssviz::cli
