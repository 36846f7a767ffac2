#include "render/cairo/fonts.h"

#include <cstdlib>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <system_error>
#include <vector>

#include "core/error.h"

namespace rssviz::render {
namespace {

struct FontFile {
  const char* name;
  const char* folder;  // where Debian's package puts it, below a font root
  const char* package;
};

struct FontPreset {
  const char* name;
  const char* families;
  std::vector<FontFile> files;
};

const std::vector<FontPreset>& presets() {
  constexpr const char* kTexGyre = "texmf/fonts/opentype/public/tex-gyre";
  constexpr const char* kCmu = "fonts/truetype/cmu";
  // DejaVu Sans has every sign that a figure may ask for, and so ends each list.
  const auto with_dejavu = [](std::vector<FontFile> files) {
    files.push_back({"DejaVuSans.ttf", "fonts/truetype/dejavu", "fonts-dejavu-core"});
    files.push_back({"DejaVuSans-Bold.ttf", "fonts/truetype/dejavu", "fonts-dejavu-core"});
    return files;
  };
  static const std::vector<FontPreset> table{
      {"sans", "Inter,DejaVu Sans",
       with_dejavu({{"Inter-Regular.otf", "fonts/opentype/inter", "fonts-inter"},
                    {"Inter-SemiBold.otf", "fonts/opentype/inter", "fonts-inter"},
                    {"Inter-Italic.otf", "fonts/opentype/inter", "fonts-inter"}})},
      {"helvetica", "TeX Gyre Heros,DejaVu Sans",
       with_dejavu({{"texgyreheros-regular.otf", kTexGyre, "fonts-texgyre"},
                    {"texgyreheros-bold.otf", kTexGyre, "fonts-texgyre"},
                    {"texgyreheros-italic.otf", kTexGyre, "fonts-texgyre"},
                    {"texgyreheros-bolditalic.otf", kTexGyre, "fonts-texgyre"}})},
      {"times", "TeX Gyre Termes,STIX,DejaVu Sans",
       with_dejavu({{"texgyretermes-regular.otf", kTexGyre, "fonts-texgyre"},
                    {"texgyretermes-bold.otf", kTexGyre, "fonts-texgyre"},
                    {"texgyretermes-italic.otf", kTexGyre, "fonts-texgyre"},
                    {"texgyretermes-bolditalic.otf", kTexGyre, "fonts-texgyre"},
                    {"STIX-Regular.otf", "fonts/opentype/stix-word", "fonts-stix"},
                    {"STIX-Bold.otf", "fonts/opentype/stix-word", "fonts-stix"},
                    {"STIX-Italic.otf", "fonts/opentype/stix-word", "fonts-stix"}})},
      {"latex", "CMU Serif,DejaVu Sans",
       with_dejavu({{"cmunrm.ttf", kCmu, "fonts-cmu"},
                    {"cmunbx.ttf", kCmu, "fonts-cmu"},
                    {"cmunti.ttf", kCmu, "fonts-cmu"},
                    {"cmunbi.ttf", kCmu, "fonts-cmu"}})}};
  return table;
}

const FontPreset& preset_named(std::string_view name) {
  std::string known;
  for (const FontPreset& preset : presets()) {
    if (preset.name == name) return preset;
    known += (known.empty() ? "" : ", ") + std::string(preset.name);
  }
  fail(ErrorKind::usage, "no font preset \"" + std::string(name) + "\"; there are " + known);
}

std::vector<std::filesystem::path> font_roots() {
  std::vector<std::filesystem::path> roots{"/usr/share", "/usr/local/share"};
  if (const char* home = std::getenv("HOME")) roots.push_back(std::filesystem::path(home) / ".local/share");
  return roots;
}

// The usual place first, which costs nothing; then every folder below the roots.
std::filesystem::path find_font(const FontFile& font) {
  std::error_code ignored;
  for (const auto& root : font_roots()) {
    const auto usual = root / font.folder / font.name;
    if (std::filesystem::exists(usual, ignored)) return usual;
  }
  for (const auto& share : font_roots()) {
    const auto root = share / "fonts";
    auto it = std::filesystem::recursive_directory_iterator(
        root, std::filesystem::directory_options::skip_permission_denied, ignored);
    for (; !ignored && it != std::filesystem::recursive_directory_iterator(); it.increment(ignored)) {
      if (it->path().filename() == font.name) return it->path();
    }
    ignored.clear();
  }
  fail(ErrorKind::no_input, std::string("font file ") + font.name + " was not found; install the package " +
                                font.package + " (apt install " + font.package + ")");
}

struct ConfigDestroy {
  void operator()(FcConfig* config) const { FcConfigDestroy(config); }
};
using ConfigPtr = std::unique_ptr<FcConfig, ConfigDestroy>;

ConfigPtr load(const FontPreset& preset) {
  ConfigPtr config(FcConfigCreate());
  if (!config) fail(ErrorKind::internal, "fontconfig could not be set up");
  for (const FontFile& font : preset.files) {
    const std::string path = find_font(font).string();
    if (!FcConfigAppFontAddFile(config.get(), reinterpret_cast<const FcChar8*>(path.c_str()))) {
      fail(ErrorKind::no_input, "font file " + path + " can't be read");
    }
  }
  return config;
}

}  // namespace

FcConfig* font_config(std::string_view name) {
  const FontPreset& preset = preset_named(name);
  // What is loaded stays: contexts on other threads hold it.
  static std::mutex mutex;
  static std::map<std::string, ConfigPtr, std::less<>> loaded;
  const std::lock_guard lock(mutex);
  ConfigPtr& config = loaded[preset.name];
  if (!config) config = load(preset);
  return config.get();
}

const char* font_families(std::string_view name) { return preset_named(name).families; }

std::filesystem::path dejavu_file(const char* name) {
  return find_font({name, "fonts/truetype/dejavu", "fonts-dejavu-core"});
}

std::vector<std::string> font_preset_names() {
  std::vector<std::string> names;
  for (const FontPreset& preset : presets()) names.emplace_back(preset.name);
  return names;
}

}  // namespace rssviz::render
