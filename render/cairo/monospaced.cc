#include "render/cairo/monospaced.h"

#include <cairo-ft.h>

#include <algorithm>
#include <cstdio>
#include <vector>

#include "core/error.h"
#include "render/cairo/fonts.h"

namespace rssviz::render {
namespace {

struct PatternDestroy {
  void operator()(FcPattern* pattern) const { FcPatternDestroy(pattern); }
};

FontFacePtr face_of(const char* file) {
  const std::unique_ptr<FcPattern, PatternDestroy> pattern(FcPatternCreate());
  const std::string path = dejavu_file(file).string();
  FcPatternAddString(pattern.get(), FC_FILE, reinterpret_cast<const FcChar8*>(path.c_str()));
  FcPatternAddInteger(pattern.get(), FC_INDEX, 0);
  FontFacePtr face(cairo_ft_font_face_create_for_pattern(pattern.get()));
  if (cairo_font_face_status(face.get()) != CAIRO_STATUS_SUCCESS)
    fail(ErrorKind::no_input, "font file " + path + " can't be read");
  return face;
}

struct FontOptionsDestroy {
  void operator()(cairo_font_options_t* options) const { cairo_font_options_destroy(options); }
};

void choose(cairo_t* cairo, cairo_font_face_t* face, double size_pt) {
  const std::unique_ptr<cairo_font_options_t, FontOptionsDestroy> options(cairo_font_options_create());
  cairo_font_options_set_hint_style(options.get(), CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options.get(), CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options.get(), CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_face(cairo, face);
  cairo_set_font_size(cairo, size_pt);
  cairo_set_font_options(cairo, options.get());
}

// One character of the line: its bytes, its glyph and which face has it.
struct Character {
  std::size_t at{0};
  std::size_t bytes{1};
  unsigned long glyph{0};
  std::size_t face{0};
  bool blank{false};
};

std::size_t length_of(unsigned char first) {
  return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

unsigned long glyph_of(cairo_scaled_font_t* font, std::string_view character) {
  cairo_glyph_t* glyphs = nullptr;
  int count = 0;
  const cairo_status_t status =
      cairo_scaled_font_text_to_glyphs(font, 0, 0, character.data(), static_cast<int>(character.size()),
                                       &glyphs, &count, nullptr, nullptr, nullptr);
  const unsigned long glyph = status == CAIRO_STATUS_SUCCESS && count > 0 ? glyphs[0].index : 0;
  cairo_glyph_free(glyphs);
  return glyph;
}

std::string code_text(std::string_view character) {
  const auto byte = [&](std::size_t i) {
    return static_cast<unsigned>(static_cast<unsigned char>(character[i]));
  };
  unsigned code = byte(0);
  if (character.size() > 1) code &= 0xFFU >> (character.size() + 1);
  for (std::size_t i = 1; i < character.size(); ++i) code = (code << 6) | (byte(i) & 0x3F);
  char text[64];
  std::snprintf(text, sizeof text, "U+%04X not in DejaVu Sans Mono or DejaVu Sans", code);
  return text;
}

std::vector<Character> characters_of(const MonospacedLine& line) {
  std::vector<Character> characters;
  for (std::size_t at = 0; at < line.text.size();) {
    const std::size_t bytes =
        std::min(length_of(static_cast<unsigned char>(line.text[at])), line.text.size() - at);
    characters.push_back({at, bytes, 0, 0, line.text[at] == ' '});
    at += bytes;
  }
  if (characters.size() != line.left.size() || line.left.size() != line.width.size())
    fail(ErrorKind::internal, "a line of " + std::to_string(characters.size()) + " characters has " +
                                  std::to_string(line.left.size()) + " places");
  while (!characters.empty() && characters.back().blank) characters.pop_back();
  return characters;
}

// The first character from `i` on that is no blank; there is one, for lines end with none.
std::size_t behind_blanks(const std::vector<Character>& characters, std::size_t i) {
  while (characters[i].blank) ++i;
  return i;
}

// A wide character leaves room before the next one, which readers would take for a blank: they go together,
// as far as the face is the same.
std::size_t end_of_wide(const std::vector<Character>& characters, const MonospacedLine& line, std::size_t i) {
  const std::size_t face = characters[i].face;
  while (line.width[i] > 1.5 * kMonospacedAdvance * line.size_pt && i + 1 < characters.size()) {
    const std::size_t next = behind_blanks(characters, i + 1);
    if (characters[next].face != face) break;
    i = next;
  }
  return i;
}

// Writes characters of one face that follow one another as glyphs at their places, with the bytes of each.
class RunWriter {
 public:
  RunWriter(cairo_t* cairo, const MonospacedLine& line) : cairo_(cairo), line_(line) {}

  // Blanks from `first` on and the character behind them, `last`: one cluster, or one each.
  void add(const std::vector<Character>& characters, std::size_t first, std::size_t last, bool together) {
    int bytes = 0;
    for (std::size_t i = first; i <= last; ++i) {
      const Character& c = characters[i];
      text_ += line_.text.substr(c.at, c.bytes);
      glyphs_.push_back({c.glyph, line_.left[i], line_.baseline_y});
      bytes += static_cast<int>(c.bytes);
      if (!together) clusters_.push_back({static_cast<int>(c.bytes), 1});
    }
    if (together) clusters_.push_back({bytes, static_cast<int>(last - first + 1)});
  }

  void show(cairo_font_face_t* face) {
    if (glyphs_.empty()) return;
    choose(cairo_, face, line_.size_pt);
    cairo_show_text_glyphs(cairo_, text_.data(), static_cast<int>(text_.size()), glyphs_.data(),
                           static_cast<int>(glyphs_.size()), clusters_.data(),
                           static_cast<int>(clusters_.size()), static_cast<cairo_text_cluster_flags_t>(0));
    text_.clear();
    glyphs_.clear();
    clusters_.clear();
  }

 private:
  cairo_t* cairo_;
  const MonospacedLine& line_;
  std::string text_{};
  std::vector<cairo_glyph_t> glyphs_{};
  std::vector<cairo_text_cluster_t> clusters_{};
};

}  // namespace

MonospacedFaces::MonospacedFaces() : faces_{face_of("DejaVuSansMono.ttf"), face_of("DejaVuSans.ttf")} {}

void MonospacedFaces::show(cairo_t* cairo, const MonospacedLine& line, std::set<std::string>& missing) const {
  std::vector<Character> characters = characters_of(line);
  for (const std::size_t face : {std::size_t{0}, std::size_t{1}}) {
    choose(cairo, faces_[face].get(), line.size_pt);
    cairo_scaled_font_t* font = cairo_get_scaled_font(cairo);
    for (Character& c : characters) {
      if (c.glyph != 0) continue;
      c.glyph = glyph_of(font, line.text.substr(c.at, c.bytes));
      c.face = c.glyph == 0 ? 0 : face;
    }
  }
  RunWriter run(cairo, line);
  std::size_t face = 0;
  for (std::size_t first = 0; first < characters.size();) {
    const std::size_t behind = behind_blanks(characters, first);
    const std::size_t last = end_of_wide(characters, line, behind);
    if (characters[behind].face != face) run.show(faces_[face].get());
    face = characters[behind].face;
    for (std::size_t i = behind; i <= last; ++i)
      if (characters[i].glyph == 0)
        missing.insert(code_text(line.text.substr(characters[i].at, characters[i].bytes)));
    run.add(characters, first, last, last > behind || behind - first >= 2 || (first == 0 && behind > 0));
    first = last + 1;
  }
  run.show(faces_[face].get());
}

}  // namespace rssviz::render
