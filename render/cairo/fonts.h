// The font files of a preset, found in the system's font folders and read once a process. For
// render/cairo/*.cc only. Any thread.
#pragma once

#include <fontconfig/fontconfig.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace rssviz::render {

// A configuration that knows only the preset's files; owned here, never changed after it was made.
// Throws Error{no_input} naming the file and the Debian package that has it, Error{usage} for an unknown
// preset.
FcConfig* font_config(std::string_view preset);
// "Inter,DejaVu Sans"
const char* font_families(std::string_view preset);
std::vector<std::string> font_preset_names();
// A file of fonts-dejavu-core: "DejaVuSansMono.ttf". Throws Error{no_input} as above.
std::filesystem::path dejavu_file(const char* name);

}  // namespace rssviz::render
