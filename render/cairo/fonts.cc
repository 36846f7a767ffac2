#include "render/cairo/fonts.h"

#include <array>
#include <cstdlib>
#include <filesystem>
#include <memory>
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

constexpr std::array<FontFile, 5> kSans{{{"Inter-Regular.otf", "opentype/inter", "fonts-inter"},
                                         {"Inter-SemiBold.otf", "opentype/inter", "fonts-inter"},
                                         {"Inter-Italic.otf", "opentype/inter", "fonts-inter"},
                                         {"DejaVuSans.ttf", "truetype/dejavu", "fonts-dejavu-core"},
                                         {"DejaVuSans-Bold.ttf", "truetype/dejavu", "fonts-dejavu-core"}}};

std::vector<std::filesystem::path> font_roots() {
  std::vector<std::filesystem::path> roots{"/usr/share/fonts", "/usr/local/share/fonts"};
  if (const char* home = std::getenv("HOME"))
    roots.push_back(std::filesystem::path(home) / ".local/share/fonts");
  return roots;
}

// The usual place first, which costs nothing; then every folder below the roots.
std::filesystem::path find_font(const FontFile& font) {
  std::error_code ignored;
  for (const auto& root : font_roots()) {
    const auto usual = root / font.folder / font.name;
    if (std::filesystem::exists(usual, ignored)) return usual;
  }
  for (const auto& root : font_roots()) {
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

ConfigPtr load_sans() {
  ConfigPtr config(FcConfigCreate());
  if (!config) fail(ErrorKind::internal, "fontconfig could not be set up");
  for (const FontFile& font : kSans) {
    const std::string path = find_font(font).string();
    if (!FcConfigAppFontAddFile(config.get(), reinterpret_cast<const FcChar8*>(path.c_str()))) {
      fail(ErrorKind::no_input, "font file " + path + " can't be read");
    }
  }
  return config;
}

void check_preset(std::string_view preset) {
  if (preset != "sans")
    fail(ErrorKind::usage, "no font preset \"" + std::string(preset) + "\"; there is sans");
}

}  // namespace

FcConfig* font_config(std::string_view preset) {
  check_preset(preset);
  static const ConfigPtr sans = load_sans();
  return sans.get();
}

const char* font_families(std::string_view preset) {
  check_preset(preset);
  return "Inter,DejaVu Sans";
}

}  // namespace rssviz::render
