#include "targets.h"

#include <unistd.h>

#include <filesystem>

#include "cli/pipeline/recipes/recipe_file.h"
#include "cli/pipeline/recipes/sweep.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/hdf5.h"
#include "core/formats/npz.h"
#include "core/formats/safetensors.h"
#include "core/output_file.h"
#include "render/cairo/markup.h"

namespace rssviz::fuzz {
namespace {

template <class Work>
bool accepts(const Work& work) {
  try {
    work();
    return true;
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::internal) throw;
    return false;
  }
}

bool read_npy(std::string_view bytes) {
  return accepts([&] { (void)formats::parse_npy(bytes, "fuzz.npy"); });
}
bool read_npz(std::string_view bytes) {
  return accepts([&] { (void)formats::parse_npz(bytes, "fuzz.npz"); });
}
bool read_csv(std::string_view bytes) {
  return accepts([&] { (void)formats::parse_csv(bytes, "fuzz.csv"); });
}
bool read_safetensors(std::string_view bytes) {
  return accepts([&] { (void)formats::parse_safetensors(bytes, "fuzz.safetensors"); });
}
bool read_toml(std::string_view bytes) {
  const std::string text(bytes);
  const bool sweep = accepts([&] { (void)cli::parse_sweep(text, "fuzz.toml"); });
  return accepts([&] { (void)cli::parse_recipe(text, "fuzz.toml", true); }) || sweep;
}
bool read_hdf5_answer(std::string_view bytes) {
  return accepts([&] { (void)formats::parse_hdf5_answer(bytes, "fuzz.h5"); });
}
bool read_hdf5(std::string_view bytes) {
  static const std::filesystem::path file =
      std::filesystem::temp_directory_path() / ("rssviz-fuzz-" + std::to_string(::getpid()) + ".h5");
  write_file(file, bytes);
  const bool accepted = accepts([&] { (void)formats::read_hdf5(file); });
  std::filesystem::remove(file);
  return accepted;
}
bool read_markup(std::string_view bytes) {
  return accepts([&] { (void)render::pango_markup(bytes); });
}

}  // namespace

const std::vector<Target>& targets() {
  static const std::vector<Target> all{{"npy", read_npy},
                                       {"npz", read_npz},
                                       {"csv", read_csv},
                                       {"safetensors", read_safetensors},
                                       {"toml", read_toml},
                                       {"markup", read_markup},
                                       {"hdf5_answer", read_hdf5_answer},
                                       {"hdf5", read_hdf5, true}};
  return all;
}

}  // namespace rssviz::fuzz
