#include "targets.h"

#include <unistd.h>

#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>

#include "cli/pipeline/recipes/recipe_file.h"
#include "cli/pipeline/sweeps/sweep.h"
#include "cli/subjects/dictionary.h"
#include "cli/subjects/match_corpus.h"
#include "cli/subjects/run_folder.h"
#include "cli/subjects/scatter_table.h"
#include "core/error.h"
#include "core/formats/csv.h"
#include "core/formats/foreign_table.h"
#include "core/formats/hdf5.h"
#include "core/formats/json.h"
#include "core/formats/npz.h"
#include "core/formats/safetensors.h"
#include "core/formats/table_columns.h"
#include "core/formats/yaml.h"
#include "core/output_file.h"
#include "embed/align/stages_archive.h"
#include "embed/embedding.h"
#include "models/data/state_trace.h"
#include "models/weights/foreign_weights.h"
#include "render/cairo/markup.h"
#include "render/lint/pdf_page.h"
#include "render/provenance/recipe.h"

namespace rssviz::fuzz {
namespace fs = std::filesystem;
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
  const bool table = accepts([&] {
    const formats::ForeignTable read = formats::parse_table(bytes, "fuzz.csv");
    (void)formats::table_units(read, "", "fuzz.csv");
  });
  return accepts([&] { (void)formats::parse_csv(bytes, "fuzz.csv"); }) || table;
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
// A file of this process alone with these bytes, while `work` reads it.
template <class Work>
bool accepts_file(std::string_view bytes, const char* suffix, const Work& work) {
  const fs::path file = fs::temp_directory_path() / ("rssviz-fuzz-" + std::to_string(::getpid()) + suffix);
  write_file(file, bytes);
  const bool accepted = accepts([&] { work(file); });
  fs::remove(file);
  return accepted;
}

bool read_hdf5(std::string_view bytes) {
  return accepts_file(bytes, ".h5", [](const fs::path& file) { (void)formats::read_hdf5(file); });
}

// Recipes inside pictures, and what `lint` reads.
bool read_pdf(std::string_view bytes) {
  const bool recipe = accepts([&] { (void)render::recipe_in_pdf(bytes); });
  return accepts_file(bytes, ".pdf", [](const fs::path& file) { (void)render::read_pdf_page(file); }) &&
         recipe;
}
bool read_svg(std::string_view bytes) {
  return accepts([&] {
    const std::optional<std::string> recipe = render::recipe_in_svg(bytes);
    if (!recipe) fail(ErrorKind::data, "no recipe");
    (void)formats::parse_json(*recipe, "fuzz.svg");
  });
}
bool read_png(std::string_view bytes) {
  return accepts([&] {
    if (!render::recipe_in_png(bytes)) fail(ErrorKind::data, "no recipe");
  });
}
bool read_gif(std::string_view bytes) {
  return accepts([&] {
    if (!render::recipe_in_gif(bytes)) fail(ErrorKind::data, "no recipe");
  });
}
bool read_film(std::string_view bytes) {
  return accepts_file(bytes, ".mp4", [](const fs::path& file) {
    if (!render::read_recipe(file)) fail(ErrorKind::data, "no recipe");
  });
}

// Archives of this program's own, and of others' weights.
bool read_states(std::string_view bytes) {
  return accepts(
      [&] { (void)models::trace_from_archive(formats::parse_npz(bytes, "fuzz.npz"), "fuzz.npz"); });
}
bool read_map(std::string_view bytes) {
  return accepts([&] {
    const formats::Archive archive = formats::parse_npz(bytes, "fuzz.npz");
    if (archive.contains("coords") && archive.at("coords").shape.size() == 3)
      (void)embed::aligned_maps_from_archive(archive, "fuzz.npz");
    else
      (void)embed::from_archive(archive, "fuzz.npz");
  });
}
bool read_torch(std::string_view bytes) {
  return accepts([&] {
    (void)models::from_torch(formats::parse_npz(bytes, "fuzz.npz"), models::Cell::lstm, "fuzz.npz");
  });
}
bool read_labels(std::string_view bytes) {
  return accepts_file(bytes, ".csv", [](const fs::path& file) {
    cli::PointPlaces places;
    places.points = 12;
    (void)cli::read_column(file, "group", places, cli::ColumnReading::automatic);
  });
}

// Whether a folder holds a file of this very name, "stages/0000.npz", say: what else a name could be (with
// "..", NUL, or too long) is no matter of the reader's.
bool holds(const fs::path& folder, const std::string& name) {
  for (const fs::directory_entry& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().lexically_relative(folder).native() == name) return true;
  return false;
}

// Folders of which one file is another's: the first line names it, the rest is its content.
bool read_folder(std::string_view bytes, const fs::path& original, void (*read)(const fs::path&)) {
  const std::size_t end = bytes.find('\n');
  const std::string name(bytes.substr(0, end));
  if (end == std::string_view::npos || !holds(original, name)) return false;
  const fs::path folder = fs::temp_directory_path() / ("rssviz-fuzz-" + std::to_string(::getpid()));
  if (!fs::exists(folder / name)) {
    fs::remove_all(folder);
    fs::copy(original, folder, fs::copy_options::recursive);
  }
  write_file(folder / name, bytes.substr(end + 1));
  const bool accepted = accepts([&] { read(folder); });
  fs::copy_file(original / name, folder / name, fs::copy_options::overwrite_existing);
  return accepted;
}
bool read_run(std::string_view bytes) {
  return read_folder(bytes, fs::path(RSSVIZ_FUZZ_FOLDERS) / "version-0.1.0/series",
                     [](const fs::path& folder) { (void)cli::load_view(folder, ~0U); });
}
bool read_sweep(std::string_view bytes) {
  return read_folder(bytes, fs::path(RSSVIZ_FUZZ_CORPUS) / "../sweep_folder",
                     [](const fs::path& folder) { (void)cli::merged_table(cli::read_plan(folder), folder); });
}
// Records and dictionaries of LSTMVis, and whole folders of it, whose HDF5 files a child reads.
bool read_yaml(std::string_view bytes) {
  return accepts([&] { (void)formats::parse_yaml(std::string(bytes), "fuzz.yml"); });
}
bool read_words(std::string_view bytes) {
  const char* const name = bytes.starts_with('{') ? "fuzz.json" : "fuzz.dict";
  return accepts([&] { (void)cli::parse_dictionary(bytes, name); });
}
bool read_lstmvis(std::string_view bytes) {
  return read_folder(bytes, fs::path(RSSVIZ_FUZZ_FOLDERS) / "../cli/data/lstmvis_parens",
                     [](const fs::path& folder) { (void)cli::load_lstmvis_folder(folder); });
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
                                       {"yaml", read_yaml},
                                       {"words", read_words},
                                       {"svg", read_svg},
                                       {"png", read_png},
                                       {"gif", read_gif},
                                       {"states", read_states},
                                       {"map", read_map},
                                       {"torch", read_torch},
                                       {"pdf", read_pdf, false, 3},
                                       {"labels", read_labels, false, 3},
                                       {"film", read_film, false, 10},
                                       {"run", read_run, false, 5},
                                       {"sweep", read_sweep, false, 5},
                                       {"hdf5_answer", read_hdf5_answer},
                                       {"hdf5", read_hdf5, true, 10},
                                       {"lstmvis", read_lstmvis, true, 25}};
  return all;
}

}  // namespace rssviz::fuzz
